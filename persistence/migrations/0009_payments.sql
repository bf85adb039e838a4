-- What happens to an order after it was placed: steps, each of which raises its version by one.

ALTER TABLE orders
  ADD COLUMN payment_due_at timestamptz, -- when it is cancelled if it is not paid; null: never
  ADD COLUMN cancel_reason text CHECK (cancel_reason IN ('BUYER', 'UNPAID', 'STORE')),
  -- By which a writer that lost its connection finds its own step.
  ADD COLUMN change_id bigint;
UPDATE orders SET cancel_reason = 'BUYER' WHERE status = 'CANCELLED';
ALTER TABLE orders ADD CONSTRAINT orders_cancelled_for_a_reason
  CHECK ((status = 'CANCELLED') = (cancel_reason IS NOT NULL));
CREATE INDEX orders_unpaid ON orders (payment_due_at) WHERE status = 'ORDERED' AND payment_due_at IS NOT NULL;

-- An order may give its units back, take them again since it was paid after all, and give them back
-- once more: but once per step.
ALTER TABLE stock_movements
  ADD COLUMN order_version bigint, -- of the order from that step on
  DROP CONSTRAINT stock_movements_reason_check,
  ADD CONSTRAINT stock_movements_reason_check
    CHECK (reason IN ('RECEIPT', 'ADJUSTMENT', 'RETURN', 'CANCELLATION', 'SALE'));
UPDATE stock_movements SET order_version = 1 WHERE order_id IS NOT NULL;
DROP INDEX stock_movements_cancelled_once;
CREATE UNIQUE INDEX stock_movements_once_per_step ON stock_movements (order_id, order_version, sku_id) WHERE order_id IS NOT NULL;

CREATE TABLE payments (
  payment_id   bigint PRIMARY KEY,
  order_id     bigint NOT NULL,
  status       text NOT NULL CHECK (status IN ('PENDING', 'CONFIRMED', 'FAILED')),
  amount_krw   bigint NOT NULL CHECK (amount_krw >= 0),
  provider     text NOT NULL,
  reference    text,                               -- the provider's own name for it
  redirect_url text,
  started_at   timestamptz NOT NULL,
  checked_at   timestamptz NOT NULL DEFAULT now(), -- as if its provider had been asked then last, for the pause before the next time
  checks       integer NOT NULL DEFAULT 0          -- how often it was asked
);
CREATE INDEX payments_by_order ON payments (order_id);
CREATE INDEX payments_to_check ON payments (checked_at) WHERE status = 'PENDING';

CREATE TABLE refunds (
  refund_id  bigint PRIMARY KEY,
  payment_id bigint NOT NULL,
  order_id   bigint NOT NULL,
  amount_krw bigint NOT NULL CHECK (amount_krw > 0),
  status     text NOT NULL CHECK (status IN ('DUE', 'DONE')),
  decided_at timestamptz NOT NULL,
  try_at     timestamptz NOT NULL DEFAULT now(),   -- when its provider is told next, while it is DUE
  tries      integer NOT NULL DEFAULT 0
);
CREATE INDEX refunds_by_order ON refunds (order_id);
CREATE INDEX refunds_due ON refunds (try_at) WHERE status = 'DUE';

-- Items of an order that came back after it was delivered.
CREATE TABLE order_returns (
  order_id      bigint NOT NULL,
  order_version bigint NOT NULL,
  sku_id        bigint NOT NULL,
  quantity      bigint NOT NULL CHECK (quantity > 0),
  restocked     boolean NOT NULL,
  returned_at   timestamptz NOT NULL,
  PRIMARY KEY (order_id, order_version, sku_id)
);

-- What stores have to deliver: the orders that were paid, with where each is now, so that a store's
-- list needs one index. An order that was only placed costs nothing here.
CREATE TABLE store_orders (
  order_id bigint NOT NULL,
  store_id bigint NOT NULL,
  status   text NOT NULL,
  PRIMARY KEY (order_id, store_id)
);
CREATE INDEX store_orders_by_status ON store_orders (store_id, status, order_id DESC);
