#pragma once

#include "protocol/actors.hpp"
#include "protocol/token_bucket.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <functional>

namespace baro {

struct SessionConfig {
  std::chrono::seconds idle_max{30 * 60};     // a session without requests for so long has expired
  std::chrono::seconds age_max{12 * 3600};    // and so has one that began so long ago
  std::chrono::seconds touch_interval{60};    // how often, at most, the store learns that it lives
  std::chrono::seconds delete_retry_pause{1}; // between tries to delete a closed session
  RateLimit rate{1'000, 5'000};               // requests of one session

  /// How long the store keeps it: what was used since the store last heard of it has not expired.
  std::chrono::seconds ttl() const { return idle_max + touch_interval; }
};

/// What all SESSION actors share. Outlives them.
struct SessionServices {
  SessionStoreActor store;
  std::function<Timestamp()> clock;
  SessionConfig config{};
};

/// Knows whose session it is, counts its requests, and ends it.
class SessionState {
public:
  static constexpr const char* name = "baro.session";

  SessionState(SessionActor::pointer self, SessionRecord record, const SessionServices& services)
    : self_(self),
      record_(std::move(record)),
      services_(services),
      bucket_(services.config.rate, record_.last_seen_at,
              record_.requests_left.value_or(services.config.rate.burst)),
      touched_at_(record_.last_seen_at),
      saved_at_(record_.last_seen_at) {}

  SessionActor::behavior_type make_behavior();

private:
  caf::result<SessionUser> resolve(const ResolveSession& question);
  caf::result<void> check(CheckSession question) const;
  caf::result<void> close(const CloseSession& command);
  caf::result<void> end(const EndSession& command);
  caf::result<void> close();
  caf::result<bool> fall_asleep();
  void touch(std::function<void(bool)> tried);
  void forget(std::function<void()> tried);
  bool is_secret(const std::string& secret_hash) const;
  bool is_expired(Timestamp at) const;

  SessionActor::pointer self_;
  SessionRecord record_;
  const SessionServices& services_;
  TokenBucket bucket_;
  Timestamp touched_at_; // when the store was last told, or should have been
  Timestamp saved_at_;   // the store knows how it was then
  bool closed_ = false;
  bool is_kept_ = true; // in the store
};

using SessionImpl = SessionActor::stateful_impl<SessionState>;

} // namespace baro
