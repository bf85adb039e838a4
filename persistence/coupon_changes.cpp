#include "persistence/coupon_changes.hpp"

#include "persistence/admin_log.hpp"
#include "persistence/coupon_queries.hpp"
#include "persistence/creation.hpp"

namespace baro {

namespace {

constexpr const char* store_owner_sql = "SELECT owner_id FROM stores WHERE store_id = $1";

constexpr const char* insert_coupon_sql = R"sql(
  INSERT INTO coupons
    (coupon_id, code, creator_id, store_id, amount_krw, percent, discount_max_krw, price_min_krw,
     valid_from, valid_until, uses_max, uses_per_user, owner_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'epoch'::timestamptz + $9::bigint * interval '1 microsecond',
          'epoch'::timestamptz + $10::bigint * interval '1 microsecond', $11, $12, $13)
  ON CONFLICT (code) DO NOTHING
)sql";

constexpr const char* find_coupon_sql = "SELECT 1 FROM coupons WHERE coupon_id = $1";

constexpr const char* lock_coupon_sql
  = "SELECT 1 FROM coupons WHERE coupon_id = $1 FOR NO KEY UPDATE";

constexpr const char* coupon_sql = "SELECT * FROM coupon_terms WHERE coupon_id = $1";

// Not `used`, which belongs to the writer of orders.
constexpr const char* update_coupon_sql = R"sql(
  UPDATE coupons
     SET paused = $2, valid_until = 'epoch'::timestamptz + $3::bigint * interval '1 microsecond',
         uses_max = $4
   WHERE coupon_id = $1
)sql";

constexpr const char* find_changed_coupon_sql = R"sql(
  SELECT 1 FROM coupons
   WHERE coupon_id = $1 AND paused = $2
     AND valid_until = 'epoch'::timestamptz + $3::bigint * interval '1 microsecond' AND uses_max = $4
)sql";

Found<Done> check_period(const CouponView& coupon) {
  if (coupon.valid_from <= coupon.valid_until)
    return Done{};
  QueryError error{Errc::invalid_request};
  error.error.field = "validUntil";
  error.error.reason = "must not be before it begins";
  return error;
}

using Owner = std::optional<UserId>; // of the store; none: it is for all stores

/// Owners make coupons for their own stores only, since what a coupon takes off is their loss.
Found<Owner> find_owner(PgConnection& connection, const CreateCoupon& command) {
  if (!command.coupon.store_id)
    return command.caller.is_admin() ? Found<Owner>{Owner{}} : QueryError{Errc::not_allowed};
  auto owner = connection.execute(store_owner_sql, PgParams{}.add(*command.coupon.store_id));
  if (!owner)
    return QueryError{owner.error()};
  if (owner->empty())
    return QueryError{Errc::not_found, "store " + std::to_string(command.coupon.store_id->value)};
  const auto found = (*owner)[0].id<UserId>(0);
  if (!command.caller.is_admin() && found != command.caller.user)
    return QueryError{Errc::not_allowed};
  return Owner{found};
}

Found<Done> insert(PgConnection& connection, const CreateCoupon& command, Owner owner) {
  const auto& coupon = command.coupon;
  auto inserted = connection.execute(insert_coupon_sql, PgParams{}
                                                          .add(coupon.id)
                                                          .add(coupon.code)
                                                          .add(command.caller.user)
                                                          .add(coupon.store_id)
                                                          .add(coupon.amount)
                                                          .add(coupon.percent)
                                                          .add(coupon.discount_max)
                                                          .add(coupon.price_min)
                                                          .add(coupon.valid_from.micros)
                                                          .add(coupon.valid_until.micros)
                                                          .add(coupon.uses_max)
                                                          .add(coupon.uses_per_user)
                                                          .add(owner));
  if (!inserted)
    return QueryError{inserted.error()};
  if (inserted->affected() == 0)
    return QueryError{Errc::duplicate, "coupon " + coupon.code};
  return Done{};
}

Found<Done> log(PgConnection& connection, const AdminChange& change) {
  const auto entry = log_of(change);
  if (auto logged = connection.execute(entry.sql, entry.params); !logged)
    return QueryError{logged.error()};
  return Done{};
}

PgParams params_of(const CouponView& coupon) {
  return PgParams{}
    .add(coupon.id)
    .add(coupon.status == CouponStatus::PAUSED)
    .add(coupon.valid_until.micros)
    .add(coupon.uses_max);
}

CouponView changed(CouponView coupon, const ChangeCoupon& command) {
  coupon.status = command.status.value_or(coupon.status);
  coupon.valid_until = command.valid_until.value_or(coupon.valid_until);
  coupon.uses_max = command.uses_max.value_or(coupon.uses_max);
  return coupon;
}

AdminChange admin_change(UserId admin, const CouponView& before, const CouponView& after) {
  const auto status = [](auto& coupon) { return std::string{name_of(coupon.status)}; };
  return {admin,
          AdminAction::COUPON_CHANGED,
          AdminTarget::COUPON,
          before.id.value,
          {{"status", status(before), status(after)},
           {"validUntilMicros", std::to_string(before.valid_until.micros),
            std::to_string(after.valid_until.micros)},
           {"usesMax", std::to_string(before.uses_max), std::to_string(after.uses_max)}}};
}

/// Within a transaction. The coupon is locked first, and then read as it is.
Found<CouponView> change(PgConnection& connection, const ChangeCoupon& command) {
  const std::vector<PgStatement> statements{{lock_coupon_sql, PgParams{}.add(command.coupon)},
                                            {coupon_sql, PgParams{}.add(command.coupon)}};
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  const auto& rows = answers->back();
  const bool is_owner = !rows.empty() && coupon_owner_of(rows[0]) == command.caller.user;
  if (rows.empty() || (!is_owner && !command.caller.is_admin()))
    return QueryError{Errc::not_found, "coupon " + std::to_string(command.coupon.value)};
  const auto before = coupon_of(rows[0]);
  const auto after = changed(before, command);
  if (auto checked = check_period(after); !checked)
    return std::move(checked).error();
  if (auto updated = connection.execute(update_coupon_sql, params_of(after)); !updated)
    return QueryError{updated.error()};
  if (!is_owner)
    if (auto logged = log(connection, admin_change(command.caller.user, before, after)); !logged)
      return std::move(logged).error();
  return after;
}

} // namespace

Result<Answer<CouponView>> carry_out(PgSession& session, const CreateCoupon& command) {
  const auto& coupon = command.coupon;
  const PgStatement trace{find_coupon_sql, PgParams{}.add(coupon.id)};
  return create(session, command.caller.user, command.idempotency, coupon, trace,
                [&](PgConnection& connection) -> Found<Done> {
                  if (auto checked = check_period(coupon); !checked)
                    return checked;
                  auto owner = find_owner(connection, command);
                  if (!owner)
                    return std::move(owner).error();
                  if (auto inserted = insert(connection, command, *owner);
                      !inserted || !command.caller.is_admin())
                    return inserted;
                  return log(connection, {command.caller.user,
                                          AdminAction::COUPON_CREATED,
                                          AdminTarget::COUPON,
                                          coupon.id.value,
                                          {{"code", {}, coupon.code}}});
                });
}

Result<CouponView> carry_out(PgSession& session, const ChangeCoupon& command) {
  return transact(
    session, [&](PgConnection& connection) { return change(connection, command); },
    [](const CouponView& coupon) {
      return PgStatement{find_changed_coupon_sql, params_of(coupon)};
    });
}

} // namespace baro
