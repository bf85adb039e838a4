#include "actors/identity/identity_actor.hpp"

#include "protocol/secret.hpp"

#include <caf/send.hpp>
#include <sodium/randombytes.h>

namespace baro {

namespace {

constexpr std::size_t secret_bytes = 32;

// Of a password that nobody knows: an unknown address costs as much time as a wrong password.
constexpr const char* nobodys_hash = "$argon2id$v=19$m=19456,t=2,p=1$ebTBVBRW87dudyZt6r5Vaw$O+"
                                     "0wP6oqggLGGeTJ3qE+PltGYC2qAy5rW0cGu36y/oA";

// ASCII only: what other scripts' upper case is depends on whom you ask, so those addresses stay as
// typed.
std::string lower_case(std::string email) {
  for (auto& c : email)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c | 0x20);
  return email;
}

std::string random_secret() {
  std::string secret(secret_bytes, '\0');
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

} // namespace

IdentityActor::behavior_type IdentityState::make_behavior() {
  return {
    [this](const SignUp& command) { return sign_up(command); },
    [this](const LogIn& command) { return log_in(command); },
    [this](const GetProfile& question) { return self_->delegate(services_.reader, question); },
    [this](const ChangeProfile& command) { return self_->delegate(services_.users, command); },
    [this](const LogInByOauth& command) { return log_in_by_oauth(command); },
    [this](const ListSessions& question) { return list_sessions(question); },
    [this](const EndSessions& command) { return end_sessions(command); },
  };
}

// The session comes first: an account that was made but cannot be used would look like a failure
// whose repeat says "taken".
caf::result<SignedIn> IdentityState::sign_up(const SignUp& command) {
  auto reply = self_->make_response_promise<SignedIn>();
  ask_passwords<PasswordHash>(HashPassword{command.password}, reply,
                              [this, command, reply](const PasswordHash& hash) {
                                Profile profile;
                                profile.id = services_.ids.next<UserId>();
                                profile.name = command.name;
                                profile.email = lower_case(command.email);
                                begin_session(std::move(profile), command.user_agent, reply,
                                              [this, reply, hash = hash.text](SignedIn created) {
                                                create_user(std::move(created), hash, reply);
                                              });
                              });
  return reply;
}

void IdentityState::create_user(SignedIn created, std::string password_hash, Reply reply) {
  const auto& [id, name, email, phone_number, address, role] = created.profile;
  CreateUser command{id, email.value(), std::move(password_hash), name};
  self_->request(services_.users, caf::infinite, std::move(command))
    .then(
      [created, reply](const Profile& profile) mutable {
        created.profile = profile;
        reply.deliver(std::move(created));
      },
      [this, session = created.session, reply](caf::error& error) mutable {
        caf::anon_send(services_.sessions, DeleteSession{session});
        reply.deliver(std::move(error));
      });
}

caf::result<SignedIn> IdentityState::log_in(const LogIn& command) {
  LogIn login{lower_case(command.email), command.password, command.user_agent, command.network};
  if (!throttle_.take(login.email, login.network, services_.clock()).allowed)
    return to_caf(Errc::rate_limited);
  auto reply = self_->make_response_promise<SignedIn>();
  self_->request(services_.reader, caf::infinite, FindCredentials{login.email})
    .then([this, login, reply](const Credentials& found) { check_password(login, found, reply); },
          [this, login, reply](caf::error& error) mutable {
            if (error == Errc::not_found)
              check_password(login, std::nullopt, reply);
            else
              reply.deliver(std::move(error));
          });
  return reply;
}

void IdentityState::check_password(const LogIn& command, const std::optional<Credentials>& found,
                                   Reply reply) {
  const std::string hash = found ? found->password_hash : nobodys_hash;
  ask_passwords<bool>(VerifyPassword{command.password, hash}, reply,
                      [this, command, found, reply](bool is_right) mutable {
                        if (!is_right || !found)
                          return reply.deliver(to_caf(Errc::wrong_credentials));
                        throttle_.put_back(command.email, command.network);
                        begin_session(
                          found->profile, command.user_agent, reply,
                          [this, reply](SignedIn begun) { answer_with(std::move(begun), reply); });
                      });
}

void IdentityState::begin_session(Profile profile, const std::string& user_agent, Reply reply,
                                  std::function<void(SignedIn)> begun) {
  const auto at = services_.clock();
  SignedIn result{std::move(profile), services_.ids.next<SessionId>(), random_secret(), false};
  SaveSession command{{result.session, sha256(result.secret), result.profile.id,
                       result.profile.role, user_agent, at, at},
                      services_.config.session_ttl.count()};
  self_->request(services_.sessions, caf::infinite, std::move(command))
    .then(
      [this, result = std::move(result), begun](const SessionSaved& saved) mutable {
        for (const auto session : saved.surplus) {
          const auto address = address_of(session);
          caf::anon_send(services_.directory.shard_of(address),
                         envelope(address, EndSession{session, result.profile.id}));
        }
        begun(std::move(result));
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
}

template <class Found, class Question, class Answered>
void IdentityState::ask_passwords(Question question, Reply reply, Answered answered) {
  if (passwords_in_flight_ == services_.config.passwords_max)
    return reply.deliver(to_caf(Errc::overloaded, "too many passwords are being checked"));
  ++passwords_in_flight_;
  const auto& passwords = services_.passwords[passwords_asked_++ % services_.passwords.size()];
  self_->request(passwords, caf::infinite, std::move(question))
    .then(
      [this, answered](const Found& found) mutable {
        --passwords_in_flight_;
        answered(found);
      },
      [this, reply](caf::error& error) mutable {
        --passwords_in_flight_;
        reply.deliver(std::move(error));
      });
}

} // namespace baro
