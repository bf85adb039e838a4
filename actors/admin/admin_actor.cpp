#include "actors/admin/admin_actor.hpp"

#include <caf/typed_response_promise.hpp>

namespace baro {

AdminActor::behavior_type AdminState::make_behavior() {
  return {
    [this](const ListUsers& question) { return self_->delegate(services_.reader, question); },
    [this](const GetUser& question) { return self_->delegate(services_.reader, question); },
    [this](const ChangeRole& command) { return change_role(command); },
    [this](const ListAdminChanges& question) {
      return self_->delegate(services_.reader, question);
    },
  };
}

// A session knows its user's role, so those that began under another one must end.
caf::result<UserView> AdminState::change_role(const ChangeRole& command) {
  auto reply = self_->make_response_promise<UserView>();
  self_->request(services_.users, caf::infinite, command)
    .then(
      [reply](const UserView& user) mutable {
        // CONNECT: EndSessions{user.id, std::nullopt} of IDENTITY, and this reply once it answers.
        reply.deliver(user);
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

} // namespace baro
