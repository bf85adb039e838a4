#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/registry.h>

#include <string>

namespace baro {

/// Attempts to connect with a server that this node needs. One set for all of its connections.
struct ConnectionMetrics {
  prometheus::Counter& opened; // baro_{server}_connects_total{outcome="opened"}
  prometheus::Counter& failed; // ...{outcome="failed"}

  ConnectionMetrics(prometheus::Registry& registry, const std::string& server)
    : ConnectionMetrics(prometheus::BuildCounter()
                          .Name("baro_" + server + "_connects_total")
                          .Help("Attempts to connect with " + server + ", by how they ended.")
                          .Register(registry)) {}

private:
  explicit ConnectionMetrics(prometheus::Family<prometheus::Counter>& connects)
    : opened(connects.Add({{"outcome", "opened"}})),
      failed(connects.Add({{"outcome", "failed"}})) {}
};

} // namespace baro
