#include "persistence/timekeeper.hpp"

#include "monitoring/log.hpp"

namespace baro {

namespace {

// Any number will do that nothing else locks: this one spells "time".
constexpr const char* lock_sql = "SELECT pg_try_advisory_lock(x'74696d65'::bigint)";

constexpr const char* expired_sql = R"sql(
  SELECT order_id FROM orders
   WHERE status = 'ORDERED' AND payment_due_at <= now()
   ORDER BY payment_due_at
   LIMIT $1
)sql";

// A pause is written down before the question is asked, so a crash does not ask all of them at
// once.
constexpr const char* payments_sql = R"sql(
  UPDATE payments
     SET checks = checks + 1,
         checked_at = now() + least($1::bigint * (2 ^ least(checks + 1, 20)), 300000) * interval '1 ms'
                      - $1::bigint * interval '1 ms'
   WHERE payment_id = ANY (ARRAY (
     SELECT payment_id FROM payments
      WHERE status = 'PENDING' AND checked_at <= now() - $1::bigint * interval '1 ms'
      ORDER BY checked_at
      LIMIT $2
        FOR UPDATE SKIP LOCKED))
  RETURNING payment_id
)sql";

constexpr const char* refunds_sql = R"sql(
  UPDATE refunds
     SET tries = tries + 1,
         try_at = now() + least($1::bigint * (2 ^ least(tries, 20)), 60000) * interval '1 ms'
   WHERE refund_id = ANY (ARRAY (
     SELECT refund_id FROM refunds
      WHERE status = 'DUE' AND try_at <= now()
      ORDER BY try_at
      LIMIT $2
        FOR UPDATE SKIP LOCKED))
  RETURNING refund_id
)sql";

} // namespace

TimekeeperActor::behavior_type TimekeeperState::make_behavior() {
  self_->send(self_, look_atom_v);
  return {
    [this](look_atom) {
      const auto keeps_time = look();
      if (!keeps_time)
        log_warning("timekeeping_failed", {{"reason", keeps_time.error().message}});
      self_->delayed_send(
        self_,
        jittered(keeps_time && *keeps_time ? config_.look_interval / 2 : config_.standby_interval),
        look_atom_v);
    },
  };
}

/// Whether this node keeps the time. What fails now is looked at again in a moment.
PgResult<bool> TimekeeperState::look() {
  auto opened = session_.connection();
  if (!opened)
    return opened.error();
  auto& connection = **opened;
  const auto failed = [this](const PgFailure& failure) {
    if (failure.connection_lost)
      session_.drop();
    return failure;
  };
  // A session may lock it many times over, and would have to unlock it as often.
  if (keeping_ != connection.application_name()) {
    auto locked = connection.execute(lock_sql);
    if (!locked)
      return failed(locked.error());
    if (!(*locked)[0].boolean(0))
      return false;
    keeping_ = connection.application_name();
    log_info("keeps_time");
  }
  for (const auto find : {&TimekeeperState::find_expired, &TimekeeperState::find_payments,
                          &TimekeeperState::find_refunds})
    if (auto found = (this->*find)(connection); !found)
      return failed(found.error());
  return true;
}

PgResult<Done> TimekeeperState::find_expired(PgConnection& connection) {
  const auto rows = connection.execute(expired_sql, PgParams{}.add(config_.look_rows_max));
  if (!rows)
    return rows.error();
  for (const auto row : *rows) {
    const auto order = row.id<OrderId>(0);
    const auto address = address_of(order);
    ask_once(order.value, directory_.shard_of(address), envelope(address, ExpireOrder{order}));
  }
  return Done{};
}

PgResult<Done> TimekeeperState::find_payments(PgConnection& connection) {
  const auto rows = connection.execute(
    payments_sql, PgParams{}.add(config_.payment_check_pause.count()).add(config_.look_rows_max));
  if (!rows)
    return rows.error();
  for (const auto row : *rows)
    ask_once(row.number(0), payments_, CheckPayment{row.id<PaymentId>(0)});
  return Done{};
}

PgResult<Done> TimekeeperState::find_refunds(PgConnection& connection) {
  const auto rows = connection.execute(
    refunds_sql, PgParams{}.add(config_.refund_retry_pause.count()).add(config_.look_rows_max));
  if (!rows)
    return rows.error();
  for (const auto row : *rows)
    ask_once(row.number(0), payments_, PayBack{row.id<RefundId>(0)});
  return Done{};
}

template <class To, class Question>
void TimekeeperState::ask_once(std::int64_t id, const To& to, Question question) {
  if (!asked_.insert(id).second)
    return;
  self_->request(to, config_.answer_wait_max, std::move(question))
    .then([this, id] { asked_.erase(id); },
          [this, id](const caf::error& error) {
            asked_.erase(id);
            log_info("due_not_done", {{"id", id}, {"reason", to_string(error)}});
          });
}

} // namespace baro
