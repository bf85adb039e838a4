#pragma once

#include "persistence/pg.hpp"
#include "protocol/actors.hpp"
#include "protocol/cluster_status.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <optional>
#include <span>

namespace baro {

struct ClusterStoreConfig {
  PgConfig pg;
  Incarnation incarnation;
  std::chrono::milliseconds lease{3'000};
  /// What this node says of itself, after so long at the earliest. None: nothing.
  std::function<NodeVitals()> vitals{};
  std::chrono::milliseconds vitals_pause{1'000};
};

/// CLUSTER STORE, on one connection. Each message is one round trip and one transaction, which
/// checks for itself whether this node may do that: one that arrives late does no harm. Nothing is
/// tried twice. When it is not known what became of something the answer is `unavailable`, and
/// asking again is safe.
class ClusterStoreState {
public:
  static constexpr const char* name = "baro.cluster_store";

  ClusterStoreState(ClusterStoreActor::pointer self, ClusterStoreConfig config);

  ClusterStoreActor::behavior_type make_behavior();

private:
  Result<ClusterView> renew(const RenewLease& request);
  Result<Done> evict(const EvictExpired& request);
  Result<ShardRows> place(const PlaceShards& request);
  Result<ShardRows> hand_over(const HandOver& request);
  Result<Done> leave();

  /// Those that are to be told with the next renewal, if it is time.
  std::optional<std::string> vitals_to_tell();
  enum class As : std::uint8_t { member, coordinator };

  /// Changes membership or the map under their lock, if this node may. Its rows.
  Result<PgRows> change(As who, PgStatement statement);
  Result<std::vector<PgRows>> ask(std::span<const PgStatement> statements);
  /// What a failure on the session's connection means to the node.
  Error error_of(const PgFailure& failure);

  ClusterStoreConfig config_;
  PgSession session_;
  std::chrono::steady_clock::time_point vitals_due_{};
};

using ClusterStoreImpl = ClusterStoreActor::stateful_impl<ClusterStoreState>;

} // namespace baro
