#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baro {

/// What shards, links and the membership count. Looked up once at start-up: entities are told apart
/// by kind.
struct ClusterMetrics {
  /// Entities of one kind.
  struct Entities {
    prometheus::Gauge& awake;           // baro_entities_awake{kind}
    prometheus::Counter& woken;         // baro_entities_woken_total{kind}
    prometheus::Counter& slept;         // baro_entities_slept_total{kind}
    prometheus::Counter& wake_failures; // baro_entity_wake_failures_total{kind}
  };

  prometheus::Counter& refused;     // baro_entity_messages_refused_total
  prometheus::Counter& unowned;     // baro_shard_messages_unowned_total
  prometheus::Gauge& shards;        // baro_shards_owned
  prometheus::Counter& handed_over; // baro_shards_handed_over_total
  prometheus::Histogram& pause;     // baro_shard_pause_seconds
  prometheus::Gauge& peers;         // baro_peers_connected
  prometheus::Counter& sent;        // baro_peer_requests_total{direction="out"}
  prometheus::Counter& received;    // baro_peer_requests_total{direction="in"}
  prometheus::Counter& returned;    // baro_peer_requests_returned_total
  prometheus::Counter& overdue;     // baro_peer_requests_overdue_total
  prometheus::Counter& renewed;     // baro_lease_renewals_total{outcome="renewed"}
  prometheus::Counter& not_renewed; // ...{outcome="failed"}
  prometheus::Gauge& coordinates;   // baro_coordinator

  /// `kinds` of entities, in the order of their numbers, which begin with 1.
  explicit ClusterMetrics(prometheus::Registry& registry,
                          std::span<const std::string_view> kinds = {})
    : refused(counter(registry, "baro_entity_messages_refused_total",
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
                      "Requests that another node did not answer in time.")),
      renewed(renewals(registry).Add({{"outcome", "renewed"}})),
      not_renewed(renewals(registry).Add({{"outcome", "failed"}})),
      coordinates(
        gauge(registry, "baro_coordinator", "1 if this node plans who owns which shard, else 0.")) {
    auto& awake = prometheus::BuildGauge()
                    .Name("baro_entities_awake")
                    .Help("Entities that have an actor on this node.")
                    .Register(registry);
    auto& woken
      = counters(registry, "baro_entities_woken_total", "Entities loaded and given an actor.");
    auto& slept = counters(registry, "baro_entities_slept_total",
                           "Entities whose actor has ended: idle, moved, or begun anew.");
    auto& failures
      = counters(registry, "baro_entity_wake_failures_total",
                 "Entities that could not be woken: not there, or their store is down.");
    const auto add = [&](std::string_view kind) {
      const prometheus::Labels labels{{"kind", std::string{kind}}};
      entities_.push_back(
        {awake.Add(labels), woken.Add(labels), slept.Add(labels), failures.Add(labels)});
    };
    add("other");
    for (const auto kind : kinds)
      add(kind);
  }

  /// Those of the kind with that number; "other", if it has no name.
  template <class Kind>
  Entities& of(Kind kind) {
    const auto number = static_cast<std::size_t>(kind);
    return entities_[number < entities_.size() ? number : 0];
  }

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

  static prometheus::Family<prometheus::Counter>& renewals(prometheus::Registry& registry) {
    return counters(registry, "baro_lease_renewals_total",
                    "Attempts to renew this node's lease, by how they ended.");
  }

  static prometheus::Family<prometheus::Counter>& counters(prometheus::Registry& registry,
                                                           const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }

  static prometheus::Counter& counter(prometheus::Registry& registry, const char* name,
                                      const char* help) {
    return counters(registry, name, help).Add({});
  }

  std::vector<Entities> entities_;
};

} // namespace baro
