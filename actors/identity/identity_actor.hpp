#pragma once

#include "actors/identity/login_throttle.hpp"
#include "protocol/actors.hpp"
#include "protocol/directory.hpp"
#include "protocol/id_generator.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <functional>
#include <vector>

namespace baro {

struct IdentityConfig {
  std::size_t passwords_max = 64; // being hashed or waiting for it
  RateLimit login_rate{0.2, 20};  // wrong passwords for one e-mail address from one network
  std::size_t login_throttles_max = 10'000;
  std::chrono::seconds session_ttl{31 * 60};
};

struct IdentityServices {
  std::vector<PasswordActor> passwords;
  UserWriterActor users;
  ReaderActor reader;
  SessionStoreActor sessions;
  OauthActor oauth;
  const Directory& directory;
  IdGenerator& ids;
  std::function<Timestamp()> clock;
  IdentityConfig config{};
};

/// Accounts and logins. Of secrets it keeps hashes only.
class IdentityState {
public:
  static constexpr const char* name = "baro.identity";

  IdentityState(IdentityActor::pointer self, IdentityServices services)
    : self_(self),
      services_(std::move(services)),
      throttle_(services_.config.login_rate, services_.config.login_throttles_max) {}

  IdentityActor::behavior_type make_behavior();

private:
  using Reply = caf::typed_response_promise<SignedIn>;

  caf::result<SignedIn> sign_up(const SignUp& command);
  caf::result<SignedIn> log_in(const LogIn& command);
  void check_password(const LogIn& command, const std::optional<Credentials>& found, Reply reply);
  void create_user(SignedIn created, std::string password_hash, Reply reply);

  caf::result<SignedIn> log_in_by_oauth(const LogInByOauth& command);
  void enter_by_oauth(const OauthPerson& person, const std::string& user_agent, Reply reply);

  caf::result<Sessions> list_sessions(const ListSessions& question);
  caf::result<void> end_sessions(const EndSessions& command);
  /// One after the other, so that few are woken at once.
  void end_each(UserId user, std::vector<SessionId> sessions,
                caf::typed_response_promise<void> reply);
  /// Answers with the session that has begun, unless the account's role has changed since it was
  /// read.
  void answer_with(SignedIn begun, Reply reply);

  /// Begins a session; calls `begun` once it is stored. Ends those that its user has too many.
  void begin_session(Profile profile, const std::string& user_agent, Reply reply,
                     std::function<void(SignedIn)> begun);
  template <class Found, class Question, class Answered>
  void ask_passwords(Question question, Reply reply, Answered answered);

  IdentityActor::pointer self_;
  IdentityServices services_;
  LoginThrottle throttle_;
  std::size_t passwords_in_flight_ = 0;
  std::size_t passwords_asked_ = 0;
};

using IdentityImpl = IdentityActor::stateful_impl<IdentityState>;

} // namespace baro
