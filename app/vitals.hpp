#pragma once

#include "cluster/heat.hpp"
#include "monitoring/process_metrics.hpp"

#include <prometheus/registry.h>

#include <vector>

namespace baro {

/// What operators are shown of a node, read from what it counts for Prometheus: so the two never
/// say different things. From one thread at a time; takes about a millisecond.
class Vitals {
public:
  /// `metrics` are what the node counts beside `registry`.
  Vitals(const prometheus::Registry& registry, const prometheus::Collectable& metrics, Heat& heat)
    : sources_{&registry, &metrics, &process_}, heat_(heat) {}

  NodeVitals read();

private:
  const ProcessMetrics process_;
  std::vector<const prometheus::Collectable*> sources_;
  Heat& heat_;
};

} // namespace baro
