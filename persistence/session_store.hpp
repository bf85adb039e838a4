#pragma once

#include "persistence/redis.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>
#include <vector>

namespace baro {

struct SessionStoreConfig {
  RedisConfig redis;
  std::size_t batch_requests_max = 256;
};

/// The public interface plus the note that the store sends to itself.
using SessionStoreSelf = SessionStoreActor::extend<caf::result<void>(flush_atom)>;

/// Keeps each session as a hash `session:ID` that expires. Whatever requests piled up meanwhile
/// share one round trip. Blocks, so it is spawned detached.
class SessionStoreState {
public:
  static constexpr const char* name = "baro.session_store";

  SessionStoreState(SessionStoreSelf::pointer self, SessionStoreConfig config)
    : self_(self), requests_max_(config.batch_requests_max), session_(std::move(config.redis)) {}

  SessionStoreSelf::behavior_type make_behavior();

private:
  using Finish = std::function<void(const Result<RedisReply>&)>;

  /// Sends a command with whatever gathers now, and answers what `read` makes of Redis's reply.
  template <class Answer, class Read>
  caf::result<Answer> ask(RedisCommand command, Read read);
  /// Sends a command whose reply says nothing but that it was carried out.
  caf::result<void> tell(RedisCommand command);
  void flush();

  SessionStoreSelf::pointer self_;
  std::size_t requests_max_;
  RedisSession session_;
  std::vector<RedisCommand> commands_;
  std::vector<Finish> finishes_;
};

using SessionStoreImpl = SessionStoreSelf::stateful_impl<SessionStoreState>;

} // namespace baro
