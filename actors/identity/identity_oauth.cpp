#include "actors/identity/identity_actor.hpp"

namespace baro {

caf::result<SignedIn> IdentityState::log_in_by_oauth(const LogInByOauth& command) {
  auto reply = self_->make_response_promise<SignedIn>();
  self_->request(services_.oauth, caf::infinite, IdentifyPerson{command.proof})
    .then([this, user_agent = command.user_agent,
           reply](const OauthPerson& person) { enter_by_oauth(person, user_agent, reply); },
          [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

// The account comes first: only then is it known whose session it is. When the session fails, the
// account is there, and its owner is no longer new to us the next time.
void IdentityState::enter_by_oauth(const OauthPerson& person, const std::string& user_agent,
                                   Reply reply) {
  self_->request(services_.users, caf::infinite, EnterByOauth{services_.ids.next<UserId>(), person})
    .then(
      [this, user_agent, reply](const OauthEntered& entered) {
        begin_session(entered.profile, user_agent, reply,
                      [this, reply, is_new = entered.is_new](SignedIn begun) {
                        begun.is_new = is_new;
                        answer_with(std::move(begun), reply);
                      });
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
}

} // namespace baro
