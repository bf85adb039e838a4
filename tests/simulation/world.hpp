#pragma once

#include <caf/actor.hpp>
#include <caf/actor_clock.hpp>
#include <caf/actor_system.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace baro::sim {

using Moment = caf::actor_clock::time_point;
using Span = std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Chances are in a thousand.
using PerMille = std::uint32_t;

/// Everything by chance comes from here, so that a seed is a whole run.
class Random {
public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 0 to `limit` - 1.
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  bool chance(PerMille chance) { return below(1000) < chance; }
  Span between(Span least, Span most) {
    return least + Span{below(static_cast<std::uint64_t>((most - least).count()) + 1)};
  }

private:
  std::mt19937_64 engine_;
};

/// A promise that was broken. Ends the run.
struct Violation {
  std::string promise; // P1 to P5, or what is said of the others in docs/SIMULATION.md
  std::string what;
};

/// Where actors run on one thread, in an order that the seed decides, and time passes only when
/// the world says so. Each message is a step, and takes a while.
class World {
public:
  World(caf::actor_system& system, std::uint64_t seed, bool traces);
  ~World();
  World(const World&) = delete;

  caf::actor_system& system() { return system_; }
  Moment now() const { return clock_.current_time; }
  Span elapsed() const { return std::chrono::duration_cast<Span>(now() - began_); }
  Random& random() { return random_; }
  std::uint64_t steps() const { return steps_; }
  /// Two runs of one seed have the same.
  std::uint64_t digest() const { return digest_; }

  void after(Span span, std::function<void()> happen);
  /// Calls it in the context of an actor of the simulation, whose behaviour is `runner()`.
  void run_in(const caf::actor& actor, std::function<void()> work);
  std::function<void(std::uint64_t)> runner();

  /// Machines are what can stop: what belongs to one that is frozen waits.
  using Machine = int;
  static constexpr Machine outside = -1;
  void own(const caf::actor& actor, Machine machine);
  void freeze(Machine machine) { frozen_.at(static_cast<std::size_t>(machine)) = true; }
  void thaw(Machine machine) { frozen_.at(static_cast<std::size_t>(machine)) = false; }
  bool is_frozen(Machine machine) const {
    return machine >= 0 && frozen_.at(static_cast<std::size_t>(machine));
  }
  Machine add_machine();
  /// Nothing of it lives on, nor answers.
  void end(Machine machine);

  /// The next message, or whatever is due next. False: nothing will ever happen any more.
  bool step();

  void violated(std::string promise, std::string what);
  bool is_violated() const { return !violations_.empty(); }
  const std::vector<Violation>& violations() const { return violations_; }

  bool traces() const { return traces_; }
  void note(const std::string& line);

private:
  Machine machine_of(const caf::resumable* job) const;
  bool run_a_job();
  void advance_to(Moment moment);
  void run_due();

  caf::actor_system& system_;
  caf::scheduler::test_coordinator& scheduler_;
  caf::detail::test_actor_clock& clock_;
  Moment began_;
  Random random_;
  bool traces_;
  std::multimap<Moment, std::function<void()>> agenda_;
  std::uint64_t works_ = 0;
  std::unordered_map<std::uint64_t, std::function<void()>> work_;
  std::unordered_map<caf::actor_id, Machine> owners_;
  std::vector<std::vector<caf::actor>> machines_;
  std::vector<bool> frozen_;
  std::uint64_t steps_ = 0;
  std::uint64_t digest_ = 0;
  std::vector<Violation> violations_;
};

} // namespace baro::sim
