-- Ids are made by the nodes (docs/adr/0003-ids.md), never by sequences.
-- Money is whole KRW. Times are timestamptz.
--
-- There are no foreign keys towards rows that others update (docs/adr/0005-no-foreign-keys-on-hot-rows.md):
-- a key's check takes a shared lock on the parent row, which deadlocks with the parent's own update.
-- Integrity of these is kept by the one writer of each entity and proved by `baroctl audit`.

-- Identity ---------------------------------------------------------------------------------------

CREATE TABLE users (
  user_id       bigint PRIMARY KEY,
  email         text NOT NULL,                -- lower case
  password_hash text NOT NULL,                -- argon2id, in PHC string format
  name          text NOT NULL,
  phone_number  text,
  address       text,
  role          text NOT NULL DEFAULT 'BUYER' CHECK (role IN ('BUYER', 'STORE_OWNER', 'ADMIN')),
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (email)
);

-- Catalogue --------------------------------------------------------------------------------------

CREATE TABLE categories (
  category_id bigint PRIMARY KEY,
  name        text NOT NULL UNIQUE
);

CREATE TABLE stores (
  store_id      bigint PRIMARY KEY,
  owner_id      bigint NOT NULL,
  name          text NOT NULL,
  description   text,
  phone_number  text,
  address       text,
  thumbnail_url text,
  status        text NOT NULL DEFAULT 'DRAFT'
                CHECK (status IN ('DRAFT', 'ACTIVE', 'PAUSED', 'SUSPENDED', 'CLOSED', 'TERMINATED')),
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stores_by_owner ON stores (owner_id);

CREATE TABLE products (
  product_id    bigint PRIMARY KEY,
  store_id      bigint NOT NULL,
  name          text NOT NULL,
  price_krw     bigint NOT NULL CHECK (price_krw > 0),
  description   text,
  thumbnail_url text,
  likes_count   bigint NOT NULL DEFAULT 0 CHECK (likes_count >= 0),
  withdrawn     boolean NOT NULL DEFAULT false,
  -- Not withdrawn, and its store is ACTIVE: kept here so that lists need one index and no join.
  on_sale       boolean NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX products_popular ON products (likes_count DESC, product_id DESC) WHERE on_sale;
CREATE INDEX products_newest ON products (product_id DESC) WHERE on_sale;
CREATE INDEX products_by_age ON products (created_at) WHERE on_sale;
CREATE INDEX products_by_store ON products (store_id, product_id DESC);

CREATE TABLE product_images (
  product_id    bigint NOT NULL,
  display_order integer NOT NULL,
  image_url     text NOT NULL,
  PRIMARY KEY (product_id, display_order)
);

CREATE TABLE product_categories (
  category_id bigint NOT NULL,
  product_id  bigint NOT NULL,
  -- The product's own, kept here too: a category's list needs one index, however rare or common the category.
  likes_count bigint NOT NULL DEFAULT 0,
  on_sale     boolean NOT NULL DEFAULT true,
  PRIMARY KEY (category_id, product_id)
);
CREATE INDEX product_categories_popular ON product_categories (category_id, likes_count DESC, product_id DESC) WHERE on_sale;
CREATE INDEX product_categories_by_product ON product_categories (product_id);

CREATE TABLE product_likes (
  user_id    bigint NOT NULL,
  product_id bigint NOT NULL,
  liked_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, product_id)
);

-- What never changes about a SKU. Its stock, which changes all the time, is in `inventory`.
CREATE TABLE skus (
  sku_id     bigint PRIMARY KEY,
  product_id bigint NOT NULL,
  size       text,
  color      text,
  UNIQUE NULLS NOT DISTINCT (product_id, size, color)
);

-- What a SKU is sold as.
CREATE VIEW offers AS
  SELECT s.sku_id, s.product_id, p.store_id, t.owner_id, p.name AS product_name, t.name AS store_name,
         p.thumbnail_url, s.size, s.color, p.price_krw, p.on_sale
    FROM skus s JOIN products p USING (product_id) JOIN stores t USING (store_id);

-- A product in a list.
CREATE VIEW items AS
  SELECT p.product_id, t.name AS store_name, p.name AS product_name, p.price_krw, p.thumbnail_url,
         p.likes_count, p.on_sale, p.created_at
    FROM products p JOIN stores t USING (store_id);

-- Stock ------------------------------------------------------------------------------------------

-- One row per SKU: the judge of who may write (docs/adr/0001-the-fence.md).
CREATE TABLE inventory (
  sku_id     bigint PRIMARY KEY,
  on_hand    bigint NOT NULL CHECK (on_hand >= 0),
  epoch      bigint NOT NULL DEFAULT 0,  -- +1 for each activation; a write under an older one matches no row
  ledger_seq bigint NOT NULL DEFAULT 0   -- number of ledger entries so far: the next has ledger_seq + 1
) WITH (fillfactor = 50);                -- room for HOT updates: a hot row is rewritten thousands of times between vacuums

-- Stock that came or went without a sale. Sales are in order_lines; together they are the ledger.
CREATE TABLE stock_movements (
  sku_id     bigint NOT NULL,
  ledger_seq bigint NOT NULL,
  delta      bigint NOT NULL CHECK (delta <> 0),
  reason     text NOT NULL CHECK (reason IN ('RECEIPT', 'ADJUSTMENT', 'RETURN', 'CANCELLATION')),
  order_id   bigint,                     -- CANCELLATION: the order whose units came back
  change_id  bigint,                     -- by which a writer that lost its connection finds its own entry
  note       text,
  balance    bigint NOT NULL CHECK (balance >= 0),  -- on hand after this entry
  moved_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sku_id, ledger_seq)
);
-- An order gives the units of a SKU back once.
CREATE UNIQUE INDEX stock_movements_cancelled_once ON stock_movements (order_id, sku_id) WHERE order_id IS NOT NULL;

-- Orders -----------------------------------------------------------------------------------------

CREATE TABLE orders (
  order_id         bigint PRIMARY KEY,
  user_id          bigint NOT NULL,
  status           text NOT NULL DEFAULT 'ORDERED'
                   CHECK (status IN ('ORDERED', 'PAID', 'SHIPPED', 'DELIVERED', 'COMPLETED', 'CANCELLED')),
  version          bigint NOT NULL DEFAULT 0,  -- +1 for each change; a change decided on an older one matches no row
  shipping_address text NOT NULL,
  total_price_krw  bigint NOT NULL,
  ordered_at       timestamptz NOT NULL
);
CREATE INDEX orders_by_user ON orders (user_id, order_id DESC);

-- Also the sale entries of the ledger: delta is -quantity.
CREATE TABLE order_lines (
  order_id   bigint NOT NULL,
  line_no    integer NOT NULL,
  sku_id     bigint NOT NULL,
  product_id bigint NOT NULL,
  quantity   bigint NOT NULL CHECK (quantity > 0),
  price_krw  bigint NOT NULL,                       -- of one unit, at the time of purchase
  ledger_seq bigint NOT NULL,
  balance    bigint NOT NULL CHECK (balance >= 0),  -- on hand after this entry
  PRIMARY KEY (order_id, line_no)
);
CREATE UNIQUE INDEX order_lines_ledger ON order_lines (sku_id, ledger_seq);

CREATE VIEW ledger AS
  SELECT sku_id, ledger_seq, delta, reason, order_id, note, balance, moved_at AS at FROM stock_movements
  UNION ALL
  SELECT l.sku_id, l.ledger_seq, -l.quantity, 'SALE', l.order_id, NULL, l.balance, o.ordered_at
    FROM order_lines l JOIN orders o USING (order_id);

-- The answer to a request that carried an Idempotency-Key, committed together with its effect.
CREATE TABLE idempotency_keys (
  user_id     bigint NOT NULL,
  key         text NOT NULL,
  fingerprint bytea NOT NULL,    -- of method, path and body
  answer      bytea NOT NULL,    -- the view that was answered, in the nodes' own wire format
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys USING brin (created_at);

-- Carts ------------------------------------------------------------------------------------------

CREATE TABLE carts (
  user_id bigint PRIMARY KEY,
  epoch   bigint NOT NULL DEFAULT 0,     -- +1 for each activation, as with inventory
  version bigint NOT NULL DEFAULT 0      -- +1 for each change
);

CREATE TABLE cart_lines (
  user_id    bigint NOT NULL,
  sku_id     bigint NOT NULL,
  item_id    bigint NOT NULL,
  quantity   integer NOT NULL CHECK (quantity BETWEEN 1 AND 99),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, sku_id)
);

-- Looks ------------------------------------------------------------------------------------------

CREATE TABLE looks (
  look_id       bigint PRIMARY KEY,
  creator_id    bigint NOT NULL,
  title         text NOT NULL,
  description   text,
  thumbnail_url text NOT NULL,
  likes_count   bigint NOT NULL DEFAULT 0 CHECK (likes_count >= 0),
  created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE look_images (
  look_id       bigint NOT NULL,
  display_order integer NOT NULL,
  image_url     text NOT NULL,
  PRIMARY KEY (look_id, display_order)
);

CREATE TABLE look_products (
  look_id       bigint NOT NULL,
  display_order integer NOT NULL,
  product_id    bigint NOT NULL,
  PRIMARY KEY (look_id, display_order),
  UNIQUE (look_id, product_id)
);
