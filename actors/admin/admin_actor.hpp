#pragma once

#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

namespace baro {

struct AdminServices {
  ReaderActor reader;
  UserWriterActor users;
  IdentityActor identity;
  ClusterStoreActor cluster;
};

/// Passes questions to the reader and changes to the writer, and sees to it that they are in force.
class AdminState {
public:
  static constexpr const char* name = "baro.admin";

  AdminState(AdminActor::pointer self, AdminServices services)
    : self_(self), services_(std::move(services)) {}

  AdminActor::behavior_type make_behavior();

private:
  using Reply = caf::typed_response_promise<UserView>;

  caf::result<UserView> change_role(const ChangeRole& command);
  void end_sessions(const UserView& user, Reply reply);

  AdminActor::pointer self_;
  AdminServices services_;
};

using AdminImpl = AdminActor::stateful_impl<AdminState>;

} // namespace baro
