#include "tests/simulation/database.hpp"

namespace baro::sim {

namespace {

constexpr Span delay_min{100};
constexpr Span slow_max{700'000};
constexpr Span late_max{3'000'000};
constexpr PerMille done_though_lost = 400;

} // namespace

Database::TripId Database::send(Client from, std::function<void()> transaction,
                                std::function<void(Trip)> done) {
  const auto id = ++trips_;
  UnderWay trip{from, std::move(transaction), std::move(done)};
  if (from.node != Incarnation{} && !registry.talks_to(from.node)) {
    tell(trip, Trip::evicted);
  } else if (!is_reachable_by(from.machine)) {
    tell(trip, Trip::offline);
  } else {
    under_way_.emplace(id, std::move(trip));
    world_.after(delay(), [this, id] { arrive(id); });
  }
  return id;
}

bool Database::is_reachable_by(World::Machine machine) const {
  const auto cut = cut_until_.find(machine);
  return world_.now() >= up_again_ && (cut == cut_until_.end() || world_.now() >= cut->second);
}

Span Database::delay() {
  const bool is_slow = world_.now() < slow_until_;
  return world_.random().between(delay_min, is_slow ? slow_max : chances_.delay_max);
}

void Database::arrive(TripId id) {
  auto it = under_way_.find(id);
  if (it == under_way_.end())
    return;
  execute(it->second);
  it = under_way_.find(id);
  if (it == under_way_.end())
    return; // a coordinator has removed itself
  if (!it->second.done) {
    under_way_.erase(it);
  } else if (world_.random().chance(chances_.lost_answers)) {
    lose(it);
  } else {
    world_.after(delay(), [this, id] {
      if (const auto answered = under_way_.find(id); answered != under_way_.end()) {
        tell(answered->second, Trip::answered);
        under_way_.erase(answered);
      }
    });
  }
}

void Database::execute(UnderWay& trip) {
  if (const auto transaction = std::exchange(trip.transaction, nullptr))
    transaction();
}

// Not before the one who sent it has gone on.
void Database::tell(UnderWay& trip, Trip how) {
  auto done = std::exchange(trip.done, nullptr);
  if (!done)
    return;
  wait(trip.from.machine, delay_min, [done = std::move(done), how] { done(how); });
}

// Some of what was sent is done later.
Database::Trips::iterator Database::lose(Trips::iterator trip) {
  tell(trip->second, Trip::lost);
  if (!trip->second.transaction || !world_.random().chance(done_though_lost))
    return under_way_.erase(trip);
  world_.after(world_.random().between(delay_min, late_max),
               [this, id = trip->first] { arrive(id); });
  return std::next(trip);
}

void Database::end_backend(TripId id) {
  const auto trip = under_way_.find(id);
  if (trip == under_way_.end())
    return;
  if (world_.random().chance(done_though_lost))
    execute(trip->second);
  under_way_.erase(trip);
}

void Database::end_backends_of(Incarnation node) {
  for (auto it = under_way_.begin(); it != under_way_.end();)
    if (it->second.from.node == node) {
      tell(it->second, Trip::lost);
      it = under_way_.erase(it);
    } else {
      ++it;
    }
  registry.backends_ended(node);
}

void Database::forget(World::Machine machine) {
  for (auto it = under_way_.begin(); it != under_way_.end();) {
    auto& trip = it->second;
    if (trip.from.machine != machine) {
      ++it;
      continue;
    }
    trip.done = nullptr;
    if (!trip.transaction || !world_.random().chance(done_though_lost))
      it = under_way_.erase(it);
    else
      ++it;
  }
}

void Database::restart(Span down) {
  world_.note("the database restarts");
  for (auto& [id, trip] : std::exchange(under_way_, {})) {
    if (world_.random().chance(done_though_lost))
      execute(trip);
    tell(trip, Trip::lost);
  }
  up_again_ = world_.now() + down;
}

void Database::heal() {
  chances_ = {};
  up_again_ = slow_until_ = Moment::min();
  cut_until_.clear();
}

void Database::cut(World::Machine machine, Span span) {
  for (auto it = under_way_.begin(); it != under_way_.end();)
    it = it->second.from.machine == machine ? lose(it) : std::next(it);
  cut_until_[machine] = world_.now() + span;
}

} // namespace baro::sim
