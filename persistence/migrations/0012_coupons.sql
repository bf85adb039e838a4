-- Coupons, and units that are sold before they are received.

-- One row per coupon: the judge of its uses, as inventory is of stock (docs/adr/0001-the-fence.md).
CREATE TABLE coupons (
  coupon_id        bigint PRIMARY KEY,
  code             text NOT NULL UNIQUE CHECK (code = upper(code)),
  creator_id       bigint NOT NULL,
  store_id         bigint,                        -- null: of all stores
  owner_id         bigint,                        -- of the store; kept here so that a list needs one index
  amount_krw       bigint CHECK (amount_krw > 0),
  percent          bigint CHECK (percent BETWEEN 1 AND 100),
  discount_max_krw bigint CHECK (discount_max_krw > 0),
  price_min_krw    bigint NOT NULL,
  valid_from       timestamptz NOT NULL,
  valid_until      timestamptz NOT NULL,
  uses_max         bigint NOT NULL,
  uses_per_user    bigint NOT NULL,
  paused           boolean NOT NULL DEFAULT false,
  used             bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
  given_back       bigint NOT NULL DEFAULT 0,     -- uses, ever: it only grows, so whoever reads it late counts none twice
  epoch            bigint NOT NULL DEFAULT 0,     -- +1 for each activation; a use that was held under an older one matches no row
  CHECK ((amount_krw IS NULL) <> (percent IS NULL)),
  CHECK (valid_from <= valid_until)
) WITH (fillfactor = 50);                         -- room for HOT updates
CREATE INDEX coupons_by_store ON coupons (store_id, coupon_id DESC);
CREATE INDEX coupons_by_owner ON coupons (owner_id, coupon_id DESC);

-- A coupon as it is read: times in microseconds.
CREATE VIEW coupon_terms AS
  SELECT coupon_id, code, store_id, amount_krw, percent, discount_max_krw, price_min_krw,
         (extract(epoch FROM valid_from) * 1000000)::bigint AS valid_from,
         (extract(epoch FROM valid_until) * 1000000)::bigint AS valid_until,
         uses_max, uses_per_user, used, paused, given_back, owner_id
    FROM coupons;

-- What orders were given. It stays when the use goes back.
CREATE TABLE coupon_redemptions (
  order_id     bigint PRIMARY KEY,
  coupon_id    bigint NOT NULL,
  user_id      bigint NOT NULL,
  discount_krw bigint NOT NULL CHECK (discount_krw >= 0),
  given_back   boolean NOT NULL DEFAULT false     -- the order was cancelled
);
CREATE INDEX coupon_redemptions_by_user ON coupon_redemptions (coupon_id, user_id) WHERE NOT given_back;

-- Of what is on hand or was sold, so much is promised and has not been received.
ALTER TABLE inventory
  ADD COLUMN promised bigint NOT NULL DEFAULT 0 CHECK (promised >= 0),
  ADD COLUMN ships_at timestamptz;                -- when the promised units are expected

-- PREORDER: units are promised, or a promise is redeemed by units that were received.
ALTER TABLE stock_movements
  DROP CONSTRAINT stock_movements_reason_check,
  ADD CONSTRAINT stock_movements_reason_check
    CHECK (reason IN ('RECEIPT', 'ADJUSTMENT', 'RETURN', 'CANCELLATION', 'SALE', 'PREORDER'));

-- Which units of an order were only promised when it was placed.
CREATE TABLE preorder_lines (
  order_id bigint NOT NULL,
  sku_id   bigint NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  ships_at timestamptz NOT NULL,
  PRIMARY KEY (sku_id, order_id)
);
CREATE INDEX preorder_lines_by_order ON preorder_lines USING hash (order_id);

-- What admins do with coupons is written down, too.
ALTER TABLE admin_changes
  DROP CONSTRAINT admin_changes_action_check,
  ADD CONSTRAINT admin_changes_action_check
    CHECK (action IN ('CATEGORY_CREATED', 'STORE_CHANGED', 'PRODUCT_CHANGED', 'ROLE_CHANGED', 'LOOK_CHANGED',
                      'LOOK_DELETED', 'WEBHOOK_CREATED', 'WEBHOOK_DELETED', 'COUPON_CREATED', 'COUPON_CHANGED')),
  DROP CONSTRAINT admin_changes_target_kind_check,
  ADD CONSTRAINT admin_changes_target_kind_check
    CHECK (target_kind IN ('CATEGORY', 'STORE', 'PRODUCT', 'USER', 'LOOK', 'WEBHOOK', 'COUPON'));
