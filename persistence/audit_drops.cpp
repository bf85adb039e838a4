#include "persistence/audit_checks.hpp"

namespace baro {

namespace {

constexpr const char* drops_sql = R"sql(
  WITH step AS (
    SELECT product_id,
           position = row_number() OVER line
             AND joined_at >= coalesce(lag(joined_at) OVER line, joined_at) AS fits
      FROM drop_line
    WINDOW line AS (PARTITION BY product_id ORDER BY position)
  ), line AS (
    SELECT product_id, min(position) FILTER (WHERE state = 'WAITING') AS first_waiting,
           max(position) FILTER (WHERE turn_until IS NOT NULL) AS last_turn
      FROM drop_line GROUP BY product_id
  ), bought AS (
    SELECT product_id, user_id, sum(quantity) AS units
      FROM drop_line WHERE state = 'BOUGHT'
     GROUP BY product_id, user_id
  ), spent AS (
    SELECT l.product_id, l.order_id, l.user_id, l.quantity, l.state, sum(i.quantity) AS ordered
      FROM drop_line l LEFT JOIN order_lines i USING (order_id, product_id)
     WHERE l.order_id IS NOT NULL
     GROUP BY l.product_id, l.position
  )
  SELECT
    (SELECT min(product_id) FROM step WHERE NOT fits),
    (SELECT min(product_id) FROM line WHERE first_waiting < last_turn),
    (SELECT min(product_id) FROM bought JOIN drops USING (product_id) WHERE units > per_customer),
    (SELECT min(product_id) FROM spent LEFT JOIN orders o USING (order_id)
      WHERE ordered IS DISTINCT FROM quantity OR o.user_id IS DISTINCT FROM spent.user_id
         OR (state = 'RETURNED') <> (status = 'CANCELLED')),
    (SELECT min(product_id) FROM line
      WHERE NOT EXISTS (SELECT FROM drops d WHERE d.product_id = line.product_id)),
    (SELECT min(product_id) FROM drops d
      WHERE NOT EXISTS (SELECT FROM products p WHERE p.product_id = d.product_id))
)sql";

constexpr const char* line_of_product_sql = R"sql(
  SELECT jsonb_build_object('drop', to_jsonb(d))::text FROM drops d WHERE product_id = $1
  UNION ALL
  (SELECT jsonb_build_object('place', to_jsonb(l), 'status', o.status)::text
     FROM drop_line l LEFT JOIN orders o USING (order_id)
    WHERE product_id = $1
    ORDER BY position LIMIT 1000)
)sql";

constexpr AuditFinding drop_findings[] = {
  {0, "Product", "has a line with gaps, or that is not in the order of joining",
   line_of_product_sql},
  {1, "Product", "gave somebody a turn before others who wait in front", line_of_product_sql},
  {2, "Product", "was sold to somebody beyond the limit of its drop", line_of_product_sql},
  {3, "Product", "has a turn that does not agree with the order that spent it",
   line_of_product_sql},
  {4, "Product", "has a line but is no drop", line_of_product_sql},
  {5, "Product", "is a drop but does not exist", line_of_product_sql},
};

} // namespace

constexpr AuditCheck drop_check = {drops_sql, drop_findings};

} // namespace baro
