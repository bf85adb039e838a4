#pragma once

#include "persistence/pg.hpp"
#include "protocol/type_ids.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct HousekeeperConfig {
  PgConfig pg;
  std::chrono::seconds pause = std::chrono::minutes{10};
  std::chrono::seconds idempotency_keep = std::chrono::hours{7 * 24};
  std::chrono::seconds events_keep = std::chrono::hours{7 * 24}; // once everybody was told
  std::int64_t batch_rows_max = 1'000;
};

/// Told by itself what to do.
using HousekeeperActor = caf::typed_actor<caf::result<void>(sweep_atom)>;

/// HOUSEKEEPER: forgets Idempotency-Keys that nobody will repeat any more, and events that
/// everybody was told long ago. Any number of nodes may have one. Blocks, so it is spawned
/// detached.
class HousekeeperState {
public:
  static constexpr const char* name = "baro.housekeeper";

  HousekeeperState(HousekeeperActor::pointer self, HousekeeperConfig config)
    : self_(self), config_(std::move(config)), session_(config_.pg, "housekeeper") {}

  HousekeeperActor::behavior_type make_behavior();

private:
  /// Whether there is more to forget. What fails now is tried again on the next round.
  bool sweep();

  HousekeeperActor::pointer self_;
  HousekeeperConfig config_;
  PgSession session_;
};

using HousekeeperImpl = HousekeeperActor::stateful_impl<HousekeeperState>;

} // namespace baro
