#include "monitoring/log.hpp"
#include "protocol/register_types.hpp"
#include "tests/simulation/simulation.hpp"
#ifdef BARO_PLANTED
#include "tests/simulation/planted.hpp"
#endif

#include <CLI/CLI.hpp>
#include <caf/actor_system_config.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace {

using namespace baro;
using namespace baro::sim;

std::uint64_t running_seed = 0;
volatile std::sig_atomic_t is_interrupted = 0;

// A broken assertion is a violation, too.
void tell_seed(int) {
  const auto text = fmt::format("assertion, seed {}\n", running_seed);
  (void)!write(STDERR_FILENO, text.data(), text.size());
  std::_Exit(3);
}

void show(const Plan& plan, const Outcome& outcome) {
  fmt::print("seed {}: {} nodes, {} SKUs; network: lost {} slow {}; database: answers "
             "lost {} conflicts {} (of 1000)\n",
             plan.seed, plan.places, plan.skus, plan.network.lost, plan.network.slow,
             plan.database.lost_answers, plan.database.conflicts);
  for (const auto& happening : plan.happenings)
    fmt::print("  {}\n", to_text(happening));
  if (outcome.violation)
    fmt::print("VIOLATION of {}: {}\n", outcome.violation->promise, outcome.violation->what);
  fmt::print("{} steps, {} ms, digest {:016x}\n", outcome.steps, outcome.elapsed.count() / 1000,
             outcome.digest);
}

struct Options {
  std::uint64_t seed = 1;
  std::uint64_t seeds = 1;
  std::uint64_t seconds = 0;
  Limits limits;
  bool traces = false;
  bool is_brief = false;
  bool twice = false;
  std::vector<std::uint64_t> only;
};

/// 0: nothing was violated.
int run_one(caf::actor_system& system, Metrics& metrics, const Options& options, std::uint64_t seed,
            std::uint64_t& steps) {
  running_seed = seed;
  auto plan = plan_of(seed);
  if (!options.only.empty())
    std::erase_if(plan.happenings, [&](const Happening& one) {
      return std::ranges::find(options.only, one.number) == options.only.end();
    });
  const auto outcome = run(system, metrics, plan, options.limits, options.traces);
  steps += outcome.steps;
  if (options.twice)
    if (const auto again = run(system, metrics, plan, options.limits);
        again.digest != outcome.digest) {
      fmt::print("seed {} is not the same run twice\n", seed);
      return 1;
    }
  if (outcome.violation && options.is_brief) {
    fmt::print("{}, seed {}: {}\n", outcome.violation->promise, seed, outcome.violation->what);
    return 1;
  }
  if (options.seeds == 1 || outcome.violation)
    show(plan, outcome);
  if (!outcome.violation)
    return 0;
  const auto few = shortest(system, metrics, plan, options.limits, outcome.violation->promise);
  fmt::print("The shortest schedule that was found:\n");
  show(few, run(system, metrics, few, options.limits));
  std::string numbers;
  for (const auto& happening : few.happenings)
    numbers += fmt::format("{}{}", numbers.empty() ? "" : ",", happening.number);
  fmt::print("To see it: baro_sim --seed {} --only {} --trace\n", seed, numbers);
  return 1;
}

struct Config : caf::actor_system_config {
  Config() { set("caf.scheduler.policy", "testing"); }
};

} // namespace

int main(int argc, char** argv) {
  register_types();
  log_start(LogLevel::off);
  std::signal(SIGABRT, tell_seed);
  std::signal(SIGSEGV, tell_seed);
  std::signal(SIGINT, [](int) { is_interrupted = 1; });

  Options options;
  CLI::App app{"Runs the shop's actors in a simulated world, and holds it against its promises."};
  app.add_option("--seed", options.seed, "the first seed");
  app.add_option("--seeds", options.seeds, "how many seeds");
  app.add_option("--seconds", options.seconds, "stop after so many seconds; 0: do not");
  app.add_option("--steps", options.limits.steps_max, "messages until all faults end");
  app.add_option("--only", options.only, "the numbers of what is to happen")->delimiter(',');
  app.add_flag("--twice", options.twice, "run each seed once more, and compare");
  app.add_flag("--brief", options.is_brief, "one line for a violation, and no shorter schedule");
#ifdef BARO_PLANTED
  app.add_option("--bug", planted_bug, "which planted bug it has")->required();
#endif
  app.add_flag("--trace", options.traces, "print what happens");
  CLI11_PARSE(app, argc, argv);

  Config config;
  caf::actor_system system{config};
  Metrics metrics;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{options.seconds};
  std::uint64_t steps = 0;
  std::uint64_t seed = options.seed;
  for (; seed < options.seed + options.seeds; ++seed) {
    if (is_interrupted || (options.seconds > 0 && std::chrono::steady_clock::now() >= until))
      break;
    if (run_one(system, metrics, options, seed, steps) != 0)
      return 1;
  }
  fmt::print("{} seeds from {}, {} steps: no violation\n", seed - options.seed, options.seed,
             steps);
}
