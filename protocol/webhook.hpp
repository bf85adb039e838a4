#pragma once

#include "protocol/common.hpp"

namespace baro {

// What admins do -------------------------------------------------------------------------------

/// Where somebody wants to be told of events.
using WebhookId = Id<struct WebhookTag>;

/// One event for one webhook.
using DeliveryId = Id<struct DeliveryTag>;

inline constexpr std::int64_t webhooks_max = 20;

/// Errors: invalid_request (the url is neither https nor within this machine), illegal_state (there
/// are `webhooks_max`).
struct CreateWebhook {
  Caller caller;
  WebhookId webhook;
  std::string url;
  std::vector<std::string> types; // of events; empty: all
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(CreateWebhook, (), (caller, webhook, url, types, idempotency))

struct WebhookView {
  WebhookId id;
  std::string url;
  std::vector<std::string> types;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(WebhookView, (), (id, url, types, created_at))

/// A webhook as it is answered once: nobody is shown its secret again.
struct CreatedWebhook {
  WebhookId id;
  std::string url;
  std::vector<std::string> types;
  Timestamp created_at;
  std::string secret;
};
BOOST_DESCRIBE_STRUCT(CreatedWebhook, (), (id, url, types, created_at, secret))

/// For the store.
struct KeepWebhook {
  Caller caller;
  CreatedWebhook webhook;
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(KeepWebhook, (), (caller, webhook, idempotency))

struct ListWebhooks {};
BOOST_DESCRIBE_STRUCT(ListWebhooks, (), ())

struct Webhooks {
  std::vector<WebhookView> all;
};
BOOST_DESCRIBE_STRUCT(Webhooks, (), (all))

/// What is not delivered yet never is. Errors: not_found.
struct DeleteWebhook {
  Caller caller;
  WebhookId webhook;
};
BOOST_DESCRIBE_STRUCT(DeleteWebhook, (), (caller, webhook))

struct DeliveryView {
  DeliveryId id;
  std::string event_id;
  std::string type;
  Timestamp created_at;
  std::int64_t attempts = 0;
  std::optional<Timestamp> delivered_at;
  std::optional<Timestamp> next_try_at;
  std::optional<std::int64_t> last_status; // of HTTP; none: there was no answer
  std::optional<std::string> last_error;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (),
                      (id, event_id, type, created_at, attempts, delivered_at, next_try_at,
                       last_status, last_error))
template <>
inline constexpr bool omits_absent<DeliveryView> = true;

/// The newest first. Errors: not_found.
struct ListDeliveries {
  WebhookId webhook;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListDeliveries, (), (webhook, page))

/// Delivers once more, or at last, whatever was committed in a span of time. Events are kept for
/// some days. Errors: not_found.
struct ReplayWebhook {
  WebhookId webhook;
  Timestamp from;
  Timestamp to;
};
BOOST_DESCRIBE_STRUCT(ReplayWebhook, (), (webhook, from, to))

struct WebhookReplayed {
  std::int64_t events = 0;
};
BOOST_DESCRIBE_STRUCT(WebhookReplayed, (), (events))

// Delivering -----------------------------------------------------------------------------------

/// How many deliveries of a webhook are under way on this node.
struct WebhookLoad {
  WebhookId webhook;
  std::int64_t deliveries = 0;
};
BOOST_DESCRIBE_STRUCT(WebhookLoad, (), (webhook, deliveries))

/// Takes what is due for delivery. Nobody else takes it until `claim_ms` have passed; then its
/// taker has crashed. An event whose order has an earlier one that is not delivered is not due.
struct ClaimDeliveries {
  std::vector<WebhookLoad> under_way;
  std::int64_t per_webhook_max = 0; // with what is under way
  std::int64_t claim_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ClaimDeliveries, (), (under_way, per_webhook_max, claim_ms))

struct Delivery {
  DeliveryId delivery;
  WebhookId webhook;
  std::string url;
  std::string secret;
  std::string event_id;
  std::string body;
  std::int64_t attempt = 0; // from 1
};
BOOST_DESCRIBE_STRUCT(Delivery, (), (delivery, webhook, url, secret, event_id, body, attempt))

struct Deliveries {
  std::vector<Delivery> all;
};
BOOST_DESCRIBE_STRUCT(Deliveries, (), (all))

/// How an attempt ended. Not delivered: it is due again after `retry_ms`, and what waits behind it
/// not before.
struct NoteDelivery {
  DeliveryId delivery;
  bool delivered = false;
  std::optional<std::int64_t> status{};
  std::optional<std::string> error{};
  std::int64_t retry_ms = 0;
};
BOOST_DESCRIBE_STRUCT(NoteDelivery, (), (delivery, delivered, status, error, retry_ms))

} // namespace baro
