-- Ten lines, each of its own tenth of the range: the ids ascend, so that two orders cannot deadlock.
\set part (:last - :first + 1) / 10
\set p0 :first + 0 * :part + random(0, :part - 1)
\set p1 :first + 1 * :part + random(0, :part - 1)
\set p2 :first + 2 * :part + random(0, :part - 1)
\set p3 :first + 3 * :part + random(0, :part - 1)
\set p4 :first + 4 * :part + random(0, :part - 1)
\set p5 :first + 5 * :part + random(0, :part - 1)
\set p6 :first + 6 * :part + random(0, :part - 1)
\set p7 :first + 7 * :part + random(0, :part - 1)
\set p8 :first + 8 * :part + random(0, :part - 1)
\set p9 :first + 9 * :part + random(0, :part - 1)
\set buyer random(1, 300)
BEGIN;
UPDATE products SET stock = stock - 1 WHERE id = :p0 AND stock >= 1;
UPDATE products SET stock = stock - 1 WHERE id = :p1 AND stock >= 1;
UPDATE products SET stock = stock - 1 WHERE id = :p2 AND stock >= 1;
UPDATE products SET stock = stock - 1 WHERE id = :p3 AND stock >= 1;
UPDATE products SET stock = stock - 1 WHERE id = :p4 AND stock >= 1;
UPDATE products SET stock = stock - 1 WHERE id = :p5 AND stock >= 1;
UPDATE products SET stock = stock - 1 WHERE id = :p6 AND stock >= 1;
UPDATE products SET stock = stock - 1 WHERE id = :p7 AND stock >= 1;
UPDATE products SET stock = stock - 1 WHERE id = :p8 AND stock >= 1;
UPDATE products SET stock = stock - 1 WHERE id = :p9 AND stock >= 1;
INSERT INTO orders (user_id, address, total_krw) VALUES (:buyer, 'Seoul, Teheran-ro 1', 100000);
INSERT INTO order_lines VALUES
  (currval('orders_id_seq'), 1, :p0, 1, 10000),
  (currval('orders_id_seq'), 2, :p1, 1, 10000),
  (currval('orders_id_seq'), 3, :p2, 1, 10000),
  (currval('orders_id_seq'), 4, :p3, 1, 10000),
  (currval('orders_id_seq'), 5, :p4, 1, 10000),
  (currval('orders_id_seq'), 6, :p5, 1, 10000),
  (currval('orders_id_seq'), 7, :p6, 1, 10000),
  (currval('orders_id_seq'), 8, :p7, 1, 10000),
  (currval('orders_id_seq'), 9, :p8, 1, 10000),
  (currval('orders_id_seq'), 10, :p9, 1, 10000);
COMMIT;
