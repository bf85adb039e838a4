-- The newest of a category are read off an index of their own. What is new is told by the id, which is
-- ordered by time, so that nobody looks for products by their age any more.
CREATE INDEX product_categories_newest ON product_categories (category_id, product_id DESC) WHERE on_sale;
DROP INDEX products_by_age;

-- Finds the rows of a product, and cannot be read in order: the planner took it for the newest of a
-- common category, and then threw away whatever was not on sale, row by row.
DROP INDEX product_categories_by_product;
CREATE INDEX product_categories_by_product ON product_categories USING hash (product_id);
