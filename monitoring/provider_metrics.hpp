#pragma once

#include <prometheus/counter.h>
#include <prometheus/registry.h>

namespace baro {

/// Calls to other people's servers.
struct ProviderMetrics {
  explicit ProviderMetrics(prometheus::Registry& registry)
    : family(prometheus::BuildCounter()
               .Name("baro_provider_calls_total")
               .Help("Calls to other people's servers, by how they ended.")
               .Register(registry)),
      answered(family.Add({{"outcome", "answered"}})),
      failed(family.Add({{"outcome", "failed"}})),
      refused(family.Add({{"outcome", "refused"}})) {}

  prometheus::Family<prometheus::Counter>& family;
  prometheus::Counter& answered; // with whatever status
  prometheus::Counter& failed;   // no answer in time, or none that could be read
  prometheus::Counter& refused;  // too many were under way
};

} // namespace baro
