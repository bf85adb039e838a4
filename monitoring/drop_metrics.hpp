#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace baro {

/// What the DROP actors count. Looked up once at start-up.
struct DropMetrics {
  prometheus::Counter& joined; // baro_drop_joins_total
  prometheus::Counter& given;  // baro_drop_turns_total{event="given"}
  prometheus::Counter& lapsed; // ...{event="lapsed"}
  prometheus::Counter& spent;  // ...{event="spent"}
  prometheus::Gauge& in_line;  // baro_drop_in_line

  explicit DropMetrics(prometheus::Registry& registry)
    : DropMetrics(registry, prometheus::BuildCounter()
                              .Name("baro_drop_turns_total")
                              .Help("Turns in the lines of drops, by what became of them.")
                              .Register(registry)) {}

private:
  DropMetrics(prometheus::Registry& registry, prometheus::Family<prometheus::Counter>& turns)
    : joined(prometheus::BuildCounter()
               .Name("baro_drop_joins_total")
               .Help("Places taken in the lines of drops.")
               .Register(registry)
               .Add({})),
      given(turns.Add({{"event", "given"}})),
      lapsed(turns.Add({{"event", "lapsed"}})),
      spent(turns.Add({{"event", "spent"}})),
      in_line(prometheus::BuildGauge()
                .Name("baro_drop_in_line")
                .Help("Shoppers who wait for their turn in the lines that this node keeps.")
                .Register(registry)
                .Add({})) {}
};

} // namespace baro
