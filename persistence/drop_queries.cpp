#include "persistence/drop_queries.hpp"

#include "persistence/columns.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* raise_epoch_sql = R"sql(
  UPDATE drops SET epoch = epoch + 1 WHERE product_id = $1
  RETURNING (extract(epoch FROM starts_at) * 1000000)::bigint, per_customer, turn_seconds,
            admissions_per_second, ended, epoch
)sql";

constexpr const char* line_sql = R"sql(
  SELECT position, user_id, quantity, (extract(epoch FROM joined_at) * 1000000)::bigint, state,
         (extract(epoch FROM turn_until) * 1000000)::bigint, order_id
    FROM drop_line WHERE product_id = $1
   ORDER BY position
)sql";

// One row, unless there is no such product.
constexpr const char* on_hand_sql = R"sql(
  SELECT coalesce(sum(on_hand), 0)
    FROM products LEFT JOIN (skus JOIN inventory USING (sku_id)) USING (product_id)
   WHERE product_id = $1
   GROUP BY product_id
)sql";

constexpr const char* count_units_sql = R"sql(
  SELECT coalesce(sum(on_hand), 0)
    FROM drops d JOIN skus USING (product_id) JOIN inventory USING (sku_id)
   WHERE product_id = $1 AND d.epoch = $2
   GROUP BY product_id
)sql";

constexpr const char* returned_sql = R"sql(
  SELECT position, user_id, quantity, (extract(epoch FROM joined_at) * 1000000)::bigint, state,
         (extract(epoch FROM turn_until) * 1000000)::bigint, order_id
    FROM drop_line WHERE product_id = $1 AND state = 'RETURNED'
)sql";

Place place_of(PgRow row) {
  Place place{row.number(0),        row.id<UserId>(1),           row.number(2),
              timestamp_of(row, 3), enum_of<PlaceState>(row, 4), std::nullopt,
              std::nullopt};
  if (!row.is_null(5))
    place.turn_until = timestamp_of(row, 5);
  if (!row.is_null(6))
    place.order = row.id<OrderId>(6);
  return place;
}

} // namespace

// The units are counted after the line was read: an order that was committed in between makes them
// fewer than they could be, never more. So does one that was on its way.
Found<DropActivated> activate(PgConnection& connection, const ActivateDrop& request) {
  const auto product = PgParams{}.add(request.product);
  auto answers = connection.execute_all(std::array{PgStatement{raise_epoch_sql, product},
                                                   PgStatement{line_sql, product},
                                                   PgStatement{on_hand_sql, product}});
  if (!answers)
    return QueryError{answers.error()};
  const auto& drops = (*answers)[0];
  const auto& units = (*answers)[2];
  if (units.empty())
    return QueryError{Errc::not_found, "product " + std::to_string(request.product.value)};
  DropActivated activated;
  activated.on_hand = units[0].number(0);
  if (drops.empty())
    return activated;
  const auto row = drops[0];
  activated.terms
    = DropTerms{timestamp_of(row, 0), row.number(1), row.number(2), row.number(3), row.boolean(4)};
  activated.epoch = row.number(5);
  for (const auto place : (*answers)[1])
    activated.line.push_back(place_of(place));
  return activated;
}

Found<UnitsCounted> answer(PgConnection& connection, const CountUnits& question) {
  const auto product = PgParams{}.add(question.product);
  auto answers = connection.execute_all(
    std::array{PgStatement{count_units_sql, PgParams{product}.add(question.epoch)},
               PgStatement{returned_sql, product}});
  if (!answers)
    return QueryError{answers.error()};
  const auto& units = (*answers)[0];
  if (units.empty())
    return QueryError{Errc::fenced, "the drop was activated elsewhere"};
  UnitsCounted counted{units[0].number(0), {}};
  for (const auto row : (*answers)[1])
    counted.returned.push_back(place_of(row));
  return counted;
}

} // namespace baro
