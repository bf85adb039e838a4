#pragma once

#include "persistence/redis.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct EventStreamConfig {
  RedisConfig redis;
  std::chrono::milliseconds wait_max{250}; // for an event; below the connection's own limit
  std::size_t page = 500;                  // events that are read at once
  std::size_t past_max = 10'000;           // events that are gone through for what one has missed
};

/// Reads the stream over one connection.
class EventStreamState {
public:
  static constexpr const char* name = "baro.event_stream";

  EventStreamState(EventStreamActor::pointer, EventStreamConfig config)
    : config_(std::move(config)), redis_(config_.redis) {}

  EventStreamActor::behavior_type make_behavior();

private:
  Result<StreamPage> read(const ReadStream& question);
  Result<StreamPage> read(const ReadPast& question);
  Result<StreamPage> find_end();
  /// Events behind a position, waiting for them or not, and whether some there are gone already.
  Result<StreamPage> read_behind(EventPosition after, RedisCommand command);

  EventStreamConfig config_;
  RedisSession redis_;
};

using EventStreamImpl = EventStreamActor::stateful_impl<EventStreamState>;

} // namespace baro
