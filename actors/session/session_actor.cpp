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
    [this](Passivate) {
      return is_expired(services_.clock()) || (is_saved_ && !(closed_ && is_kept_));
    },
    [this](const ResolveSession& question) { return resolve(question); },
    [this](const CloseSession& command) { return close(command); },
  };
}

caf::result<SessionUser> SessionState::resolve(const ResolveSession& question) {
  const auto at = services_.clock();
  if (closed_ || !is_secret(question.secret_hash) || is_expired(at))
    return to_caf(Errc::not_logged_in);
  record_.last_seen_at = at;
  if (has_passed(services_.config.touch_interval, touched_at_, at)) {
    touched_at_ = at;
    touch();
  }
  return SessionUser{{record_.user, record_.role}, bucket_.take(at)};
}

// Until the store knows how long it lives, this actor stays: asleep, it would come back too old, or
// not at all.
void SessionState::touch() {
  is_saved_ = false;
  self_
    ->request(
      services_.store, caf::infinite,
      TouchSession{record_.session, record_.last_seen_at, services_.config.idle_max.count()})
    .then([this] { is_saved_ = true; }, [](const caf::error&) {});
}

// From now on it is refused here. Until the store has forgotten it, this actor stays to refuse it.
caf::result<void> SessionState::close(const CloseSession& command) {
  if (closed_ || !is_secret(command.secret_hash))
    return {};
  closed_ = true;
  auto reply = self_->make_response_promise<void>();
  forget([reply]() mutable { reply.deliver(); });
  return reply;
}

void SessionState::forget(std::function<void()> tried) {
  self_->request(services_.store, caf::infinite, DeleteSession{record_.session})
    .then(
      [this, tried] {
        is_kept_ = false;
        tried();
      },
      [this, tried](const caf::error&) {
        if (is_expired(services_.clock()))
          is_kept_ = false; // the store's copy has expired as well
        else
          self_->run_delayed(services_.config.delete_retry_pause, [this] { forget([] {}); });
        tried();
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
