#pragma once

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace baro {

/// AI fitting.
struct FittingMetrics {
  explicit FittingMetrics(prometheus::Registry& registry)
    : family(prometheus::BuildCounter()
               .Name("baro_fittings_total")
               .Help("Fittings asked for, by how they ended.")
               .Register(registry)),
      fitted(family.Add({{"outcome", "fitted"}})),
      replayed(family.Add({{"outcome", "replayed"}})),
      exhausted(family.Add({{"outcome", "exhausted"}})),
      refused(family.Add({{"outcome", "refused"}})),
      failed(family.Add({{"outcome", "failed"}})),
      seconds(prometheus::BuildHistogram()
                .Name("baro_fitting_seconds")
                .Help("From the request to the picture, where there is one.")
                .Register(registry)
                .Add({}, prometheus::Histogram::BucketBoundaries{.1, .25, .5, 1, 2.5, 5, 10, 20, 30,
                                                                 45, 60})) {}

  prometheus::Family<prometheus::Counter>& family;
  prometheus::Counter& fitted;
  prometheus::Counter& replayed;  // a repeat got the first answer
  prometheus::Counter& exhausted; // no credit was left
  prometheus::Counter& refused;   // these pictures will not do
  prometheus::Counter& failed;    // somebody else's server, or ours
  prometheus::Histogram& seconds;
};

} // namespace baro
