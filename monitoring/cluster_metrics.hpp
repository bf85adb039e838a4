#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace baro {

/// What the shards count. Looked up once at start-up.
struct ClusterMetrics {
  prometheus::Gauge& awake;           // baro_entities_awake
  prometheus::Counter& woken;         // baro_entities_woken_total
  prometheus::Counter& wake_failures; // baro_entity_wake_failures_total
  prometheus::Counter& refused;       // baro_entity_messages_refused_total

  explicit ClusterMetrics(prometheus::Registry& registry)
    : awake(prometheus::BuildGauge()
              .Name("baro_entities_awake")
              .Help("Entities that have an actor on this node.")
              .Register(registry)
              .Add({})),
      woken(counter(registry, "baro_entities_woken_total", "Entities loaded and given an actor.")),
      wake_failures(
        counter(registry, "baro_entity_wake_failures_total",
                "Entities that could not be woken: not there, or their store is down.")),
      refused(counter(registry, "baro_entity_messages_refused_total",
                      "Messages refused since too many waited for one entity.")) {}

private:
  static prometheus::Counter& counter(prometheus::Registry& registry, const char* name,
                                      const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
  }
};

} // namespace baro
