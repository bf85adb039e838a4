#pragma once

#include "actors/webhooks/webhook_retry.hpp"
#include "monitoring/event_metrics.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <functional>
#include <map>

namespace baro {

struct WebhooksConfig {
  WebhookRetryConfig retry{};
  std::chrono::milliseconds look_interval{250}; // for what is due
  std::chrono::milliseconds call_wait_max{10'000};
  std::chrono::milliseconds claim_margin{20'000}; // beyond that, until somebody else tries
  std::int64_t per_webhook_max = 8;               // deliveries under way from this node
  bool within_allowed = false; // to this machine and its network, not only to public addresses
};

struct WebhooksServices {
  WebhookStoreActor store;
  HttpClientActor http; // its own: a receiver that is slow holds up nobody else
  std::function<Timestamp()> clock;
  std::function<bool(const std::string& url)> is_callable;
  EventMetrics& metrics; // outlives it
  WebhooksConfig config{};
};

/// Takes what is due from the store, calls whom it is for, and notes how that ended. A node that
/// crashes in between has perhaps delivered: another one will, again.
class WebhooksState {
public:
  static constexpr const char* name = "baro.webhooks";

  WebhooksState(WebhooksActor::pointer self, WebhooksServices services)
    : self_(self), services_(std::move(services)) {}

  WebhooksActor::behavior_type make_behavior();

private:
  caf::result<Answer<CreatedWebhook>> create(const CreateWebhook& command);
  void look_now_and_then();
  void look();
  void deliver(const Delivery& delivery);
  void note(const Delivery& delivery, NoteDelivery attempt);
  NoteDelivery attempt_of(const Delivery& delivery, const HttpAnswer& answer);
  NoteDelivery attempt_of(const Delivery& delivery, const caf::error& error);
  NoteDelivery failed_attempt(const Delivery& delivery) const;

  WebhooksActor::pointer self_;
  WebhooksServices services_;
  std::map<WebhookId, std::int64_t> under_way_;
  bool is_looking_ = false;
  bool look_again_ = false;
};

using WebhooksImpl = WebhooksActor::stateful_impl<WebhooksState>;

} // namespace baro
