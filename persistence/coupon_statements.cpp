#include "persistence/coupon_statements.hpp"

#include <array>

namespace baro {

namespace {

// The fence, as with SKUs. Rows are locked in the order of the array, which is that of their keys:
// the options of the writer's connections leave no other plan. What is given back is no promise of
// anybody's, so it needs no epoch; the version of its order sees to it that it happens once.
constexpr const char* move_coupons_sql = R"sql(
  WITH moved AS (
    UPDATE coupons c
       SET used = c.used + p.taken - p.given_back, given_back = c.given_back + p.given_back
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
             AS p (coupon_id, epoch, taken, given_back)
     WHERE c.coupon_id = p.coupon_id
       AND (p.taken = 0
            OR (c.epoch = p.epoch AND c.used + p.taken - p.given_back <= c.uses_max))
    RETURNING c.coupon_id
  ), redeemed AS (
    INSERT INTO coupon_redemptions (order_id, coupon_id, user_id, discount_krw)
    SELECT order_id, coupon_id, user_id, discount
      FROM unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
        AS r (order_id, coupon_id, user_id, discount)
  ), returned AS (
    UPDATE coupon_redemptions SET given_back = true
     WHERE order_id = ANY ($9::bigint[]) AND NOT given_back
    RETURNING order_id
  )
  SELECT expect_rows((SELECT count(*) FROM moved) + (SELECT count(*) FROM returned),
                     cardinality($1::bigint[]) + cardinality($9::bigint[]))
)sql";

// A statement of its own, since it has to see what the one before it has written. Until the commit
// the coupons are locked, so nobody else redeems them meanwhile.
constexpr const char* check_users_sql = R"sql(
  SELECT expect_rows(count(*) FILTER (WHERE uses <= uses_per_user), count(*))
    FROM (SELECT coupon_id, user_id, count(*) AS uses
            FROM (SELECT DISTINCT coupon_id, user_id
                    FROM unnest($1::bigint[], $2::bigint[]) AS p (coupon_id, user_id)) p
            JOIN coupon_redemptions r USING (coupon_id, user_id)
           WHERE NOT r.given_back
           GROUP BY coupon_id, user_id) u
    JOIN coupons USING (coupon_id)
)sql";

constexpr const char* find_coupons_sql = R"sql(
  SELECT coupon_id, epoch, uses_max - used, uses_per_user FROM coupons
   WHERE coupon_id = ANY ($1::bigint[])
)sql";

constexpr const char* find_uses_sql = R"sql(
  SELECT coupon_id, user_id, count(*)
    FROM (SELECT DISTINCT coupon_id, user_id
            FROM unnest($1::bigint[], $2::bigint[]) AS p (coupon_id, user_id)) p
    JOIN coupon_redemptions r USING (coupon_id, user_id)
   WHERE NOT r.given_back
   GROUP BY coupon_id, user_id
)sql";

PgParams users_of(const CouponPlan& plan) {
  return PgParams{}
    .add_array(plan.redeemed, [](auto* o) { return o->coupon->coupon; })
    .add_array(plan.redeemed, [](auto* o) { return o->user; });
}

struct Standing {
  Epoch epoch = 0;
  std::int64_t left = 0;
  std::int64_t per_user = 0;
};

} // namespace

CouponPlan plan_coupons(std::span<const CommitStock> batch) {
  CouponPlan plan;
  for (const auto& commit : batch) {
    if (const auto* placed = std::get_if<OrderPlaced>(&commit.fact); placed && placed->coupon) {
      auto& change = plan.coupons[placed->coupon->coupon];
      change.epoch = std::max(change.epoch, placed->coupon->epoch);
      ++change.taken;
      plan.redeemed.push_back(placed);
    } else if (const auto* changed = std::get_if<OrderChanged>(&commit.fact);
               changed && changed->coupon) {
      ++plan.coupons[*changed->coupon].given_back;
      plan.given_back.push_back(changed->order);
    }
  }
  return plan;
}

void refuse_replaced_coupons(std::span<const CommitStock> batch,
                             std::vector<StockRefusal>& refusals) {
  const auto plan = plan_coupons(batch);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto* placed = std::get_if<OrderPlaced>(&batch[i].fact);
        placed && placed->coupon
        && placed->coupon->epoch < plan.coupons.at(placed->coupon->coupon).epoch)
      refusals.emplace_back(i, Error{Errc::fenced, "the coupon was activated anew"});
}

std::vector<PgStatement> statements_of(const CouponPlan& plan) {
  auto change = PgParams{}
                  .add_array(plan.coupons, [](auto& c) { return c.first; })
                  .add_array(plan.coupons, [](auto& c) { return c.second.epoch; })
                  .add_array(plan.coupons, [](auto& c) { return c.second.taken; })
                  .add_array(plan.coupons, [](auto& c) { return c.second.given_back; })
                  .add_array(plan.redeemed, [](auto* o) { return o->order; })
                  .add_array(plan.redeemed, [](auto* o) { return o->coupon->coupon; })
                  .add_array(plan.redeemed, [](auto* o) { return o->user; })
                  .add_array(plan.redeemed, [](auto* o) { return o->coupon->discount; })
                  .add_array(plan.given_back);
  std::vector<PgStatement> statements{{move_coupons_sql, std::move(change)}};
  if (!plan.redeemed.empty())
    statements.push_back({check_users_sql, users_of(plan)});
  return statements;
}

// The facts are gone through in their order, so of two that cannot both have the last use, the
// second is refused.
Found<Done> refuse_coupons(PgConnection& connection, std::span<const CommitStock> batch,
                           std::vector<StockRefusal>& refusals) {
  const auto plan = plan_coupons(batch);
  if (plan.redeemed.empty())
    return Done{};
  const std::array statements{
    PgStatement{find_coupons_sql,
                PgParams{}.add_array(plan.coupons, [](auto& c) { return c.first; })},
    PgStatement{find_uses_sql, users_of(plan)}};
  const auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  std::map<CouponId, Standing> coupons;
  for (const auto row : (*answers)[0])
    coupons[row.id<CouponId>(0)] = {row.number(1), row.number(2), row.number(3)};
  std::map<std::pair<CouponId, UserId>, std::int64_t> uses;
  for (const auto row : (*answers)[1])
    uses[{row.id<CouponId>(0), row.id<UserId>(1)}] = row.number(2);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto* placed = std::get_if<OrderPlaced>(&batch[i].fact);
    if (!placed || !placed->coupon)
      continue;
    auto& coupon = coupons[placed->coupon->coupon];
    auto& used = uses[{placed->coupon->coupon, placed->user}];
    if (coupon.epoch != placed->coupon->epoch || coupon.left <= 0) {
      refusals.emplace_back(i, Error{Errc::fenced, "the coupon was activated elsewhere"});
    } else if (used >= coupon.per_user) {
      refusals.emplace_back(i, Error{Errc::coupon_used_up, "by this user"});
    } else {
      --coupon.left;
      ++used;
    }
  }
  return Done{};
}

} // namespace baro
