#pragma once

#include "cluster/shard.hpp"
#include "protocol/directory.hpp"

#include <caf/actor_system.hpp>

#include <vector>

namespace baro {

/// Every shard of the cluster as this node sees it. Each passes messages on to where its entities
/// are, so that who asks for a handle never has to know.
class ShardDirectory : public Directory {
public:
  ShardDirectory(caf::actor_system& system, const ShardServices& services,
                 const ShardConfig& config) {
    shards_.reserve(shards_max);
    for (std::uint32_t shard = 0; shard < shards_max; ++shard)
      shards_.push_back(caf::actor_cast<caf::actor>(system.spawn<ShardImpl>(services, config)));
  }

  /// Ends the shards, and with them all entities.
  void stop() {
    for (const auto& shard : shards_)
      caf::anon_send_exit(shard, caf::exit_reason::user_shutdown);
  }

  const std::vector<caf::actor>& shards() const { return shards_; }

  caf::actor shard_of(Address address) const override { return shards_[baro::shard_of(address)]; }

private:
  std::vector<caf::actor> shards_;
};

} // namespace baro
