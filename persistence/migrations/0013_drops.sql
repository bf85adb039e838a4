-- Products that go on sale at a set time, one customer after the other (docs/adr/0012-drops.md).
CREATE TABLE drops (
  product_id            bigint PRIMARY KEY,
  starts_at             timestamptz NOT NULL,
  per_customer          bigint NOT NULL CHECK (per_customer > 0),
  turn_seconds          bigint NOT NULL CHECK (turn_seconds > 0),
  admissions_per_second bigint NOT NULL CHECK (admissions_per_second > 0),
  ended                 boolean NOT NULL DEFAULT false,  -- sold like anything else again; its line is kept
  epoch                 bigint NOT NULL DEFAULT 1        -- +1 for each activation, as with inventory
);

-- The line before a drop, in the order in which people joined it. Nothing is ever deleted: it says who got what, and why.
CREATE TABLE drop_line (
  product_id bigint NOT NULL,
  position   bigint NOT NULL CHECK (position > 0),  -- without gaps
  user_id    bigint NOT NULL,
  quantity   bigint NOT NULL CHECK (quantity > 0),  -- asked for; in a turn, what may be ordered; then, what was
  joined_at  timestamptz NOT NULL,
  state      text NOT NULL CHECK (state IN ('WAITING', 'TURN', 'BOUGHT', 'LAPSED', 'LEFT', 'RETURNED')),
  turn_until timestamptz CHECK (state = 'WAITING' OR state = 'LEFT' OR turn_until IS NOT NULL),
  order_id   bigint CHECK ((order_id IS NOT NULL) = (state IN ('BOUGHT', 'RETURNED'))),  -- that spent the turn
  PRIMARY KEY (product_id, position)
);
-- Nobody stands in a line twice.
CREATE UNIQUE INDEX drop_line_once ON drop_line (product_id, user_id) WHERE state IN ('WAITING', 'TURN');
CREATE INDEX drop_line_by_order ON drop_line (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX drop_line_returned ON drop_line (product_id) WHERE state = 'RETURNED';
