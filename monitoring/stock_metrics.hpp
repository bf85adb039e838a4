#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace baro {

/// What the SKU actors and the stock writer count. Looked up once at start-up.
struct StockMetrics {
  prometheus::Counter& held;      // baro_stock_holds_total{outcome="held"}
  prometheus::Counter& short_of;  // ...{outcome="out_of_stock"}
  prometheus::Counter& committed; // baro_stock_facts_total{outcome="committed"}
  prometheus::Counter& replayed;  // ...{outcome="replayed"}
  prometheus::Counter& fenced;    // ...{outcome="fenced"}
  prometheus::Counter& failed;    // ...{outcome="failed"}
  prometheus::Counter& splits;    // baro_stock_batch_splits_total
  prometheus::Counter& unknown;   // baro_stock_commits_unknown_total
  prometheus::Counter& oversold;  // baro_stock_conservation_violations_total
  prometheus::Histogram& batch_facts;
  prometheus::Histogram& batch_seconds;

  explicit StockMetrics(prometheus::Registry& registry)
    : StockMetrics(
      prometheus::BuildCounter()
        .Name("baro_stock_holds_total")
        .Help("Holds asked for, by outcome.")
        .Register(registry),
      prometheus::BuildCounter()
        .Name("baro_stock_facts_total")
        .Help("Orders, cancellations and movements handed to the stock writer, by outcome.")
        .Register(registry),
      registry) {}

private:
  using Counters = prometheus::Family<prometheus::Counter>;

  static prometheus::Counter& single(prometheus::Registry& registry, const char* name,
                                     const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
  }

  StockMetrics(Counters& holds, Counters& facts, prometheus::Registry& registry)
    : held(holds.Add({{"outcome", "held"}})),
      short_of(holds.Add({{"outcome", "out_of_stock"}})),
      committed(facts.Add({{"outcome", "committed"}})),
      replayed(facts.Add({{"outcome", "replayed"}})),
      fenced(facts.Add({{"outcome", "fenced"}})),
      failed(facts.Add({{"outcome", "failed"}})),
      splits(single(registry, "baro_stock_batch_splits_total",
                    "Batches that failed and were split to find the guilty fact.")),
      unknown(single(registry, "baro_stock_commits_unknown_total",
                     "Commits whose outcome had to be looked up after the connection was lost.")),
      oversold(
        single(registry, "baro_stock_conservation_violations_total",
               "Times the database and a SKU actor disagreed about what is left. Must stay 0.")),
      batch_facts(
        prometheus::BuildHistogram()
          .Name("baro_stock_batch_facts")
          .Help("Facts committed together.")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{1, 2, 4, 8, 16, 32, 64, 128, 256, 512})),
      batch_seconds(
        prometheus::BuildHistogram()
          .Name("baro_stock_batch_seconds")
          .Help("From the first statement of a batch to its commit.")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{.0005, .001, .002, .004, .008, .016,
                                                           .032, .064, .128, .256, .512, 1, 5})) {}
};

} // namespace baro
