#include "persistence/outbox.hpp"

#include "persistence/pg_ask.hpp"
#include "persistence/pg_transaction.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* unstreamed_sql = "SELECT 1 FROM outbox WHERE NOT streamed LIMIT 1";
constexpr const char* undealt_sql = "SELECT 1 FROM outbox WHERE NOT dealt_out LIMIT 1";

// The number means nothing; whoever works on the outbox has it.
constexpr const char* lock_sql = "SELECT pg_try_advisory_xact_lock(7234018284)";

// The time is that of the database, read behind the lock: later than that of whoever had it before.
constexpr const char* claim_sql = R"sql(
  WITH claimed AS (
    SELECT batch_no FROM outbox WHERE NOT streamed ORDER BY batch_no LIMIT $1
       FOR UPDATE SKIP LOCKED
  )
  SELECT count(*), array_agg(batch_no), (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
    FROM claimed
)sql";

constexpr const char* events_sql = R"sql(
  SELECT user_id, event - 'userId' FROM order_events WHERE batch_no = ANY ($1::bigint[])
   ORDER BY batch_no, order_id
)sql";

constexpr const char* mark_streamed_sql
  = "UPDATE outbox SET streamed = true WHERE batch_no = ANY ($1::bigint[])";

// All of them or none: the first that Redis refuses ends the script, and ids only grow. A node that
// was frozen before this, and whose lock went to another one, comes with ids of the past.
constexpr const char* add_script = R"lua(
  for i = 3, #ARGV, 2 do
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], ARGV[2] .. '-' .. (i - 3) / 2,
               'user', ARGV[i], 'event', ARGV[i + 1])
  end
  return 0
)lua";

constexpr const char* deal_sql = R"sql(
  WITH claimed AS (
    SELECT batch_no FROM outbox WHERE NOT dealt_out ORDER BY batch_no LIMIT $1
       FOR UPDATE SKIP LOCKED
  ), dealt AS (
    UPDATE outbox o SET dealt_out = true FROM claimed c WHERE o.batch_no = c.batch_no
    RETURNING o.batch_no
  )
  SELECT count(*), array_agg(batch_no), EXISTS (SELECT FROM webhooks) FROM dealt
)sql";

constexpr const char* deliver_sql = R"sql(
  INSERT INTO webhook_deliveries (webhook_id, order_id, sequence, type, event)
  SELECT w.webhook_id, e.order_id, e.sequence, e.type, e.event
    FROM order_events e JOIN webhooks w ON cardinality(w.types) = 0 OR e.type = ANY (w.types)
   WHERE e.batch_no = ANY ($1::bigint[])
   ORDER BY e.batch_no, e.order_id
  ON CONFLICT (webhook_id, order_id, sequence) DO NOTHING
)sql";

constexpr const char* lag_sql = R"sql(
  SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::bigint
    FROM (SELECT at FROM outbox WHERE NOT streamed ORDER BY batch_no LIMIT $1) o
)sql";

constexpr const char* deliveries_lag_sql = R"sql(
  SELECT count(*)
    FROM (SELECT FROM webhook_deliveries WHERE delivered_at IS NULL LIMIT $1) d
)sql";

/// Whether a question finds a row.
Result<bool> finds(PgSession& session, const char* sql) {
  return ask_twice(session, [sql](PgConnection& connection) -> Found<bool> {
    auto rows = connection.execute(sql);
    if (!rows)
      return QueryError{rows.error()};
    return !rows->empty();
  });
}

} // namespace

Result<bool> Outbox::has_unstreamed() { return finds(session_, unstreamed_sql); }

Result<bool> Outbox::has_undealt() { return finds(session_, undealt_sql); }

template <class Work>
Result<Outbox::Passed> Outbox::alone(Work work) {
  auto opened = session_.connection();
  if (!opened)
    return to_error(opened.error());
  PgConnection& connection = **opened;
  const std::array beginning{PgStatement{begin_sql, {}}, PgStatement{lock_sql, {}}};
  auto begun = connection.execute_all(beginning);
  auto passed = !begun                      ? Found<Passed>{QueryError{begun.error()}}
                : (*begun)[1][0].boolean(0) ? work(connection)
                                            : Found<Passed>{Passed{}};
  auto failure = passed ? std::optional<QueryError>{} : std::move(passed).error();
  if (!failure)
    if (auto committed = connection.execute(commit_sql); !committed)
      failure = QueryError{committed.error()};
  if (!failure)
    return *passed;
  if (failure->connection_lost)
    session_.drop();
  else
    roll_back(session_, connection);
  return std::move(failure->error);
}

Result<Outbox::Passed> Outbox::stream() {
  return alone([this](PgConnection& connection) { return stream(connection); });
}

Found<Outbox::Passed> Outbox::stream(PgConnection& connection) {
  auto claimed = connection.execute(claim_sql, PgParams{}.add(config_.batches_max));
  if (!claimed)
    return QueryError{claimed.error()};
  const auto claim = (*claimed)[0];
  Passed passed{claim.number(0)};
  if (passed.batches == 0)
    return passed;
  const auto batches = PgParams{}.add(claim.text(1));
  auto events = connection.execute(events_sql, batches);
  if (!events)
    return QueryError{events.error()};
  RedisCommand add{"EVAL",
                   add_script,
                   "1",
                   event_stream_key,
                   std::to_string(config_.stream_events_max),
                   std::string{claim.text(2)}};
  add.reserve(add.size() + 2 * events->size());
  for (const auto event : *events) {
    add.emplace_back(event.text(0));
    add.emplace_back(event.text(1));
  }
  if (auto added = std::move(redis_.run({&add, 1}).front()); !added)
    return QueryError{added.error().code, std::move(added).error().detail};
  if (auto marked = connection.execute(mark_streamed_sql, batches); !marked)
    return QueryError{marked.error()};
  passed.events = static_cast<std::int64_t>(events->size());
  return passed;
}

Result<Outbox::Passed> Outbox::deal_out() {
  return alone([this](PgConnection& connection) { return deal_out(connection); });
}

Found<Outbox::Passed> Outbox::deal_out(PgConnection& connection) {
  auto dealt = connection.execute(deal_sql, PgParams{}.add(config_.batches_max));
  if (!dealt)
    return QueryError{dealt.error()};
  const auto deal = (*dealt)[0];
  Passed passed{deal.number(0)};
  if (passed.batches == 0 || !deal.boolean(2))
    return passed;
  auto delivered = connection.execute(deliver_sql, PgParams{}.add(deal.text(1)));
  if (!delivered)
    return QueryError{delivered.error()};
  passed.events = delivered->affected();
  return passed;
}

Result<OutboxLag> Outbox::lag() {
  return ask_twice(session_, [](PgConnection& connection) -> Found<OutboxLag> {
    const auto limit = PgParams{}.add(lag_rows_max);
    const std::array questions{PgStatement{lag_sql, limit}, PgStatement{deliveries_lag_sql, limit}};
    auto answers = connection.execute_all(questions);
    if (!answers)
      return QueryError{answers.error()};
    const auto rows = (*answers)[0][0];
    return OutboxLag{rows.number(0), rows.number(1), (*answers)[1][0].number(0)};
  });
}

} // namespace baro
