#pragma once

#include "monitoring/provider_metrics.hpp"
#include "protocol/actors.hpp"
#include "providers/transfers.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>

namespace baro {

struct HttpClientConfig {
  std::string ca_file;                      // empty: whom the system trusts
  std::size_t calls_max = 128;              // under way; past it they are refused
  std::size_t answer_bytes_max = 256 << 10; // past it an answer is none
};

/// The public interface, and how it learns that a call has ended.
using CallingActor = HttpClientActor::extend<caf::result<void>(HttpCallEnded)>;

/// Hands calls to libcurl's thread, and answers when they have ended. Does not block.
class HttpClientState {
public:
  static constexpr const char* name = "baro.http_client";

  HttpClientState(CallingActor::pointer self, HttpClientConfig config, ProviderMetrics& metrics)
    : self_(self),
      config_(std::move(config)),
      metrics_(metrics),
      transfers_(config_.ca_file, config_.answer_bytes_max) {}

  CallingActor::behavior_type make_behavior();

private:
  caf::result<HttpAnswer> begin(HttpCall& call);
  void end(HttpCallEnded& ended);

  CallingActor::pointer self_;
  HttpClientConfig config_;
  ProviderMetrics& metrics_;
  std::map<std::int64_t, caf::typed_response_promise<HttpAnswer>> calls_;
  std::int64_t calls_begun_ = 0;
  Transfers transfers_;
};

using HttpClientImpl = CallingActor::stateful_impl<HttpClientState>;

} // namespace baro
