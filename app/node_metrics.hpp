#pragma once

#include "cluster/standing.hpp"

#include <caf/actor_system.hpp>
#include <prometheus/collectable.h>

namespace baro {

/// What a node knows of itself without counting: its build, its lease, and its actor system's own
/// counters. Read when it is asked for.
class NodeMetrics : public prometheus::Collectable {
public:
  NodeMetrics(const Standing& standing, caf::actor_system& system)
    : standing_(standing), system_(system) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

private:
  const Standing& standing_;
  caf::actor_system& system_;
};

/// For a process that begins anew: leaves word, in its environment, that it was evicted once more.
void count_eviction();

} // namespace baro
