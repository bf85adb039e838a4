-- The shop as a row lock serialises it: no HTTP, no JSON, no session, no idempotency, no ledger.
CREATE TABLE products (id bigint PRIMARY KEY, stock bigint NOT NULL CHECK (stock >= 0)) WITH (fillfactor = 50);
CREATE TABLE orders (id bigserial PRIMARY KEY, user_id bigint NOT NULL, address text NOT NULL,
                     total_krw bigint NOT NULL, ordered_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX orders_by_user ON orders (user_id, id DESC);
CREATE TABLE order_lines (order_id bigint NOT NULL, line_no integer NOT NULL, product_id bigint NOT NULL,
                          quantity bigint NOT NULL, price_krw bigint NOT NULL, PRIMARY KEY (order_id, line_no));
INSERT INTO products SELECT id, 1000000000 FROM generate_series(1, 10001) AS id;
VACUUM ANALYZE products;
