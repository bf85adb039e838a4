#include "persistence/webhook_queries.hpp"

#include "persistence/columns.hpp"

#include <array>

namespace baro {

namespace {

// A row for each type; one without a type for a webhook that wants all.
constexpr const char* webhooks_sql = R"sql(
  SELECT webhook_id, url, type, (extract(epoch FROM created_at) * 1000000)::bigint
    FROM webhooks LEFT JOIN unnest(types) AS type ON true
   ORDER BY webhook_id, type
)sql";

constexpr const char* find_webhook_sql = "SELECT 1 FROM webhooks WHERE webhook_id = $1";

constexpr const char* deliveries_sql = R"sql(
  SELECT delivery_id, event->>'id', type, (extract(epoch FROM created_at) * 1000000)::bigint,
         attempts, (extract(epoch FROM delivered_at) * 1000000)::bigint,
         (extract(epoch FROM next_try_at) * 1000000)::bigint, last_status, last_error
    FROM webhook_deliveries WHERE webhook_id = $1 AND delivery_id < $2
   ORDER BY delivery_id DESC
   LIMIT $3
)sql";

constexpr const char* replay_sql = R"sql(
  INSERT INTO webhook_deliveries (webhook_id, order_id, sequence, type, event)
  SELECT w.webhook_id, e.order_id, e.sequence, e.type, e.event
    FROM order_events e JOIN webhooks w ON cardinality(w.types) = 0 OR e.type = ANY (w.types)
   WHERE w.webhook_id = $1
     AND e.committed_at >= 'epoch'::timestamptz + $2::bigint * interval '1 microsecond'
     AND e.committed_at < 'epoch'::timestamptz + $3::bigint * interval '1 microsecond'
   ORDER BY e.batch_no, e.order_id
  ON CONFLICT (webhook_id, order_id, sequence) DO UPDATE
    SET delivered_at = NULL, attempts = 0, next_try_at = now()
)sql";

// Rows that another node is just claiming are skipped: it has them.
constexpr const char* claim_sql = R"sql(
  WITH due AS (
    SELECT d.delivery_id, w.url, w.secret
      FROM webhooks w
      LEFT JOIN unnest($1::bigint[], $2::bigint[]) AS l (webhook_id, deliveries) USING (webhook_id)
      CROSS JOIN LATERAL (
        SELECT delivery_id
          FROM webhook_deliveries d
         WHERE d.webhook_id = w.webhook_id AND delivered_at IS NULL AND next_try_at <= now()
           AND NOT EXISTS (SELECT FROM webhook_deliveries e
                            WHERE e.webhook_id = d.webhook_id AND e.order_id = d.order_id
                              AND e.sequence < d.sequence AND e.delivered_at IS NULL)
         ORDER BY next_try_at, delivery_id
         LIMIT greatest(0, $3 - coalesce(l.deliveries, 0))
           FOR UPDATE SKIP LOCKED
      ) d
  )
  UPDATE webhook_deliveries d
     SET attempts = attempts + 1, next_try_at = now() + $4 * interval '1 millisecond'
    FROM due WHERE d.delivery_id = due.delivery_id
  RETURNING d.delivery_id, d.webhook_id, due.url, due.secret, d.event->>'id', d.event, d.attempts
)sql";

// What waits behind an event is due as soon as that is delivered.
constexpr const char* note_delivered_sql = R"sql(
  WITH delivered AS (
    UPDATE webhook_deliveries
       SET delivered_at = now(), last_status = $2, last_error = NULL
     WHERE delivery_id = $1
    RETURNING webhook_id, order_id, sequence
  )
  UPDATE webhook_deliveries d SET next_try_at = now()
    FROM delivered e
   WHERE d.webhook_id = e.webhook_id AND d.order_id = e.order_id AND d.sequence > e.sequence
     AND d.delivered_at IS NULL
)sql";

// What waits behind it could not go out before it, and need not be looked at until then.
constexpr const char* note_failed_sql = R"sql(
  WITH failed AS (
    UPDATE webhook_deliveries
       SET last_status = $2, last_error = $3, next_try_at = now() + $4 * interval '1 millisecond'
     WHERE delivery_id = $1 AND delivered_at IS NULL
    RETURNING webhook_id, order_id, sequence, next_try_at
  )
  UPDATE webhook_deliveries d SET next_try_at = e.next_try_at
    FROM failed e
   WHERE d.webhook_id = e.webhook_id AND d.order_id = e.order_id AND d.sequence > e.sequence
     AND d.delivered_at IS NULL
)sql";

QueryError no_webhook(WebhookId webhook) {
  return QueryError{Errc::not_found, "webhook " + std::to_string(webhook.value)};
}

std::optional<Timestamp> optional_timestamp(PgRow row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional{timestamp_of(row, column)};
}

DeliveryView delivery_of(PgRow row) {
  DeliveryView view{row.id<DeliveryId>(0),
                    std::string{row.text(1)},
                    std::string{row.text(2)},
                    timestamp_of(row, 3),
                    row.number(4),
                    optional_timestamp(row, 5),
                    {},
                    {},
                    row.optional_text(8)};
  if (!view.delivered_at)
    view.next_try_at = timestamp_of(row, 6);
  if (!row.is_null(7))
    view.last_status = row.number(7);
  return view;
}

} // namespace

Found<Webhooks> answer(PgConnection& connection, const ListWebhooks&) {
  auto rows = connection.execute(webhooks_sql);
  if (!rows)
    return QueryError{rows.error()};
  Webhooks webhooks;
  for (const auto row : *rows) {
    const auto id = row.id<WebhookId>(0);
    if (webhooks.all.empty() || webhooks.all.back().id != id)
      webhooks.all.push_back({id, std::string{row.text(1)}, {}, timestamp_of(row, 3)});
    if (!row.is_null(2))
      webhooks.all.back().types.emplace_back(row.text(2));
  }
  return webhooks;
}

Found<Slice<DeliveryView>> answer(PgConnection& connection, const ListDeliveries& question) {
  const auto& page = question.page;
  const std::array statements{
    PgStatement{find_webhook_sql, PgParams{}.add(question.webhook)},
    PgStatement{
      deliveries_sql,
      PgParams{}.add(question.webhook).add(id_before(page)).add(std::int64_t{page.size + 1})},
  };
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  if ((*answers)[0].empty())
    return no_webhook(question.webhook);
  std::vector<DeliveryView> deliveries;
  for (const auto row : (*answers)[1])
    deliveries.push_back(delivery_of(row));
  return slice_of(std::move(deliveries), page, [](const DeliveryView& last) {
    return Cursor{{last.id.value}, {}};
  });
}

Found<WebhookReplayed> replay(PgConnection& connection, const ReplayWebhook& command) {
  const std::array statements{
    PgStatement{find_webhook_sql, PgParams{}.add(command.webhook)},
    PgStatement{replay_sql,
                PgParams{}.add(command.webhook).add(command.from.micros).add(command.to.micros)},
  };
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  if ((*answers)[0].empty())
    return no_webhook(command.webhook);
  return WebhookReplayed{(*answers)[1].affected()};
}

Found<Deliveries> claim(PgConnection& connection, const ClaimDeliveries& command) {
  auto rows = connection.execute(
    claim_sql, PgParams{}
                 .add_array(command.under_way, [](auto& load) { return load.webhook; })
                 .add_array(command.under_way, [](auto& load) { return load.deliveries; })
                 .add(command.per_webhook_max)
                 .add(command.claim_ms));
  if (!rows)
    return QueryError{rows.error()};
  Deliveries deliveries;
  for (const auto row : *rows)
    deliveries.all.push_back({row.id<DeliveryId>(0), row.id<WebhookId>(1), std::string{row.text(2)},
                              std::string{row.text(3)}, std::string{row.text(4)},
                              std::string{row.text(5)}, row.number(6)});
  return deliveries;
}

Found<Done> note(PgConnection& connection, const NoteDelivery& attempt) {
  auto params = PgParams{}.add(attempt.delivery).add(attempt.status);
  if (!attempt.delivered)
    params.add(attempt.error).add(attempt.retry_ms);
  auto noted = connection.execute(attempt.delivered ? note_delivered_sql : note_failed_sql, params);
  if (!noted)
    return QueryError{noted.error()};
  return Done{};
}

} // namespace baro
