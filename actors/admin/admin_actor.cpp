#include "actors/admin/admin_actor.hpp"

namespace baro {

AdminActor::behavior_type AdminState::make_behavior() {
  return {
    [this](const ListUsers& question) { return self_->delegate(services_.reader, question); },
    [this](const GetUser& question) { return self_->delegate(services_.reader, question); },
    [this](const ChangeRole& command) { return change_role(command); },
    [this](const ListAdminChanges& question) {
      return self_->delegate(services_.reader, question);
    },
    [this](GetCluster question) { return self_->delegate(services_.reader, question); },
    [this](const FindPlace& question) { return self_->delegate(services_.reader, question); },
    [this](const DrainNode& command) { return self_->delegate(services_.cluster, command); },
  };
}

// A session knows its user's role, so those that began under another one must end. If that cannot
// be seen to, the caller is told so, and does it again: a role that is there already is no change.
caf::result<UserView> AdminState::change_role(const ChangeRole& command) {
  auto reply = self_->make_response_promise<UserView>();
  self_->request(services_.users, caf::infinite, command)
    .then([this, reply](const UserView& user) { end_sessions(user, reply); },
          [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

void AdminState::end_sessions(const UserView& user, Reply reply) {
  self_->request(services_.identity, caf::infinite, EndSessions{user.id, std::nullopt})
    .then([reply, user]() mutable { reply.deliver(user); },
          [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
}

} // namespace baro
