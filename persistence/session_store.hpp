#pragma once

#include "persistence/front.hpp"
#include "persistence/redis.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct SessionStoreConfig {
  RedisConfig redis;
  std::size_t batch_requests_max = 256; // of each kind
  WaitLimits limits{};
};

/// Keeps each session as a hash `session:ID` that expires, and of each user a sorted set
/// `sessions:USER` with the sessions' ids by when they were last used. What waits together shares a
/// round trip.
class SessionWork {
public:
  explicit SessionWork(RedisConfig redis) : session_(std::move(redis)) {}

  std::vector<Result<SessionSaved>> carry_out(const std::vector<SaveSession>& requests);
  std::vector<Result<SessionRecord>> carry_out(const std::vector<LoadSession>& requests);
  /// Touching one that is gone changes nothing.
  std::vector<Result<Done>> carry_out(const std::vector<TouchSession>& requests);
  std::vector<Result<Done>> carry_out(const std::vector<DeleteSession>& requests);
  std::vector<Result<Sessions>> carry_out(const std::vector<FindSessions>& requests);

private:
  /// Sends a command for each request, and answers what `read` makes of Redis's replies.
  template <class Answer, class Request, class CommandOf, class Read>
  std::vector<Result<Answer>> run(const std::vector<Request>& requests, CommandOf command_of,
                                  Read read);

  RedisSession session_;
};

class SessionStoreState
  : public Front<SessionStoreActor, SessionWork, Kind<SaveSession, SessionSaved>,
                 Kind<LoadSession, SessionRecord>, Kind<TouchSession, void>,
                 Kind<DeleteSession, void>, Kind<FindSessions, Sessions>> {
public:
  static constexpr const char* name = "baro.session_store";

  SessionStoreState(SessionStoreActor::pointer self, SessionStoreConfig config)
    : Front(self, std::make_unique<SessionWork>(std::move(config.redis)), config.batch_requests_max,
            config.limits) {}
};

using SessionStoreImpl = SessionStoreActor::stateful_impl<SessionStoreState>;

} // namespace baro
