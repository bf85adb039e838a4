#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace baro {

/// What the cache of ready answers counts: each request once, by what it found.
class ReadMetrics {
  prometheus::Family<prometheus::Counter>& outcomes_;

public:
  prometheus::Counter& hit;      // baro_read_cache_total{outcome="hit"}
  prometheus::Counter& miss;     // nothing was there
  prometheus::Counter& joined;   // somebody else's computation was under way
  prometheus::Counter& outdated; // too old, or changed since
  prometheus::Gauge& bytes;      // baro_read_cache_bytes

  explicit ReadMetrics(prometheus::Registry& registry)
    : outcomes_(prometheus::BuildCounter()
                  .Name("baro_read_cache_total")
                  .Help("Reads of ready answers, by what they found.")
                  .Register(registry)),
      hit(outcomes_.Add({{"outcome", "hit"}})),
      miss(outcomes_.Add({{"outcome", "miss"}})),
      joined(outcomes_.Add({{"outcome", "joined"}})),
      outdated(outcomes_.Add({{"outcome", "outdated"}})),
      bytes(prometheus::BuildGauge()
              .Name("baro_read_cache_bytes")
              .Help("Bytes of ready answers in memory.")
              .Register(registry)
              .Add({})) {}
};

} // namespace baro
