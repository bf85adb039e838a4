#include "tests/simulation/simulation.hpp"

#include "tests/simulation/shoppers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace baro::sim {

namespace {

/// One run, from its start to the last word.
class Simulation {
public:
  Simulation(caf::actor_system& system, Metrics& metrics, const Plan& plan, const Limits& limits,
             bool traces)
    : world_(system, plan.seed, traces),
      cluster_(world_, metrics, plan.database, plan.network, plan.places),
      shoppers_(world_, cluster_, plan.skus),
      plan_(plan),
      limits_(limits) {
    jitter().seed(static_cast<std::uint32_t>(plan.seed) + 1);
    for (std::size_t sku = 0; sku < plan.skus; ++sku)
      cluster_.database().tables.add_sku(offer_of(sku_of(sku)), plan.stock[sku]);
  }

  Outcome run() {
    for (std::size_t place = 0; place < plan_.places; ++place)
      cluster_.start(place);
    for (const auto& happening : plan_.happenings)
      world_.after(happening.at, [this, &happening] { happen(happening); });
    world_.after(plan_.faults_end, [this] { is_over_ = true; });
    while (!is_over_ && is_within_steps() && world_.step()) {
    }
    world_.note("nothing is faulty any more");
    cluster_.heal();
    wait_until_answered();
    shoppers_.buy_all();
    wait_until_answered();
    if (!world_.is_violated())
      shoppers_.judge();
    Outcome outcome;
    if (world_.is_violated())
      outcome.violation = world_.violations().front();
    outcome.steps = world_.steps();
    outcome.digest = world_.digest();
    outcome.elapsed = world_.elapsed();
    return outcome;
  }

private:
  bool is_within_steps() const {
    return limits_.steps_max == 0 || world_.steps() < limits_.steps_max;
  }

  void wait_until_answered() {
    const auto until = world_.now() + limits_.answer_wait_max;
    while (!(shoppers_.all_are_answered() && cluster_.is_whole())) {
      if (world_.now() > until)
        return world_.violated("liveness", cluster_.is_whole()
                                             ? "no answer for " + shoppers_.who_waits()
                                             : "the cluster does not become whole");
      if (!world_.step())
        return;
    }
  }

  void happen(const Happening& one) {
    if (is_over_)
      return;
    world_.note("** " + to_text(one));
    switch (one.what) {
      case What::crash: return cluster_.crash(one.who, one.span);
      case What::freeze: return cluster_.freeze(one.who, one.span);
      case What::restart_gently: return cluster_.restart_gently(one.who);
      case What::part:
        if (one.who != one.whom)
          cluster_.part(one.who, one.whom, one.span);
        return;
      case What::break_connection: return cluster_.break_connection(one.who, one.whom);
      case What::cut_from_database: return cluster_.cut_from_database(one.who, one.span);
      case What::restart_database: return cluster_.database().restart(one.span / 4);
      case What::slow_database: return cluster_.database().be_slow(one.span);
      default: return shoppers_.ask(one);
    }
  }

  World world_;
  Cluster cluster_;
  Shoppers shoppers_;
  const Plan& plan_;
  const Limits& limits_;
  bool is_over_ = false;
};

} // namespace

Outcome run(caf::actor_system& system, Metrics& metrics, const Plan& plan, const Limits& limits,
            bool traces) {
  return Simulation{system, metrics, plan, limits, traces}.run();
}

// Leaves out as much as it can: halves first, then less, until no single happening can go (delta
// debugging: Zeller, Hildebrandt, IEEE TSE 28(2), 2002).
Plan shortest(caf::actor_system& system, Metrics& metrics, Plan plan, const Limits& limits,
              const std::string& promise) {
  const auto breaks = [&](const Plan& candidate) {
    const auto outcome = run(system, metrics, candidate, limits);
    return outcome.violation && outcome.violation->promise == promise;
  };
  for (auto chunk = std::max<std::size_t>(plan.happenings.size() / 2, 1); chunk > 0;) {
    bool is_shorter = false;
    for (std::size_t from = 0; from < plan.happenings.size();) {
      auto candidate = plan;
      const auto begin = candidate.happenings.begin() + static_cast<std::ptrdiff_t>(from);
      const auto length = std::min(chunk, candidate.happenings.size() - from);
      candidate.happenings.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
      if (breaks(candidate)) {
        plan = std::move(candidate);
        is_shorter = true;
      } else {
        from += chunk;
      }
    }
    if (!is_shorter || chunk > 1)
      chunk /= 2;
  }
  for (const auto& calm : {+[](Plan& p) { p.network = {}; }, +[](Plan& p) { p.database = {}; }}) {
    auto candidate = plan;
    calm(candidate);
    if (breaks(candidate))
      plan = std::move(candidate);
  }
  return plan;
}

} // namespace baro::sim
