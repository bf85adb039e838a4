#include "persistence/audit_checks.hpp"

namespace baro {

namespace {

// One pass over the ledger, in the order of its indexes. Not through the view `ledger`, whose join
// with orders would hide the lines that have none.
constexpr const char* stock_sql = R"sql(
  WITH entry AS (
    SELECT sku_id, ledger_seq, delta, balance, reason FROM stock_movements
    UNION ALL
    SELECT sku_id, ledger_seq, -quantity, balance, 'SALE' FROM order_lines
  ), step AS (
    SELECT sku_id, delta, reason,
           ledger_seq = row_number() OVER chain
             AND balance = coalesce(lag(balance) OVER chain, 0) + delta AS fits
    FROM entry
    WINDOW chain AS (PARTITION BY sku_id ORDER BY ledger_seq)
  ), total AS (
    SELECT sku_id, count(*) AS entries, bool_and(fits) AS fits, sum(delta) AS units,
           sum(delta) FILTER (WHERE reason = 'RECEIPT') AS received,
           sum(delta) FILTER (WHERE reason = 'ADJUSTMENT') AS adjusted,
           sum(delta) FILTER (WHERE reason = 'PREORDER') AS promised,
           -sum(delta) FILTER (WHERE reason = 'SALE') AS sold,
           sum(delta) FILTER (WHERE reason IN ('RETURN', 'CANCELLATION')) AS returned
    FROM step
    GROUP BY sku_id
  )
  SELECT count(i.sku_id), coalesce(sum(received), 0), coalesce(sum(adjusted), 0),
         coalesce(sum(sold), 0), coalesce(sum(returned), 0), coalesce(sum(on_hand), 0),
         min(sku_id) FILTER (WHERE i.sku_id IS NULL),
         min(sku_id) FILTER (WHERE coalesce(units, 0) <> on_hand),
         min(sku_id) FILTER (WHERE NOT fits),
         min(sku_id) FILTER (WHERE coalesce(entries, 0) <> i.ledger_seq),
         coalesce(sum(total.promised), 0),
         min(sku_id) FILTER (WHERE coalesce(total.promised, 0) <> i.promised)
  FROM total FULL JOIN inventory i USING (sku_id)
)sql";

constexpr const char* totals_of_sku_sql = R"sql(
  SELECT jsonb_build_object('inventory', to_jsonb(i))::text FROM inventory i WHERE sku_id = $1
  UNION ALL
  SELECT jsonb_build_object('reason', reason, 'entries', count(*), 'units', sum(delta))::text
  FROM (SELECT reason, delta FROM stock_movements WHERE sku_id = $1
        UNION ALL SELECT 'SALE', -quantity FROM order_lines WHERE sku_id = $1) entry
  GROUP BY reason
)sql";

// The first entry that does not continue the chain, and the one before it.
constexpr const char* broken_chain_of_sku_sql = R"sql(
  WITH entry AS (
    SELECT ledger_seq, delta, balance, reason, order_id FROM stock_movements WHERE sku_id = $1
    UNION ALL
    SELECT ledger_seq, -quantity, balance, 'SALE', order_id FROM order_lines WHERE sku_id = $1
  ), step AS (
    SELECT *, row_number() OVER chain AS position, lag(balance) OVER chain AS before
    FROM entry
    WINDOW chain AS (ORDER BY ledger_seq)
  ), broken AS (
    SELECT min(position) AS position FROM step
    WHERE ledger_seq <> position OR balance <> coalesce(before, 0) + delta
  )
  SELECT (to_jsonb(s) - 'position' - 'before')::text FROM step s, broken b
  WHERE s.position BETWEEN b.position - 1 AND b.position
  ORDER BY s.position
)sql";

constexpr AuditFinding stock_findings[] = {
  {6, "SKU", "has ledger entries but no inventory", totals_of_sku_sql},
  {7, "SKU", "does not have on hand what was received + adjusted + promised - sold + returned",
   totals_of_sku_sql},
  {8, "SKU", "has a ledger entry that does not continue the one before it",
   broken_chain_of_sku_sql},
  {9, "SKU", "has another number of ledger entries than its inventory counts", totals_of_sku_sql},
  {11, "SKU", "has promised another number of units than its ledger says", totals_of_sku_sql},
};

constexpr const char* orders_sql = R"sql(
  WITH total AS (
    SELECT order_id, count(*) AS lines, sum(quantity * price_krw) AS price_krw
    FROM order_lines
    GROUP BY order_id
  )
  SELECT count(o.order_id), coalesce(sum(lines), 0),
         min(order_id) FILTER (WHERE o.order_id IS NULL),
         min(order_id) FILTER (WHERE lines IS NULL),
         min(order_id) FILTER (WHERE price_krw - coalesce(discount_krw, 0) <> total_price_krw
                                     OR total_price_krw < 0)
  FROM total FULL JOIN orders o USING (order_id) LEFT JOIN coupon_redemptions USING (order_id)
)sql";

constexpr const char* rows_of_order_sql = R"sql(
  SELECT jsonb_build_object('order', to_jsonb(o) - 'shipping_address')::text
  FROM orders o WHERE order_id = $1
  UNION ALL
  SELECT jsonb_build_object('line', to_jsonb(l))::text FROM order_lines l WHERE order_id = $1
  UNION ALL
  SELECT jsonb_build_object('movement', to_jsonb(m))::text FROM stock_movements m WHERE order_id = $1
  UNION ALL
  SELECT jsonb_build_object('coupon', to_jsonb(r))::text
  FROM coupon_redemptions r WHERE order_id = $1
)sql";

constexpr AuditFinding order_findings[] = {
  {2, "Order", "has lines but does not exist", rows_of_order_sql},
  {3, "Order", "has no lines", rows_of_order_sql},
  {4, "Order", "has a total that is not the sum of its lines, less its discount",
   rows_of_order_sql},
};

constexpr const char* cancellations_sql = R"sql(
  WITH sold AS (
    SELECT order_id, sku_id, sum(quantity) AS units
    FROM order_lines JOIN orders USING (order_id)
    WHERE status = 'CANCELLED'
    GROUP BY order_id, sku_id
  ), back AS ( -- an order that was paid too late has taken its units once more
    SELECT order_id, sku_id, sum(delta) AS units,
           sum(CASE reason WHEN 'CANCELLATION' THEN 1 ELSE -1 END) AS times
    FROM stock_movements
    WHERE reason IN ('CANCELLATION', 'SALE')
    GROUP BY order_id, sku_id
    HAVING sum(delta) <> 0
  )
  SELECT min(order_id) FILTER (WHERE back.units IS NULL),
         min(order_id) FILTER (WHERE sold.units IS NULL),
         min(order_id) FILTER (WHERE sold.units <> back.units),
         min(order_id) FILTER (WHERE times > 1)
  FROM sold FULL JOIN back USING (order_id, sku_id)
)sql";

constexpr AuditFinding cancellation_findings[] = {
  {0, "Order", "is cancelled, but not all of its units came back", rows_of_order_sql},
  {1, "Order", "gave units back that it did not take, or is not cancelled", rows_of_order_sql},
  {2, "Order", "gave back another number of units than it took", rows_of_order_sql},
  {3, "Order", "gave its units back more than once", rows_of_order_sql},
};

constexpr const char* returns_sql = R"sql(
  WITH back AS (
    SELECT order_id, sku_id, sum(quantity) AS units,
           coalesce(sum(quantity) FILTER (WHERE restocked), 0) AS sellable
    FROM order_returns
    GROUP BY order_id, sku_id
  ), moved AS (
    SELECT order_id, sku_id, sum(delta) AS units
    FROM stock_movements
    WHERE reason = 'RETURN' AND order_id IS NOT NULL
    GROUP BY order_id, sku_id
  )
  SELECT min(order_id) FILTER (WHERE back.units > coalesce(l.quantity, 0)),
         min(order_id) FILTER (WHERE coalesce(sellable, 0) <> coalesce(moved.units, 0))
  FROM back FULL JOIN moved USING (order_id, sku_id) LEFT JOIN order_lines l USING (order_id, sku_id)
)sql";

constexpr AuditFinding return_findings[] = {
  {0, "Order", "took more units back than it delivered", rows_of_order_sql},
  {1, "Order", "put another number of returned units on hand than it says", rows_of_order_sql},
};

// What is owed for an order is its total, less the share of what was returned, once it is paid and
// as long as it is not cancelled.
constexpr const char* money_sql = R"sql(
  WITH charged AS (
    SELECT order_id, sum(amount_krw) AS krw FROM payments WHERE status = 'CONFIRMED' GROUP BY order_id
  ), refunded AS (
    SELECT order_id, sum(amount_krw) AS krw FROM refunds GROUP BY order_id
  ), returned AS (
    SELECT order_id, sku_id, sum(quantity) AS units FROM order_returns GROUP BY order_id, sku_id
  ), worth AS (
    SELECT l.order_id, sum(l.quantity * l.price_krw) AS whole,
           sum(coalesce(r.units, 0) * l.price_krw) AS back
    FROM order_lines l LEFT JOIN returned r USING (order_id, sku_id)
    WHERE l.order_id IN (SELECT order_id FROM returned)
    GROUP BY l.order_id
  ), owed AS (
    SELECT order_id, CASE WHEN whole IS NULL THEN total_price_krw
                          ELSE div(total_price_krw::numeric * (whole - back), whole) END AS krw
    FROM orders LEFT JOIN worth USING (order_id)
    WHERE status NOT IN ('ORDERED', 'CANCELLED')
  )
  SELECT min(order_id)
           FILTER (WHERE coalesce(c.krw, 0) - coalesce(r.krw, 0) <> coalesce(o.krw, 0)),
         (SELECT min(p.order_id)
            FROM payments p JOIN (SELECT payment_id, sum(amount_krw) AS krw
                                    FROM refunds GROUP BY payment_id) b USING (payment_id)
           WHERE p.status <> 'CONFIRMED' OR b.krw > p.amount_krw),
         (SELECT min(order_id)
            FROM (SELECT order_id FROM payments UNION SELECT order_id FROM refunds) m
           WHERE NOT EXISTS (SELECT FROM orders x WHERE x.order_id = m.order_id)),
         coalesce(sum(c.krw), 0), coalesce(sum(r.krw), 0)
  FROM charged c FULL JOIN refunded r USING (order_id) FULL JOIN owed o USING (order_id)
)sql";

constexpr const char* money_of_order_sql = R"sql(
  SELECT jsonb_build_object('order', to_jsonb(o) - 'shipping_address')::text
  FROM orders o WHERE order_id = $1
  UNION ALL
  SELECT jsonb_build_object('payment', to_jsonb(p) - 'redirect_url')::text
  FROM payments p WHERE order_id = $1
  UNION ALL
  SELECT jsonb_build_object('refund', to_jsonb(r))::text FROM refunds r WHERE order_id = $1
  UNION ALL
  SELECT jsonb_build_object('return', to_jsonb(b))::text FROM order_returns b WHERE order_id = $1
)sql";

constexpr AuditFinding money_findings[] = {
  {0, "Order", "has charged less what was given back that is not what is owed for it",
   money_of_order_sql},
  {1, "Order", "gives more back than a payment has charged", money_of_order_sql},
  {2, "Order", "was paid for but does not exist", money_of_order_sql},
};

constexpr const char* coupons_sql = R"sql(
  WITH live AS (
    SELECT coupon_id, user_id, count(*) FILTER (WHERE NOT given_back) AS uses,
           count(*) FILTER (WHERE given_back) AS given_back
    FROM coupon_redemptions
    GROUP BY coupon_id, user_id
  ), total AS (
    SELECT coupon_id, sum(uses) AS uses, max(uses) AS most, sum(given_back) AS given_back
    FROM live
    GROUP BY coupon_id
  )
  SELECT
    (SELECT min(coupon_id) FROM total t FULL JOIN coupons c USING (coupon_id)
      WHERE c.used IS DISTINCT FROM coalesce(t.uses, 0)
         OR c.given_back IS DISTINCT FROM coalesce(t.given_back, 0)),
    (SELECT min(coupon_id) FROM total t JOIN coupons c USING (coupon_id)
      WHERE t.most > c.uses_per_user),
    (SELECT min(r.order_id) FROM coupon_redemptions r LEFT JOIN orders o USING (order_id)
      WHERE o.order_id IS NULL OR o.user_id <> r.user_id
         OR (o.status = 'CANCELLED') <> r.given_back),
    (SELECT min(order_id) FROM preorder_lines p
      WHERE p.quantity > (SELECT coalesce(sum(l.quantity), 0) FROM order_lines l
                           WHERE l.order_id = p.order_id AND l.sku_id = p.sku_id))
)sql";

constexpr const char* rows_of_coupon_sql = R"sql(
  SELECT jsonb_build_object('coupon', to_jsonb(c))::text FROM coupons c WHERE coupon_id = $1
  UNION ALL
  SELECT jsonb_build_object('given_back', given_back, 'uses', count(*))::text
  FROM coupon_redemptions WHERE coupon_id = $1 GROUP BY given_back
)sql";

constexpr AuditFinding coupon_findings[] = {
  {0, "Coupon", "counts other uses than orders have redeemed", rows_of_coupon_sql},
  {1, "Coupon", "was used by somebody more often than they may", rows_of_coupon_sql},
  {2, "Order", "has redeemed a coupon that is not its user's, or not given it back",
   rows_of_order_sql},
  {3, "Order", "has more units pre-ordered than ordered", rows_of_order_sql},
};

// Anti-joins over whole tables: the planner hashes or merges them. With LIMIT 1 it would probe row
// by row, expecting an offender soon.
constexpr const char* references_sql = R"sql(
  SELECT
    (SELECT min(sku_id) FROM skus s
      WHERE NOT EXISTS (SELECT FROM products p WHERE p.product_id = s.product_id)),
    (SELECT min(sku_id) FROM skus s
      WHERE NOT EXISTS (SELECT FROM inventory i WHERE i.sku_id = s.sku_id)),
    (SELECT min(sku_id) FROM inventory i
      WHERE NOT EXISTS (SELECT FROM skus s WHERE s.sku_id = i.sku_id)),
    (SELECT min(sku_id) FROM stock_movements
      WHERE reason <> 'RETURN' AND (reason IN ('CANCELLATION', 'SALE')) <> (order_id IS NOT NULL)),
    (SELECT min(sku_id) FROM cart_lines l
      WHERE NOT EXISTS (SELECT FROM inventory i WHERE i.sku_id = l.sku_id)),
    (SELECT min(user_id) FROM cart_lines l
      WHERE NOT EXISTS (SELECT FROM users u WHERE u.user_id = l.user_id)),
    (SELECT min(order_id) FROM orders o
      WHERE NOT EXISTS (SELECT FROM users u WHERE u.user_id = o.user_id)),
    (SELECT min(order_id) FROM order_lines l
      WHERE NOT EXISTS (SELECT FROM skus s WHERE s.sku_id = l.sku_id
                                             AND s.product_id = l.product_id)),
    (SELECT min(product_id) FROM products p
      WHERE NOT EXISTS (SELECT FROM stores s WHERE s.store_id = p.store_id)),
    (SELECT min(store_id) FROM stores s
      WHERE NOT EXISTS (SELECT FROM users u WHERE u.user_id = s.owner_id)),
    (SELECT min(product_id) FROM product_images i
      WHERE NOT EXISTS (SELECT FROM products p WHERE p.product_id = i.product_id)),
    (SELECT min(product_id) FROM product_categories c
      WHERE NOT EXISTS (SELECT FROM products p WHERE p.product_id = c.product_id)
         OR NOT EXISTS (SELECT FROM categories k WHERE k.category_id = c.category_id)),
    (SELECT min(product_id) FROM product_likes l
      WHERE NOT EXISTS (SELECT FROM products p WHERE p.product_id = l.product_id)
         OR NOT EXISTS (SELECT FROM users u WHERE u.user_id = l.user_id)),
    (SELECT min(look_id) FROM looks l
      WHERE NOT EXISTS (SELECT FROM users u WHERE u.user_id = l.creator_id)),
    (SELECT min(look_id) FROM look_products l
      WHERE NOT EXISTS (SELECT FROM looks k WHERE k.look_id = l.look_id)
         OR NOT EXISTS (SELECT FROM products p WHERE p.product_id = l.product_id)),
    (SELECT min(look_id) FROM look_images i
      WHERE NOT EXISTS (SELECT FROM looks l WHERE l.look_id = i.look_id)),
    (SELECT min(user_id) FROM user_identities i
      WHERE NOT EXISTS (SELECT FROM users u WHERE u.user_id = i.user_id))
)sql";

constexpr const char* rows_of_sku_sql = R"sql(
  SELECT jsonb_build_object('sku', to_jsonb(s))::text FROM skus s WHERE sku_id = $1
  UNION ALL
  SELECT jsonb_build_object('inventory', to_jsonb(i))::text FROM inventory i WHERE sku_id = $1
  UNION ALL
  SELECT jsonb_build_object('cart_line', to_jsonb(l))::text FROM cart_lines l WHERE sku_id = $1
  UNION ALL
  SELECT jsonb_build_object('movement', to_jsonb(m))::text FROM stock_movements m
  WHERE sku_id = $1 AND reason <> 'RETURN'
    AND (reason IN ('CANCELLATION', 'SALE')) <> (order_id IS NOT NULL)
)sql";

constexpr const char* rows_of_product_sql = R"sql(
  SELECT jsonb_build_object('product', to_jsonb(p) - 'description')::text
  FROM products p WHERE product_id = $1
  UNION ALL
  SELECT jsonb_build_object('store', to_jsonb(s) - 'description')::text
  FROM stores s JOIN products p USING (store_id) WHERE product_id = $1
  UNION ALL
  SELECT jsonb_build_object('image', to_jsonb(i))::text FROM product_images i WHERE product_id = $1
  UNION ALL
  SELECT jsonb_build_object('category', to_jsonb(c))::text
  FROM product_categories c WHERE product_id = $1
  UNION ALL
  SELECT jsonb_build_object('likes', count(*))::text FROM product_likes WHERE product_id = $1
)sql";

constexpr const char* rows_of_store_sql
  = "SELECT (to_jsonb(s) - 'description')::text FROM stores s WHERE store_id = $1";

constexpr const char* rows_of_look_sql = R"sql(
  SELECT jsonb_build_object('look', to_jsonb(l) - 'description')::text
  FROM looks l WHERE look_id = $1
  UNION ALL
  SELECT jsonb_build_object('product', to_jsonb(p))::text FROM look_products p WHERE look_id = $1
  UNION ALL
  SELECT jsonb_build_object('image', to_jsonb(i))::text FROM look_images i WHERE look_id = $1
)sql";

constexpr const char* cart_of_user_sql
  = "SELECT to_jsonb(l)::text FROM cart_lines l WHERE user_id = $1 ORDER BY sku_id";

// Not the subject: who it is at the provider is nobody's business here.
constexpr const char* identities_of_user_sql = R"sql(
  SELECT jsonb_build_object('provider', provider, 'user_id', user_id, 'created_at', created_at)::text
  FROM user_identities WHERE user_id = $1
)sql";

constexpr AuditFinding reference_findings[] = {
  {0, "SKU", "belongs to a product that does not exist", rows_of_sku_sql},
  {1, "SKU", "has no inventory", rows_of_sku_sql},
  {2, "SKU", "has an inventory but does not exist", rows_of_sku_sql},
  {3, "SKU", "has a cancellation without an order, or another movement with one", rows_of_sku_sql},
  {4, "SKU", "is in a cart but has no inventory", rows_of_sku_sql},
  {5, "User", "has a cart but does not exist", cart_of_user_sql},
  {6, "Order", "belongs to a user who does not exist", rows_of_order_sql},
  {7, "Order", "has a line whose SKU does not exist, or is of another product", rows_of_order_sql},
  {8, "Product", "belongs to a store that does not exist", rows_of_product_sql},
  {9, "Store", "belongs to a user who does not exist", rows_of_store_sql},
  {10, "Product", "has images but does not exist", rows_of_product_sql},
  {11, "Product", "is in a category and one of the two does not exist", rows_of_product_sql},
  {12, "Product", "is liked by a user and one of the two does not exist", rows_of_product_sql},
  {13, "Look", "belongs to a user who does not exist", rows_of_look_sql},
  {14, "Look", "shows a product and one of the two does not exist", rows_of_look_sql},
  {15, "Look", "has images but does not exist", rows_of_look_sql},
  {16, "User", "is vouched for by a provider but does not exist", identities_of_user_sql},
};

constexpr const char* catalogue_sql = R"sql(
  SELECT
    (SELECT min(product_id)
      FROM (SELECT product_id, count(*) AS likes FROM product_likes GROUP BY product_id) l
      JOIN products USING (product_id)
      WHERE likes > likes_count),
    (SELECT min(product_id) FROM products JOIN stores USING (store_id)
      WHERE on_sale <> (NOT withdrawn AND status = 'ACTIVE')),
    (SELECT min(product_id) FROM product_categories c JOIN products p USING (product_id)
      WHERE c.likes_count <> p.likes_count OR c.on_sale <> p.on_sale),
    (SELECT min(look_id)
      FROM (SELECT look_id, count(*) AS likes FROM swipes WHERE reaction = 'LIKE' GROUP BY look_id) s
      FULL JOIN looks USING (look_id)
      WHERE likes_count <> coalesce(likes, 0)),
    (SELECT min(user_id) FROM swipes s
      WHERE NOT EXISTS (SELECT FROM users u WHERE u.user_id = s.user_id)),
    (SELECT min(product_id) FROM products p
      WHERE NOT EXISTS (SELECT FROM product_search s WHERE s.product_id = p.product_id))
)sql";

// The swipes of a look that was deleted stay, so they need not belong to one.
constexpr const char* swipes_of_look_sql = R"sql(
  SELECT jsonb_build_object('look', to_jsonb(l) - 'description')::text
  FROM looks l WHERE look_id = $1
  UNION ALL
  SELECT jsonb_build_object('reaction', reaction, 'swipes', count(*))::text
  FROM swipes WHERE look_id = $1 GROUP BY reaction
)sql";

constexpr const char* swipes_of_user_sql
  = "SELECT jsonb_build_object('swipes', count(*))::text FROM swipes WHERE user_id = $1";

constexpr AuditFinding catalogue_findings[] = {
  {0, "Product", "is liked by more users than its count says", rows_of_product_sql},
  {1, "Product", "is on sale and should not be, or the other way round", rows_of_product_sql},
  {2, "Product", "has other likes or is otherwise on sale in its category", rows_of_product_sql},
  {3, "Look", "is liked by another number of users than its count says", swipes_of_look_sql},
  {4, "User", "has swiped but does not exist", swipes_of_user_sql},
  {5, "Product", "cannot be searched for", rows_of_product_sql},
};

} // namespace

constexpr AuditCheck stock_check = {stock_sql, stock_findings};
constexpr AuditCheck order_check = {orders_sql, order_findings};
constexpr AuditCheck cancellation_check = {cancellations_sql, cancellation_findings};
constexpr AuditCheck return_check = {returns_sql, return_findings};
constexpr AuditCheck money_check = {money_sql, money_findings};
constexpr AuditCheck coupon_check = {coupons_sql, coupon_findings};
constexpr AuditCheck reference_check = {references_sql, reference_findings};
constexpr AuditCheck catalogue_check = {catalogue_sql, catalogue_findings};

} // namespace baro
