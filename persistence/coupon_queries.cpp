#include "persistence/coupon_queries.hpp"

#include "persistence/columns.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* coupon_sql = "SELECT * FROM coupon_terms WHERE coupon_id = $1";

constexpr const char* all_coupons_sql = R"sql(
  SELECT * FROM coupon_terms WHERE coupon_id < $1 ORDER BY coupon_id DESC LIMIT $2
)sql";

constexpr const char* coupons_of_owner_sql = R"sql(
  SELECT * FROM coupon_terms
   WHERE owner_id = $3 AND coupon_id < $1
   ORDER BY coupon_id DESC
   LIMIT $2
)sql";

constexpr const char* coupons_of_store_sql = R"sql(
  SELECT * FROM coupon_terms
   WHERE store_id = $3 AND coupon_id < $1 AND ($4::bigint IS NULL OR owner_id = $4)
   ORDER BY coupon_id DESC
   LIMIT $2
)sql";

constexpr const char* find_coupon_sql = R"sql(
  SELECT coupon_id, uses_per_user,
         (SELECT count(*) FROM coupon_redemptions r
           WHERE r.coupon_id = c.coupon_id AND r.user_id = $2 AND NOT r.given_back)
    FROM coupons c WHERE code = $1
)sql";

constexpr const char* counted_skus_sql = R"sql(
  SELECT sku_id
    FROM skus JOIN products USING (product_id) CROSS JOIN (SELECT store_id FROM coupons WHERE code = $1) c
   WHERE sku_id = ANY ($2::bigint[]) AND (c.store_id IS NULL OR c.store_id = products.store_id)
   ORDER BY sku_id
)sql";

template <class IdType>
std::optional<IdType> optional_id(PgRow row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional{row.id<IdType>(column)};
}

std::optional<std::int64_t> optional_number(PgRow row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional{row.number(column)};
}

PgStatement list_of(const ListCoupons& question) {
  auto params = PgParams{}.add(id_before(question.page)).add(std::int64_t{question.page.size + 1});
  const auto owner
    = question.caller.is_admin() ? std::nullopt : std::optional{question.caller.user};
  if (question.store)
    return {coupons_of_store_sql, params.add(*question.store).add(owner)};
  if (owner)
    return {coupons_of_owner_sql, params.add(*owner)};
  return {all_coupons_sql, params};
}

QueryError no_such_coupon(CouponId coupon) {
  return QueryError{Errc::not_found, "coupon " + std::to_string(coupon.value)};
}

QueryError not_for_this_order(std::string reason) {
  QueryError error{Errc::coupon_invalid};
  error.error.field = "couponCode";
  error.error.reason = std::move(reason);
  return error;
}

} // namespace

CouponView coupon_of(PgRow row) {
  CouponView coupon;
  coupon.id = row.id<CouponId>(0);
  coupon.code = row.text(1);
  coupon.store_id = optional_id<StoreId>(row, 2);
  coupon.amount = optional_number(row, 3);
  coupon.percent = optional_number(row, 4);
  coupon.discount_max = optional_number(row, 5);
  coupon.price_min = row.number(6);
  coupon.valid_from = timestamp_of(row, 7);
  coupon.valid_until = timestamp_of(row, 8);
  coupon.uses_max = row.number(9);
  coupon.uses_per_user = row.number(10);
  coupon.used = row.number(11);
  coupon.status = row.boolean(12) ? CouponStatus::PAUSED : CouponStatus::ACTIVE;
  return coupon;
}

std::optional<UserId> coupon_owner_of(PgRow row) { return optional_id<UserId>(row, 14); }

Found<CouponView> answer(PgConnection& connection, const GetCoupon& question) {
  auto rows = connection.execute(coupon_sql, PgParams{}.add(question.coupon));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty()
      || (!question.caller.is_admin() && coupon_owner_of((*rows)[0]) != question.caller.user))
    return no_such_coupon(question.coupon);
  return coupon_of((*rows)[0]);
}

Found<Slice<CouponView>> answer(PgConnection& connection, const ListCoupons& question) {
  const auto& page = question.page;
  const auto statement = list_of(question);
  auto rows = connection.execute(statement.sql, statement.params);
  if (!rows)
    return QueryError{rows.error()};
  std::vector<CouponView> coupons;
  for (const auto row : *rows)
    coupons.push_back(coupon_of(row));
  return slice_of(std::move(coupons), page, [](const CouponView& last) {
    return Cursor{{last.id.value}, {}};
  });
}

Found<FoundCoupon> answer(PgConnection& connection, const FindCoupon& question) {
  const std::array statements{
    PgStatement{find_coupon_sql, PgParams{}.add(question.code).add(question.user)},
    PgStatement{counted_skus_sql, PgParams{}.add(question.code).add_array(question.skus)}};
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  const auto& coupons = (*answers)[0];
  const auto& counted = (*answers)[1];
  if (coupons.empty())
    return not_for_this_order("is no coupon");
  if (counted.empty())
    return not_for_this_order("is for another store");
  if (coupons[0].number(2) >= coupons[0].number(1))
    return QueryError{Errc::coupon_used_up, "by this user"};
  FoundCoupon found{coupons[0].id<CouponId>(0), {}};
  for (const auto row : counted)
    found.skus.push_back(row.id<SkuId>(0));
  return found;
}

Found<CouponRecord> answer(PgConnection& connection, const LoadCoupon& question) {
  auto rows = connection.execute(coupon_sql, PgParams{}.add(question.coupon));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return no_such_coupon(question.coupon);
  return CouponRecord{coupon_of((*rows)[0]), (*rows)[0].number(13)};
}

} // namespace baro
