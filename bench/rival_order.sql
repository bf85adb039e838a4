\set product random(:first, :last)
\set buyer random(1, 300)
BEGIN;
UPDATE products SET stock = stock - 1 WHERE id = :product AND stock >= 1;
INSERT INTO orders (user_id, address, total_krw) VALUES (:buyer, 'Seoul, Teheran-ro 1', 10000);
INSERT INTO order_lines VALUES (currval('orders_id_seq'), 1, :product, 1, 10000);
COMMIT;
