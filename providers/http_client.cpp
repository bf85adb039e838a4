#include "providers/http_client.hpp"

#include "providers/url.hpp"

#include <caf/send.hpp>

#include <cassert>

namespace baro {

CallingActor::behavior_type HttpClientState::make_behavior() {
  return {
    [this](HttpCall& call) { return begin(call); },
    [this](HttpCallEnded& ended) { end(ended); },
  };
}

caf::result<HttpAnswer> HttpClientState::begin(HttpCall& call) {
  if (!is_callable(call.url))
    return to_caf(Errc::provider_unavailable, "neither https nor within this machine: " + call.url);
  if (calls_.size() >= config_.calls_max) {
    metrics_.refused.Increment();
    return to_caf(Errc::overloaded, "too many calls to other people's servers");
  }
  const auto number = ++calls_begun_;
  auto reply = self_->make_response_promise<HttpAnswer>();
  calls_.emplace(number, reply);
  // A call must not keep alive the actor whose end would end it.
  auto tell = [self = caf::actor_cast<caf::actor_addr>(self_),
               number](std::optional<HttpAnswer> answer, std::string reason) {
    if (const auto client = caf::actor_cast<caf::actor>(self))
      caf::anon_send(client, HttpCallEnded{number, std::move(answer), std::move(reason)});
  };
  transfers_.begin(std::move(call), std::move(tell));
  return reply;
}

void HttpClientState::end(HttpCallEnded& ended) {
  auto call = calls_.extract(ended.call);
  assert(call);
  if (ended.answer) {
    metrics_.answered.Increment();
    call.mapped().deliver(std::move(*ended.answer));
  } else {
    metrics_.failed.Increment();
    call.mapped().deliver(to_caf(Errc::provider_unavailable, std::move(ended.reason)));
  }
}

} // namespace baro
