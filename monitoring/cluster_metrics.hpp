#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace baro {

/// What shards and links count. Looked up once at start-up.
struct ClusterMetrics {
  prometheus::Gauge& awake;           // baro_entities_awake
  prometheus::Counter& woken;         // baro_entities_woken_total
  prometheus::Counter& wake_failures; // baro_entity_wake_failures_total
  prometheus::Counter& refused;       // baro_entity_messages_refused_total
  prometheus::Counter& unowned;       // baro_shard_messages_unowned_total
  prometheus::Gauge& shards;          // baro_shards_owned
  prometheus::Counter& handed_over;   // baro_shards_handed_over_total
  prometheus::Histogram& pause;       // baro_shard_pause_seconds
  prometheus::Gauge& peers;           // baro_peers_connected
  prometheus::Counter& sent;          // baro_peer_requests_total{direction="out"}
  prometheus::Counter& received;      // baro_peer_requests_total{direction="in"}
  prometheus::Counter& returned;      // baro_peer_requests_returned_total
  prometheus::Counter& overdue;       // baro_peer_requests_overdue_total

  explicit ClusterMetrics(prometheus::Registry& registry)
    : awake(gauge(registry, "baro_entities_awake", "Entities that have an actor on this node.")),
      woken(counter(registry, "baro_entities_woken_total", "Entities loaded and given an actor.")),
      wake_failures(
        counter(registry, "baro_entity_wake_failures_total",
                "Entities that could not be woken: not there, or their store is down.")),
      refused(counter(registry, "baro_entity_messages_refused_total",
                      "Messages refused since too many waited for one entity or shard.")),
      unowned(counter(registry, "baro_shard_messages_unowned_total",
                      "Messages refused since nobody who can be reached owned their shard.")),
      shards(gauge(registry, "baro_shards_owned", "Shards that this node owns.")),
      handed_over(counter(registry, "baro_shards_handed_over_total",
                          "Shards that this node has handed over to another.")),
      pause(prometheus::BuildHistogram()
              .Name("baro_shard_pause_seconds")
              .Help("From the moment a shard took nothing new until another node owned it.")
              .Register(registry)
              .Add({}, prometheus::Histogram::BucketBoundaries{0.005, 0.01, 0.02, 0.05, 0.1, 0.15,
                                                               0.2, 0.3, 0.5, 1, 2, 5})),
      peers(gauge(registry, "baro_peers_connected", "Nodes that this node is connected with.")),
      sent(requests(registry).Add({{"direction", "out"}})),
      received(requests(registry).Add({{"direction", "in"}})),
      returned(counter(registry, "baro_peer_requests_returned_total",
                       "Requests that another node sent back, since it does not own the shard.")),
      overdue(counter(registry, "baro_peer_requests_overdue_total",
                      "Requests that another node did not answer in time.")) {}

private:
  static prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name,
                                  const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }

  static prometheus::Family<prometheus::Counter>& requests(prometheus::Registry& registry) {
    return prometheus::BuildCounter()
      .Name("baro_peer_requests_total")
      .Help("Requests to and from other nodes.")
      .Register(registry);
  }

  static prometheus::Counter& counter(prometheus::Registry& registry, const char* name,
                                      const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
  }
};

} // namespace baro
