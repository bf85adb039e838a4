-- What PostgreSQL could take from one connection that does nothing but write: :n orders of one line per transaction.
BEGIN;
UPDATE products SET stock = stock - :n WHERE id = 1 AND stock >= :n;
WITH placed AS (
  INSERT INTO orders (user_id, address, total_krw)
  SELECT 1 + i % 300, 'Seoul, Teheran-ro 1', 10000 FROM generate_series(1, :n) AS i RETURNING id)
INSERT INTO order_lines SELECT id, 1, 1, 1, 10000 FROM placed;
COMMIT;
