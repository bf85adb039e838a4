#pragma once

#include "tests/simulation/node.hpp"
#include "tests/simulation/plan.hpp"

#include <optional>

namespace baro::sim {

struct Limits {
  /// Messages until all faults end; 0: as the plan says.
  std::uint64_t steps_max = 0;
  /// How long everybody may wait for an answer once nothing is faulty any more.
  seconds answer_wait_max{60};
};

struct Outcome {
  std::optional<Violation> violation;
  std::uint64_t steps = 0;
  std::uint64_t digest = 0; // of all that happened, in its order
  Span elapsed{};
};

/// Runs a plan. The same plan has the same outcome.
Outcome run(caf::actor_system& system, Metrics& metrics, const Plan& plan, const Limits& limits,
            bool traces = false);

/// The same plan with as few happenings as were found to break the same promise.
Plan shortest(caf::actor_system& system, Metrics& metrics, Plan plan, const Limits& limits,
              const std::string& promise);

} // namespace baro::sim
