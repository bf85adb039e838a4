#include "actors/webhooks/webhooks_actor.hpp"

#include "monitoring/log.hpp"
#include "signing/webhook_signature.hpp"

#include <utility>

namespace baro {

namespace {

constexpr std::size_t error_length_max = 300; // that is kept

} // namespace

WebhooksActor::behavior_type WebhooksState::make_behavior() {
  look_now_and_then();
  return {
    [this](const CreateWebhook& command) { return create(command); },
    [this](const ListWebhooks& question) { return self_->delegate(services_.store, question); },
    [this](const DeleteWebhook& command) { return self_->delegate(services_.store, command); },
    [this](const ListDeliveries& question) { return self_->delegate(services_.store, question); },
    [this](const ReplayWebhook& command) { return self_->delegate(services_.store, command); },
  };
}

caf::result<Answer<CreatedWebhook>> WebhooksState::create(const CreateWebhook& command) {
  const bool is_public = command.url.starts_with("https://");
  if (!services_.is_callable(command.url) || (!is_public && !services_.config.within_allowed))
    return to_caf(Error{.code = Errc::invalid_request,
                        .detail = "neither https nor, where that is allowed, within this machine",
                        .field = "url"});
  const CreatedWebhook webhook{command.webhook, command.url, command.types, services_.clock(),
                               make_webhook_secret()};
  return self_->delegate(services_.store,
                         KeepWebhook{command.caller, webhook, command.idempotency});
}

void WebhooksState::look_now_and_then() {
  look();
  self_->run_delayed(services_.config.look_interval, [this] { look_now_and_then(); });
}

void WebhooksState::look() {
  look_again_ = is_looking_;
  if (std::exchange(is_looking_, true))
    return;
  const auto& config = services_.config;
  ClaimDeliveries claim{
    {}, config.per_webhook_max, (config.call_wait_max + config.claim_margin).count()};
  for (const auto& [webhook, deliveries] : under_way_)
    claim.under_way.push_back({webhook, deliveries});
  self_->request(services_.store, caf::infinite, std::move(claim))
    .then(
      [this](const Deliveries& deliveries) {
        for (const auto& delivery : deliveries.all)
          deliver(delivery);
        is_looking_ = false;
        if (std::exchange(look_again_, false))
          look();
      },
      [this](const caf::error& error) {
        log_warning("webhooks_not_looked_after", {{"reason", to_string(error)}});
        is_looking_ = false;
      });
}

void WebhooksState::deliver(const Delivery& delivery) {
  ++under_way_[delivery.webhook];
  const auto seconds = services_.clock().micros / 1'000'000;
  HttpCall call{delivery.url,
                {{"Content-Type", "application/json"},
                 {webhook_id_header, delivery.event_id},
                 {webhook_timestamp_header, std::to_string(seconds)},
                 {webhook_signature_header,
                  webhook_signature(delivery.secret, delivery.event_id, seconds, delivery.body)}},
                delivery.body,
                services_.config.call_wait_max.count()};
  call.is_public_only = !services_.config.within_allowed;
  self_->request(services_.http, caf::infinite, std::move(call))
    .then(
      [this, delivery](const HttpAnswer& answer) { note(delivery, attempt_of(delivery, answer)); },
      [this, delivery](const caf::error& error) { note(delivery, attempt_of(delivery, error)); });
}

NoteDelivery WebhooksState::attempt_of(const Delivery& delivery, const HttpAnswer& answer) {
  const bool is_taken = answer.status / 100 == 2;
  (is_taken ? services_.metrics.delivered : services_.metrics.refused).Increment();
  auto attempt = is_taken ? NoteDelivery{.delivery = delivery.delivery, .delivered = true}
                          : failed_attempt(delivery);
  attempt.status = answer.status;
  return attempt;
}

NoteDelivery WebhooksState::attempt_of(const Delivery& delivery, const caf::error& error) {
  services_.metrics.failed.Increment();
  auto attempt = failed_attempt(delivery);
  attempt.error = from_caf(error).detail.substr(0, error_length_max);
  return attempt;
}

NoteDelivery WebhooksState::failed_attempt(const Delivery& delivery) const {
  const auto pause = retry_pause(delivery.attempt, services_.config.retry);
  return {.delivery = delivery.delivery, .retry_ms = jittered(pause / 2).count()};
}

// An attempt that cannot be noted is made again once the claim has run out.
void WebhooksState::note(const Delivery& delivery, NoteDelivery attempt) {
  const auto done = [this, webhook = delivery.webhook] {
    if (--under_way_[webhook] == 0)
      under_way_.erase(webhook);
    look();
  };
  self_->request(services_.store, caf::infinite, std::move(attempt))
    .then(done, [done](const caf::error& error) {
      log_warning("delivery_not_noted", {{"reason", to_string(error)}});
      done();
    });
}

} // namespace baro
