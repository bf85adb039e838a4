#include "app/node_metrics.hpp"

#include "monitoring/sample.hpp"
#include "protocol/cluster.hpp"

#include <caf/config.hpp>
#include <fmt/format.h>

#include <cstdlib>

namespace baro {

namespace {

using enum prometheus::MetricType;

constexpr const char* evictions_variable = "BARO_EVICTIONS";

// A number that only a process left for itself.
double evictions() {
  const char* const before = std::getenv(evictions_variable);
  return before == nullptr ? 0 : std::strtod(before, nullptr);
}

prometheus::MetricFamily build_info() {
  return sample(
    Gauge, "baro_build_info", "Always 1: what this process was built from.", 1,
    {{"version", BARO_VERSION},
     {"build_type", BARO_BUILD_TYPE},
     {"compiler", "g++ " __VERSION__},
     {"caf", fmt::format("{}.{}.{}", CAF_MAJOR_VERSION, CAF_MINOR_VERSION, CAF_PATCH_VERSION)},
     {"wire", std::to_string(wire_version)}});
}

double lease_remaining(const Standing& standing) {
  const std::chrono::duration<double> remaining
    = standing.lease_remaining(std::chrono::steady_clock::now());
  return remaining.count();
}

} // namespace

std::vector<prometheus::MetricFamily> NodeMetrics::Collect() const {
  const auto& actors = system_.base_metrics();
  const auto number = [](const auto* metric) { return static_cast<double>(metric->value()); };
  return {
    build_info(),
    sample(Gauge, "baro_lease_remaining_seconds",
           "For how long this node may go on serving without hearing from the database.",
           lease_remaining(standing_)),
    sample(Gauge, "baro_node_serving", "1 once this node has joined, until it leaves; else 0.",
           standing_.is_serving() ? 1 : 0),
    sample(Counter, "baro_evictions_total",
           "Times that this process found itself evicted, and began anew.", evictions()),
    sample(Gauge, "baro_actors_running", "Actors of all kinds.", number(actors.running_actors)),
    sample(Counter, "baro_actor_messages_total", "Messages that actors have processed.",
           number(actors.processed_messages)),
    sample(Counter, "baro_actor_dead_letters_total",
           "Messages to actors that had ended, as a request's is to an entity that falls asleep.",
           number(actors.rejected_messages)),
  };
}

void count_eviction() {
  setenv(evictions_variable, fmt::format("{:.0f}", evictions() + 1).c_str(), /*overwrite=*/1);
}

} // namespace baro
