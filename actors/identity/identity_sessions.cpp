#include "actors/identity/identity_actor.hpp"

#include <caf/send.hpp>

namespace baro {

caf::result<Sessions> IdentityState::list_sessions(const ListSessions& question) {
  auto reply = self_->make_response_promise<Sessions>();
  self_->request(services_.sessions, caf::infinite, FindSessions{question.user})
    .then(
      [current = question.current, reply](Sessions& found) mutable {
        for (auto& session : found.all)
          session.current = session.id == current;
        reply.deliver(std::move(found));
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

// Each session ends itself, and sees to it that the store forgets it: deleted in the store alone,
// it would live on where it is awake.
caf::result<void> IdentityState::end_sessions(const EndSessions& command) {
  auto reply = self_->make_response_promise<void>();
  self_->request(services_.sessions, caf::infinite, FindSessions{command.user})
    .then(
      [this, command, reply](const Sessions& found) {
        std::vector<SessionId> sessions;
        for (const auto& session : found.all)
          if (session.id != command.except)
            sessions.push_back(session.id);
        end_each(command.user, std::move(sessions), reply);
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

void IdentityState::end_each(UserId user, std::vector<SessionId> sessions,
                             caf::typed_response_promise<void> reply) {
  if (sessions.empty())
    return reply.deliver();
  const auto session = sessions.back();
  sessions.pop_back();
  const auto address = address_of(session);
  auto next = [this, user, sessions, reply] { end_each(user, sessions, reply); };
  self_
    ->request(services_.directory.shard_of(address), caf::infinite,
              envelope(address, EndSession{session, user}))
    .then(next, [next, reply](caf::error& error) mutable {
      if (error == Errc::not_found)
        next(); // it has ended by itself
      else
        reply.deliver(std::move(error));
    });
}

// Whoever changes a role ends the user's sessions afterwards. One that was saved behind that would
// keep the old role; but whoever looks only then sees the new one.
void IdentityState::answer_with(SignedIn begun, Reply reply) {
  const auto user = begun.profile.id;
  auto refuse = [this, session = begun.session, user, reply](caf::error reason) mutable {
    const auto address = address_of(session);
    caf::anon_send(services_.directory.shard_of(address),
                   envelope(address, EndSession{session, user}));
    reply.deliver(std::move(reason));
  };
  self_->request(services_.reader, caf::infinite, GetProfile{user})
    .then(
      [begun = std::move(begun), refuse, reply](const Profile& now) mutable {
        if (now.role != begun.profile.role)
          return refuse(to_caf(Errc::unavailable, "the role changed during the login"));
        reply.deliver(std::move(begun));
      },
      [refuse](caf::error& error) mutable { refuse(std::move(error)); });
}

} // namespace baro
