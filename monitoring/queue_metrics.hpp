#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <string>
#include <string_view>

namespace baro {

/// Queues in front of the workers that hold connections to PostgreSQL and Redis.
class QueueMetrics {
public:
  using Seconds = std::chrono::duration<double>;

  /// One of them. Counted by batch, not by request.
  struct Queue {
    prometheus::Gauge& waiting;       // baro_queue_requests{queue}
    prometheus::Gauge& busy;          // baro_queue_workers_busy{queue}
    prometheus::Histogram& wait;      // baro_queue_wait_seconds{queue}
    prometheus::Histogram& work;      // baro_queue_work_seconds{queue}
    prometheus::Counter& done;        // baro_queue_requests_total{queue,outcome="done"}
    prometheus::Counter& fenced;      // ...{outcome="fenced"}
    prometheus::Counter& refused;     // ...{outcome="refused"}
    prometheus::Counter& unavailable; // ...{outcome="unavailable"}
    prometheus::Counter& overloaded;  // ...{outcome="overloaded"}
  };

  explicit QueueMetrics(prometheus::Registry& registry)
    : waiting_(prometheus::BuildGauge()
                 .Name("baro_queue_requests")
                 .Help("Requests that wait for a worker with a connection.")
                 .Register(registry)),
      busy_(prometheus::BuildGauge()
              .Name("baro_queue_workers_busy")
              .Help("Workers whose connection is in use.")
              .Register(registry)),
      wait_(histograms(registry, "baro_queue_wait_seconds",
                       "How long the oldest request of a batch waited for a connection.")),
      work_(
        histograms(registry, "baro_queue_work_seconds", "How long a batch held its connection.")),
      outcomes_(prometheus::BuildCounter()
                  .Name("baro_queue_requests_total")
                  .Help("Requests to workers, by what came of them.")
                  .Register(registry)) {}

  /// By the name that the actor's code has.
  Queue of(std::string_view name) {
    constexpr std::string_view ours = "baro.";
    const std::string queue{name.starts_with(ours) ? name.substr(ours.size()) : name};
    const prometheus::Labels labels{{"queue", queue}};
    const auto outcome = [&](const char* value) -> prometheus::Counter& {
      return outcomes_.Add({{"queue", queue}, {"outcome", value}});
    };
    const prometheus::Histogram::BucketBoundaries seconds{
      .0001, .00025, .0005, .001, .002, .004, .008, .016, .032, .064, .128, .256, .512, 1, 5, 10};
    return {waiting_.Add(labels),       busy_.Add(labels),      wait_.Add(labels, seconds),
            work_.Add(labels, seconds), outcome("done"),        outcome("fenced"),
            outcome("refused"),         outcome("unavailable"), outcome("overloaded")};
  }

private:
  using Histograms = prometheus::Family<prometheus::Histogram>;

  static Histograms& histograms(prometheus::Registry& registry, const char* name,
                                const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
  }

  prometheus::Family<prometheus::Gauge>& waiting_;
  prometheus::Family<prometheus::Gauge>& busy_;
  Histograms& wait_;
  Histograms& work_;
  prometheus::Family<prometheus::Counter>& outcomes_;
};

} // namespace baro
