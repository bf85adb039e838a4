#pragma once

#include "persistence/front.hpp"
#include "persistence/pg.hpp"
#include "persistence/role_changes.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct UserWriterConfig {
  PgConfig pg;
  WaitLimits limits{};
};

/// One account after the other.
class UserWork {
public:
  explicit UserWork(PgConfig pg) : session_(std::move(pg), "user_writer") {}

  Result<Profile> carry_out(const CreateUser& command);
  Result<Done> carry_out(const ChangeProfile& command);
  Result<UserView> carry_out(const ChangeRole& command) {
    return baro::carry_out(session_, command);
  }
  Result<OauthEntered> carry_out(const EnterByOauth& command);

private:
  PgSession session_;
};

class UserWriterState
  : public Front<UserWriterActor, UserWork, Kind<CreateUser, Profile>, Kind<ChangeProfile, void>,
                 Kind<ChangeRole, UserView>, Kind<EnterByOauth, OauthEntered>> {
public:
  static constexpr const char* name = "baro.user_writer";

  UserWriterState(UserWriterActor::pointer self, UserWriterConfig config)
    : Front(self, std::make_unique<UserWork>(std::move(config.pg)), /*batch_max=*/1,
            config.limits) {}
};

using UserWriterImpl = UserWriterActor::stateful_impl<UserWriterState>;

} // namespace baro
