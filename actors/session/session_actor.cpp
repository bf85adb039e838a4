#include "actors/session/session_actor.hpp"

#include <sodium/utils.h>

namespace baro {

namespace {

bool has_passed(std::chrono::seconds span, Timestamp since, Timestamp at) {
  return std::chrono::microseconds{at.micros - since.micros} >= span;
}

} // namespace

SessionActor::behavior_type SessionState::make_behavior() {
  return {
    [this](Passivate) { return !forgetting_; },
    [this](const ResolveSession& question) { return resolve(question); },
    [this](const CloseSession& command) -> caf::result<void> {
      if (is_secret(command.secret_hash) && !closed_)
        close();
      return {};
    },
  };
}

caf::result<SessionUser> SessionState::resolve(const ResolveSession& question) {
  const auto at = services_.clock();
  if (closed_ || !is_secret(question.secret_hash) || is_expired(at))
    return to_caf(Errc::not_logged_in);
  record_.last_seen_at = at;
  if (has_passed(services_.config.touch_interval, touched_at_, at)) {
    touched_at_ = at;
    // Whether it worked does not matter: while this actor lives, so does the session.
    self_->send(services_.store,
                TouchSession{record_.session, at, services_.config.idle_max.count()});
  }
  return SessionUser{{record_.user, record_.role}, bucket_.take(at)};
}

// From now on it is refused here. Until the store has forgotten it, this actor stays to refuse it.
void SessionState::close() {
  closed_ = true;
  forgetting_ = true;
  forget();
}

void SessionState::forget() {
  self_->request(services_.store, caf::infinite, DeleteSession{record_.session})
    .then([this] { forgetting_ = false; },
          [this](const caf::error&) {
            if (is_expired(services_.clock()))
              forgetting_ = false; // so has the store's copy
            else
              self_->run_delayed(services_.config.delete_retry_pause, [this] { forget(); });
          });
}

bool SessionState::is_secret(const std::string& secret_hash) const {
  return secret_hash.size() == record_.secret_hash.size()
         && sodium_memcmp(secret_hash.data(), record_.secret_hash.data(), secret_hash.size()) == 0;
}

bool SessionState::is_expired(Timestamp at) const {
  return has_passed(services_.config.idle_max, record_.last_seen_at, at);
}

} // namespace baro
