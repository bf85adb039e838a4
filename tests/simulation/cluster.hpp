#pragma once

#include "tests/simulation/cable.hpp"
#include "tests/simulation/node.hpp"

#include <memory>
#include <set>
#include <vector>

namespace baro::sim {

/// The nodes of a run and the network between them: places where a node runs, or has died and
/// waits to be started again.
class Cluster {
public:
  Cluster(World& world, Metrics& metrics, DatabaseChances database, NetworkChances network,
          std::size_t places);
  ~Cluster();
  Cluster(const Cluster&) = delete;

  Database& database() { return database_; }
  std::size_t places() const { return places_.size(); }
  /// The node that runs there, or null.
  Node* node_at(std::size_t place) const { return places_.at(place).node.get(); }

  void start(std::size_t place);
  /// It is gone at once, and started again after a while.
  void crash(std::size_t place, Span down);
  void freeze(std::size_t place, Span span);
  /// It hands over what it owns, and is started again.
  void restart_gently(std::size_t place);
  void part(std::size_t one, std::size_t other, Span span);
  void break_connection(std::size_t one, std::size_t other);
  void cut_from_database(std::size_t place, Span span);

  /// Nothing is faulty any more. What is down comes back by itself.
  void heal();
  bool is_whole() const;

private:
  struct Place {
    std::unique_ptr<Node> node;
    bool is_starting = false;
    Moment frozen_until = Moment::min();
    std::vector<std::function<void()>> waiting; // for it to thaw
  };
  struct Connection {
    std::size_t one;
    std::size_t other;
    Cable cable;
  };

  Place* place_of(World::Machine machine);
  void when_awake(World::Machine machine, std::function<void()> happen);
  void join(std::size_t place);
  void joined(std::size_t place, Incarnation incarnation);
  void end(std::size_t place);
  void look_after_evicted(std::size_t place, Incarnation incarnation);
  void know(std::size_t place, const std::vector<Member>& members);
  void connect(std::size_t one, std::size_t other);
  void thaw(std::size_t place);
  bool are_parted(std::size_t one, std::size_t other) const;

  World& world_;
  Metrics& metrics_;
  NetworkChances network_;
  Database database_;
  std::vector<Place> places_;
  std::vector<Connection> connections_;
  std::map<std::pair<std::size_t, std::size_t>, Moment> parted_until_;
};

} // namespace baro::sim
