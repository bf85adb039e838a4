-- What is told to the world about orders, written in the commit of what happened.

-- One row for a batch of orders, however many they are. An order's next step is decided on its last one
-- once that is committed, so its batch has a higher number: whoever reads rows in the order of their numbers,
-- and skips none that is there, reads the steps of every order in their order.
CREATE TABLE outbox (
  batch_no  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at        timestamptz NOT NULL DEFAULT now(),
  placed    bigint[] NOT NULL DEFAULT '{}',  -- orders: what else there is to say of them, `orders` knows for good
  changed   jsonb NOT NULL DEFAULT '[]',     -- later steps: {orderId, sequence, type, status, at}
  streamed  boolean NOT NULL DEFAULT false,  -- it is in the stream
  dealt_out boolean NOT NULL DEFAULT false   -- its deliveries to webhooks are written
);
CREATE INDEX outbox_to_stream ON outbox (batch_no) WHERE NOT streamed;
CREATE INDEX outbox_to_deal_out ON outbox (batch_no) WHERE NOT dealt_out;
CREATE INDEX outbox_by_age ON outbox USING brin (at);

-- The events of the outbox, one row each. OFFSET 0 leaves the planner one way to the orders: by their
-- primary key, one by one. It does not know how many orders are in a row.
CREATE VIEW order_events AS
  SELECT e.batch_no, e.committed_at, e.order_id, e.sequence, o.user_id, 'order.' || e.type AS type,
         jsonb_build_object(
           'id', e.order_id || '-' || e.sequence,
           'type', 'order.' || e.type,
           'orderId', e.order_id::text,
           'userId', o.user_id::text,
           'sequence', e.sequence,
           'at', to_char(coalesce(e.at, o.ordered_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'data', jsonb_build_object('status', e.status, 'totalPrice', o.total_price_krw)) AS event
    FROM (
      SELECT batch_no, outbox.at AS committed_at, order_id, 0::bigint AS sequence, 'placed' AS type,
             'ORDERED' AS status, NULL::timestamptz AS at
        FROM outbox, unnest(placed) AS order_id
      UNION ALL
      SELECT batch_no, outbox.at, (step->>'orderId')::bigint, (step->>'sequence')::bigint, step->>'type',
             step->>'status', 'epoch'::timestamptz + (step->>'at')::bigint * interval '1 microsecond'
        FROM outbox, jsonb_array_elements(changed) AS step
    ) e
    CROSS JOIN LATERAL (
      SELECT user_id, ordered_at, total_price_krw FROM orders WHERE order_id = e.order_id OFFSET 0
    ) o;

-- Webhooks ---------------------------------------------------------------------------------------

CREATE TABLE webhooks (
  webhook_id bigint PRIMARY KEY,
  url        text NOT NULL,
  secret     text NOT NULL,              -- signatures need it as it is
  types      text[] NOT NULL,            -- of events; empty: all
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE webhook_deliveries (
  delivery_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook_id   bigint NOT NULL,
  order_id     bigint NOT NULL,
  sequence     bigint NOT NULL,          -- an order's deliveries go out in this order
  type         text NOT NULL,
  event        jsonb NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  attempts     bigint NOT NULL DEFAULT 0,
  next_try_at  timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz,              -- null: not yet
  last_status  integer,                  -- of HTTP; null: there was no answer
  last_error   text,
  UNIQUE (webhook_id, order_id, sequence)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_try_at) WHERE delivered_at IS NULL;
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (webhook_id, delivery_id DESC);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries USING brin (created_at);

ALTER TABLE admin_changes
  DROP CONSTRAINT admin_changes_action_check,
  DROP CONSTRAINT admin_changes_target_kind_check,
  ADD CONSTRAINT admin_changes_action_check
    CHECK (action IN ('CATEGORY_CREATED', 'STORE_CHANGED', 'PRODUCT_CHANGED', 'ROLE_CHANGED', 'LOOK_CHANGED', 'LOOK_DELETED',
                      'WEBHOOK_CREATED', 'WEBHOOK_DELETED')),
  ADD CONSTRAINT admin_changes_target_kind_check
    CHECK (target_kind IN ('CATEGORY', 'STORE', 'PRODUCT', 'USER', 'LOOK', 'WEBHOOK'));
