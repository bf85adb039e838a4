#include "persistence/webhook_store.hpp"

#include "persistence/admin_log.hpp"
#include "persistence/creation.hpp"
#include "persistence/pg_ask.hpp"
#include "persistence/webhook_queries.hpp"

#include <array>

namespace baro {

namespace {

// One after the other, so that together they do not get past the limit.
constexpr const char* lock_webhooks_sql = "LOCK TABLE webhooks IN SHARE ROW EXCLUSIVE MODE";

constexpr const char* insert_webhook_sql = R"sql(
  INSERT INTO webhooks (webhook_id, url, secret, types, created_at)
  SELECT $1, $2, $3, $4, 'epoch'::timestamptz + $5::bigint * interval '1 microsecond'
   WHERE (SELECT count(*) FROM webhooks) < $6
)sql";

constexpr const char* delete_webhook_sql
  = "DELETE FROM webhooks WHERE webhook_id = $1 RETURNING url";

constexpr const char* find_webhook_sql = "SELECT 1 FROM webhooks WHERE webhook_id = $1";
constexpr const char* find_no_webhook_sql
  = "SELECT 1 WHERE NOT EXISTS (SELECT FROM webhooks WHERE webhook_id = $1)";

Found<Done> keep(PgConnection& connection, const KeepWebhook& command) {
  const auto& webhook = command.webhook;
  const std::array statements{
    PgStatement{lock_webhooks_sql, {}},
    PgStatement{insert_webhook_sql, PgParams{}
                                      .add(webhook.id)
                                      .add(webhook.url)
                                      .add(webhook.secret)
                                      .add_array(webhook.types)
                                      .add(webhook.created_at.micros)
                                      .add(webhooks_max)},
  };
  auto kept = connection.execute_all(statements);
  if (!kept)
    return QueryError{kept.error()};
  if ((*kept)[1].affected() == 0)
    return QueryError{Errc::illegal_state, "there are as many webhooks as there may be"};
  const auto entry = log_of({command.caller.user,
                             AdminAction::WEBHOOK_CREATED,
                             AdminTarget::WEBHOOK,
                             webhook.id.value,
                             {{"url", {}, webhook.url}, {"types", {}, list_of(webhook.types)}}});
  if (auto logged = connection.execute(entry.sql, entry.params); !logged)
    return QueryError{logged.error()};
  return Done{};
}

Found<Done> remove(PgConnection& connection, const DeleteWebhook& command) {
  auto deleted = connection.execute(delete_webhook_sql, PgParams{}.add(command.webhook));
  if (!deleted)
    return QueryError{deleted.error()};
  if (deleted->empty())
    return QueryError{Errc::not_found, "webhook " + std::to_string(command.webhook.value)};
  const auto entry = log_of({command.caller.user,
                             AdminAction::WEBHOOK_DELETED,
                             AdminTarget::WEBHOOK,
                             command.webhook.value,
                             {{"url", std::string{(*deleted)[0].text(0)}, {}}}});
  if (auto logged = connection.execute(entry.sql, entry.params); !logged)
    return QueryError{logged.error()};
  return Done{};
}

} // namespace

Result<Answer<CreatedWebhook>> WebhookStoreWork::carry_out(const KeepWebhook& command) {
  const PgStatement trace{find_webhook_sql, PgParams{}.add(command.webhook.id)};
  return create(session_, command.caller.user, command.idempotency, command.webhook, trace,
                [&](PgConnection& connection) { return keep(connection, command); });
}

Result<Webhooks> WebhookStoreWork::carry_out(const ListWebhooks& question) {
  return ask_twice(session_,
                   [&](PgConnection& connection) { return answer(connection, question); });
}

// What is still to be delivered to it has nobody to go to from now on, and is purged by its age.
Result<Done> WebhookStoreWork::carry_out(const DeleteWebhook& command) {
  return transact(
    session_, [&](PgConnection& connection) { return remove(connection, command); },
    [&](const Done&) {
      return PgStatement{find_no_webhook_sql, PgParams{}.add(command.webhook)};
    });
}

Result<Slice<DeliveryView>> WebhookStoreWork::carry_out(const ListDeliveries& question) {
  return ask_twice(session_,
                   [&](PgConnection& connection) { return answer(connection, question); });
}

Result<WebhookReplayed> WebhookStoreWork::carry_out(const ReplayWebhook& command) {
  return ask_twice(session_, [&](PgConnection& connection) { return replay(connection, command); });
}

// Deliveries that were claimed over a connection that was lost are due again a bit later.
Result<Deliveries> WebhookStoreWork::carry_out(const ClaimDeliveries& command) {
  return ask_twice(session_, [&](PgConnection& connection) { return claim(connection, command); });
}

Result<Done> WebhookStoreWork::carry_out(const NoteDelivery& attempt) {
  return ask_twice(session_, [&](PgConnection& connection) { return note(connection, attempt); });
}

} // namespace baro
