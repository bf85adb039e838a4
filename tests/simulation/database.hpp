#pragma once

#include "tests/simulation/registry.hpp"
#include "tests/simulation/tables.hpp"

#include <functional>
#include <map>

namespace baro::sim {

/// How a question to the database ended, as who asked sees it.
enum class Trip : std::uint8_t {
  answered,
  offline, // there is no connection, so nothing was sent
  lost,    // the connection broke: nobody knows whether it was done, or will be
  evicted, // the database does not talk to this node any more
};

struct DatabaseChances {
  PerMille lost_answers = 0;
  PerMille conflicts = 0; // transactions that PostgreSQL rolls back for no fault of theirs
  Span delay_max{3'000};
};

/// Who asks the database: a run of a node, on a machine.
struct Client {
  Incarnation node;
  World::Machine machine = World::outside;
};

/// The simulated PostgreSQL: its tables, and connections to it that break.
class Database {
public:
  /// `when_awake` runs something on a machine once that is not frozen, and never if it has ended.
  using WhenAwake = std::function<void(World::Machine, std::function<void()>)>;

  Database(World& world, DatabaseChances chances, std::uint32_t shards, WhenAwake when_awake)
    : tables(world),
      registry(world, shards),
      world_(world),
      chances_(chances),
      when_awake_(std::move(when_awake)) {}

  Tables tables;
  Registry registry;

  using TripId = std::uint64_t;

  /// Sends a transaction. `transaction` runs once at most, maybe long after `done` was told that it
  /// is lost, when whoever sent it is gone: it owns what it needs.
  TripId send(Client from, std::function<void()> transaction, std::function<void(Trip)> done);

  /// The backend of a lost trip ends: what it has not done by now it never does.
  void end_backend(TripId trip);
  void end_backends_of(Incarnation node);
  /// Whoever asked has died. What is on its way may still arrive.
  void forget(World::Machine machine);

  /// Calls it on that machine after a while.
  void wait(World::Machine machine, Span span, std::function<void()> then) {
    world_.after(span, [this, machine, then = std::move(then)] { when_awake_(machine, then); });
  }

  bool has_conflict() { return world_.random().chance(chances_.conflicts); }

  /// All connections break, and there are no new ones for a while.
  void restart(Span down);
  /// So do those of one machine.
  void cut(World::Machine machine, Span span);
  void be_slow(Span span) { slow_until_ = world_.now() + span; }
  /// From now on nothing goes wrong.
  void heal();

private:
  struct UnderWay {
    Client from;
    std::function<void()> transaction; // empty: it was done
    std::function<void(Trip)> done;    // empty: it was told
  };
  using Trips = std::map<TripId, UnderWay>;

  bool is_reachable_by(World::Machine machine) const;
  Span delay();
  void arrive(TripId id);
  void execute(UnderWay& trip);
  void tell(UnderWay& trip, Trip how);
  Trips::iterator lose(Trips::iterator trip);

  World& world_;
  DatabaseChances chances_;
  WhenAwake when_awake_;
  TripId trips_ = 0;
  Trips under_way_;
  Moment up_again_ = Moment::min();
  Moment slow_until_ = Moment::min();
  std::map<World::Machine, Moment> cut_until_;
};

} // namespace baro::sim
