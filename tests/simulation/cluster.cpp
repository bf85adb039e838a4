#include "tests/simulation/cluster.hpp"

#include <caf/send.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace baro::sim {

namespace {

constexpr milliseconds join_pause{50};
constexpr milliseconds process_start{300};
constexpr milliseconds lease{3'000};
constexpr milliseconds evicted_look_interval{10};
constexpr Span clock_error_max{400'000}; // of a node's wall clock
// CAF gives a silent peer up after so long.
constexpr milliseconds silence_max{2'000};

std::pair<std::size_t, std::size_t> ordered(std::size_t one, std::size_t other) {
  return {std::min(one, other), std::max(one, other)};
}

} // namespace

Cluster::Cluster(World& world, Metrics& metrics, DatabaseChances database, NetworkChances network,
                 std::size_t places)
  : world_(world),
    metrics_(metrics),
    network_(network),
    database_(world, database, shards_simulated,
              [this](World::Machine machine, std::function<void()> happen) {
                when_awake(machine, std::move(happen));
              }),
    places_(places) {}

Cluster::~Cluster() {
  for (std::size_t place = 0; place < places_.size(); ++place)
    if (places_[place].node)
      end(place);
}

Cluster::Place* Cluster::place_of(World::Machine machine) {
  const auto place = std::ranges::find_if(places_, [machine](const Place& candidate) {
    return candidate.node && candidate.node->machine() == machine;
  });
  return place == places_.end() ? nullptr : &*place;
}

void Cluster::when_awake(World::Machine machine, std::function<void()> happen) {
  if (machine == World::outside)
    return happen();
  auto* place = place_of(machine);
  if (!place)
    return;
  if (world_.is_frozen(machine))
    place->waiting.push_back(std::move(happen));
  else
    happen();
}

// Nodes ------------------------------------------------------------------------------------------

void Cluster::start(std::size_t place) {
  if (places_[place].node || places_[place].is_starting)
    return;
  places_[place].is_starting = true;
  join(place);
}

// Where its predecessor still holds a lease, it waits.
void Cluster::join(std::size_t place) {
  const auto joined_as = std::make_shared<Result<Incarnation>>(Error{Errc::unavailable});
  database_.send(
    {},
    [this, place, joined_as] {
      *joined_as = database_.registry.join(fmt::format("node-{}", place), lease);
    },
    [this, place, joined_as](Trip how) {
      if (how == Trip::answered && *joined_as)
        joined(place, **joined_as);
      else
        world_.after(join_pause, [this, place] { join(place); });
    });
}

void Cluster::joined(std::size_t place, Incarnation incarnation) {
  auto& here = places_[place];
  here.is_starting = false;
  const auto clock_error = world_.random().between(-clock_error_max, clock_error_max);
  here.node = std::make_unique<Node>(
    world_, database_, metrics_, incarnation, fmt::format("node-{}", place), clock_error,
    [this, place](const std::vector<Member>& members) { know(place, members); });
  world_.note(fmt::format("node-{} joins as {}", place, incarnation.value));
  look_after_evicted(place, incarnation);
}

// A process that finds that it was evicted ends, and is started again.
void Cluster::look_after_evicted(std::size_t place, Incarnation incarnation) {
  world_.after(evicted_look_interval, [this, place, incarnation] {
    const auto* node = node_at(place);
    if (!node || node->incarnation() != incarnation)
      return;
    if (!node->is_evicted())
      return look_after_evicted(place, incarnation);
    crash(place, process_start);
  });
}

void Cluster::end(std::size_t place) {
  auto& here = places_[place];
  for (std::size_t other = 0; other < places_.size(); ++other)
    break_connection(place, other);
  database_.forget(here.node->machine());
  here.node.reset();
  here.waiting.clear();
}

void Cluster::crash(std::size_t place, Span down) {
  if (!places_[place].node)
    return;
  world_.note(fmt::format("node-{} ends", place));
  end(place);
  world_.after(down, [this, place] { start(place); });
}

void Cluster::restart_gently(std::size_t place) {
  auto* node = node_at(place);
  if (!node)
    return;
  world_.note(fmt::format("node-{} leaves", place));
  node->leave([this, place, incarnation = node->incarnation()] {
    database_.send(
      {}, [this, incarnation] { database_.registry.leave(incarnation); },
      [this, place, incarnation](Trip) {
        if (const auto* left = node_at(place); left && left->incarnation() == incarnation)
          crash(place, process_start);
      });
  });
}

void Cluster::freeze(std::size_t place, Span span) {
  auto& here = places_[place];
  if (!here.node)
    return;
  world_.note(fmt::format("node-{} freezes for {} ms", place, span.count() / 1000));
  const auto machine = here.node->machine();
  world_.freeze(machine);
  here.frozen_until = world_.now() + span;
  world_.after(span, [this, place, machine] {
    if (const auto* node = node_at(place); node && node->machine() == machine)
      thaw(place);
  });
  world_.after(std::min<Span>(span, silence_max), [this, place, machine] {
    if (world_.is_frozen(machine))
      for (std::size_t other = 0; other < places_.size(); ++other)
        break_connection(place, other);
  });
}

void Cluster::thaw(std::size_t place) {
  auto& here = places_[place];
  if (!here.node || !world_.is_frozen(here.node->machine()) || world_.now() < here.frozen_until)
    return;
  world_.note(fmt::format("node-{} goes on", place));
  world_.thaw(here.node->machine());
  for (const auto& happen : std::exchange(here.waiting, {}))
    happen();
}

// The network ------------------------------------------------------------------------------------

void Cluster::know(std::size_t place, const std::vector<Member>& members) {
  for (std::size_t other = 0; other < places_.size(); ++other) {
    const auto* node = node_at(other);
    if (other == place || !node)
      continue;
    const bool is_member = std::ranges::any_of(
      members, [node](const Member& member) { return member.incarnation == node->incarnation(); });
    if (is_member)
      connect(place, other);
    else
      break_connection(place, other);
  }
}

void Cluster::connect(std::size_t one, std::size_t other) {
  const auto joins = [&](const Connection& connection) {
    return ordered(connection.one, connection.other) == ordered(one, other);
  };
  auto* node = node_at(one);
  auto* other_node = node_at(other);
  if (!node || !other_node || are_parted(one, other) || world_.is_frozen(node->machine())
      || world_.is_frozen(other_node->machine()) || std::ranges::any_of(connections_, joins))
    return;
  const auto link = node->spawn_link();
  const auto other_link = other_node->spawn_link();
  auto cable = lay_cable(world_, network_, link, other_link);
  caf::anon_send(link, Welcome{other_node->incarnation(), cable.one_end});
  caf::anon_send(other_link, Welcome{node->incarnation(), cable.other_end});
  node->begin_link(other_node->incarnation(), link);
  other_node->begin_link(node->incarnation(), other_link);
  connections_.push_back({one, other, std::move(cable)});
}

void Cluster::break_connection(std::size_t one, std::size_t other) {
  const auto connection = std::ranges::find_if(connections_, [&](const Connection& candidate) {
    return ordered(candidate.one, candidate.other) == ordered(one, other);
  });
  if (connection == connections_.end())
    return;
  caf::anon_send_exit(connection->cable.one_end, caf::exit_reason::kill);
  caf::anon_send_exit(connection->cable.other_end, caf::exit_reason::kill);
  connections_.erase(connection);
  if (auto* node = node_at(one))
    if (const auto* peer = node_at(other)) {
      node->end_link(peer->incarnation());
      node_at(other)->end_link(node->incarnation());
    }
}

void Cluster::part(std::size_t one, std::size_t other, Span span) {
  world_.note(
    fmt::format("node-{} and node-{} are parted for {} ms", one, other, span.count() / 1000));
  parted_until_[ordered(one, other)] = world_.now() + span;
  break_connection(one, other);
}

bool Cluster::are_parted(std::size_t one, std::size_t other) const {
  const auto parted = parted_until_.find(ordered(one, other));
  return parted != parted_until_.end() && world_.now() < parted->second;
}

void Cluster::cut_from_database(std::size_t place, Span span) {
  if (const auto* node = node_at(place)) {
    world_.note(fmt::format("node-{} loses the database for {} ms", place, span.count() / 1000));
    database_.cut(node->machine(), span);
  }
}

void Cluster::heal() {
  parted_until_.clear();
  network_ = {};
  database_.heal();
  for (std::size_t place = 0; place < places_.size(); ++place) {
    places_[place].frozen_until = Moment::min();
    thaw(place);
    start(place);
  }
}

bool Cluster::is_whole() const {
  return database_.registry.all_are_served()
         && std::ranges::all_of(
           places_, [](const Place& place) { return place.node && place.node->is_ready(); });
}

} // namespace baro::sim
