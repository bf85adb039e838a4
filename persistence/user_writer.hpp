#pragma once

#include "persistence/pg.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct UserWriterConfig {
  PgConfig pg;
};

/// One account after the other. Blocks, so it is spawned detached.
class UserWriterState {
public:
  static constexpr const char* name = "baro.user_writer";

  UserWriterState(UserWriterActor::pointer, UserWriterConfig config)
    : session_(std::move(config.pg), "user_writer") {}

  UserWriterActor::behavior_type make_behavior();

private:
  Result<Profile> create(const CreateUser& command);
  Result<Done> change(const ChangeProfile& command);

  PgSession session_;
};

using UserWriterImpl = UserWriterActor::stateful_impl<UserWriterState>;

} // namespace baro
