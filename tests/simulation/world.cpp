#include "tests/simulation/world.hpp"

#include "protocol/address.hpp"

#include <caf/scheduled_actor.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace baro::sim {

namespace {

constexpr Span message_min{1};
constexpr Span message_max{20};
constexpr PerMille hiccups = 5;
constexpr Span hiccup_max{5'000};

} // namespace

World::World(caf::actor_system& system, std::uint64_t seed, bool traces)
  : system_(system),
    scheduler_(dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler())),
    clock_(scheduler_.clock()),
    began_(seconds{3'600}),
    random_(seed),
    traces_(traces) {
  clock_.schedule.clear();
  clock_.current_time = began_;
}

// Whoever was told to end does so now.
World::~World() {
  agenda_.clear();
  work_.clear();
  while (scheduler_.try_run_once()) {
  }
  clock_.schedule.clear();
}

void World::after(Span span, std::function<void()> happen) {
  agenda_.emplace(now() + span, std::move(happen));
}

void World::run_in(const caf::actor& actor, std::function<void()> work) {
  work_.emplace(++works_, std::move(work));
  caf::anon_send(actor, works_);
}

std::function<void(std::uint64_t)> World::runner() {
  return [this](std::uint64_t number) {
    if (auto work = work_.extract(number))
      work.mapped()();
  };
}

World::Machine World::add_machine() {
  machines_.emplace_back();
  frozen_.push_back(false);
  return static_cast<Machine>(machines_.size()) - 1;
}

void World::own(const caf::actor& actor, Machine machine) {
  owners_[actor.id()] = machine;
  machines_.at(static_cast<std::size_t>(machine)).push_back(actor);
}

// They all hear of it before they hear anything else.
void World::end(Machine machine) {
  thaw(machine);
  for (const auto& actor : std::exchange(machines_.at(static_cast<std::size_t>(machine)), {}))
    actor->enqueue(nullptr, caf::make_message_id(caf::message_priority::high),
                   caf::make_message(caf::exit_msg{actor.address(), caf::exit_reason::kill}),
                   nullptr);
  scheduler_.run_jobs_filtered(
    [&](const caf::resumable* job) { return machine_of(job) == machine; });
}

World::Machine World::machine_of(const caf::resumable* job) const {
  const auto* actor = dynamic_cast<const caf::scheduled_actor*>(job);
  const auto owner = actor ? owners_.find(actor->id()) : owners_.end();
  return owner == owners_.end() ? outside : owner->second;
}

bool World::step() {
  run_due();
  if (is_violated())
    return false;
  if (run_a_job())
    return true;
  const auto timeout = clock_.schedule.begin();
  const bool has_timeout = timeout != clock_.schedule.end();
  if (agenda_.empty() && !has_timeout)
    return false;
  auto next = has_timeout ? timeout->first : agenda_.begin()->first;
  if (!agenda_.empty())
    next = std::min(next, agenda_.begin()->first);
  advance_to(std::max(next, now()));
  return true;
}

bool World::run_a_job() {
  auto& jobs = scheduler_.jobs;
  if (jobs.empty())
    return false;
  // Starts anywhere, and takes the first that is not frozen.
  const auto offset = random_.below(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const auto place = (offset + i) % jobs.size();
    const auto machine = machine_of(jobs[place]);
    if (is_frozen(machine))
      continue;
    std::swap(jobs.front(), jobs[place]);
    ++steps_;
    const auto elapsed_so_far = static_cast<std::uint64_t>(elapsed().count());
    digest_ = mix(digest_ ^ (elapsed_so_far << 8) ^ static_cast<std::uint64_t>(machine + 1));
    scheduler_.run_once();
    const auto took = random_.chance(hiccups) ? random_.between(message_max, hiccup_max)
                                              : random_.between(message_min, message_max);
    advance_to(now() + took);
    return true;
  }
  return false;
}

void World::advance_to(Moment moment) { clock_.advance_time(moment - now()); }

void World::run_due() {
  while (!agenda_.empty() && agenda_.begin()->first <= now() && !is_violated()) {
    auto first = agenda_.extract(agenda_.begin());
    first.mapped()();
  }
}

void World::violated(std::string promise, std::string what) {
  note("VIOLATED " + promise + ": " + what);
  violations_.push_back({std::move(promise), std::move(what)});
}

void World::note(const std::string& line) {
  if (!traces_)
    return;
  fmt::print("{:>10.3f} ms  {}\n", static_cast<double>(elapsed().count()) / 1000, line);
  std::fflush(stdout); // it may be the last one
}

} // namespace baro::sim
