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
    [this](Passivate) { return fall_asleep(); },
    [this](const ResolveSession& question) { return resolve(question); },
    [this](CheckSession question) { return check(question); },
    [this](const CloseSession& command) { return close(command); },
    [this](const EndSession& command) { return end(command); },
  };
}

caf::result<SessionUser> SessionState::resolve(const ResolveSession& question) {
  const auto at = services_.clock();
  if (closed_ || !is_secret(question.secret_hash) || is_expired(at))
    return to_caf(Errc::not_logged_in);
  record_.last_seen_at = at;
  const SessionUser user{{record_.user, record_.role}, bucket_.take(at)};
  if (has_passed(services_.config.touch_interval, touched_at_, at))
    touch([](bool) {});
  return user;
}

caf::result<void> SessionState::check(CheckSession question) const {
  if (closed_ || question.user != record_.user || is_expired(services_.clock()))
    return to_caf(Errc::not_logged_in);
  return {};
}

// Until the store knows when it was last used, and what is left of its rate limit, this actor
// stays. It would come back too old, or not at all; and whoever could have it wake anew would have
// a full bucket each time. A node that crashes takes along what was used since the store was last
// told, at most a minute's worth: that is in no client's hands.
caf::result<bool> SessionState::fall_asleep() {
  if (is_expired(services_.clock()))
    return true;
  if (closed_)
    return !is_kept_;
  if (saved_at_ == record_.last_seen_at)
    return true;
  auto reply = self_->make_response_promise<bool>();
  touch([this, reply](bool saved) mutable {
    reply.deliver(saved && !closed_ && saved_at_ == record_.last_seen_at);
  });
  return reply;
}

// Whatever the store has lost cannot be found there by who wants to end it: it ends here.
void SessionState::touch(std::function<void(bool)> tried) {
  const auto at = record_.last_seen_at;
  touched_at_ = at;
  self_
    ->request(services_.store, caf::infinite,
              TouchSession{record_.session, at, services_.config.ttl().count(), bucket_.tokens()})
    .then(
      [this, at, tried] {
        saved_at_ = at;
        tried(true);
      },
      [this, tried](const caf::error& error) {
        if (error == Errc::not_found) {
          closed_ = true;
          is_kept_ = false;
        }
        tried(false);
      });
}

caf::result<void> SessionState::close(const CloseSession& command) {
  if (closed_ || !is_secret(command.secret_hash))
    return {};
  return close();
}

caf::result<void> SessionState::end(const EndSession& command) {
  if (closed_ || command.user != record_.user || is_expired(services_.clock()))
    return to_caf(Errc::not_found);
  return close();
}

// From now on it is refused here. Until the store has forgotten it, this actor stays to refuse it.
caf::result<void> SessionState::close() {
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
  return has_passed(services_.config.idle_max, record_.last_seen_at, at)
         || has_passed(services_.config.age_max, record_.created_at, at);
}

} // namespace baro
