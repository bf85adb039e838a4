#pragma once

#include "persistence/cluster_join.hpp"
#include "persistence/cluster_store.hpp"
#include "tests/persistence/shop_test.hpp"

namespace baro {

/// A test with a cluster. Leases are long: a node's time is up when the test says so.
class ClusterTest : public PgTest {
protected:
  static constexpr std::chrono::milliseconds lease{600'000};
  static constexpr std::chrono::milliseconds no_wait{0};

  struct Node {
    Incarnation incarnation;
    ClusterStoreActor store;
  };

  Result<Joined> try_to_join(const std::string& name, std::chrono::milliseconds wait = no_wait) {
    return join_cluster(config, {name, "http://" + name, lease, wait});
  }

  /// A node that has joined, and has not asked for anything yet.
  Node add_node(const std::string& name) {
    const auto incarnation = value_of(try_to_join(name)).incarnation;
    return {incarnation, spawn_store(incarnation)};
  }

  /// A node that serves.
  Node start_node(const std::string& name) {
    const auto node = add_node(name);
    value_of(renew(node));
    return node;
  }

  ClusterStoreActor spawn_store(Incarnation incarnation) {
    return actors.spawn<ClusterStoreImpl>(ClusterStoreConfig{config, incarnation, lease});
  }

  Result<ClusterView> renew(const Node& node, std::int64_t known_map = 0,
                            NodeState state = NodeState::SERVING) {
    return actors.ask<ClusterView>(node.store, RenewLease{state, "127.0.0.1", 7'000, known_map});
  }

  Result<Done> evict(const Node& by) { return actors.ask<Done>(by.store, EvictExpired{}); }
  Result<Done> leave(const Node& node) { return actors.ask<Done>(node.store, LeaveCluster{}); }

  Result<ShardRows> place(const Node& by, std::vector<ShardRow> rows) {
    return actors.ask<ShardRows>(by.store, PlaceShards{std::move(rows)});
  }

  Result<ShardRows> hand_over(const Node& by, std::vector<ShardRow> rows) {
    return actors.ask<ShardRows>(by.store, HandOver{std::move(rows)});
  }

  void end_lease(Incarnation node) {
    run("UPDATE nodes SET lease_until = clock_timestamp() - interval '1 ms' WHERE incarnation = "
        + std::to_string(node.value));
  }

  void end_coordination() {
    run("UPDATE cluster SET coordinator_until = clock_timestamp() - interval '1 ms'");
  }

  bool has_row(Incarnation node) {
    return number("SELECT count(*) FROM nodes WHERE incarnation = " + std::to_string(node.value))
           == 1;
  }

  /// A session of a node, like its writers have.
  PgSession session_of(Incarnation node) {
    auto pg = config;
    pg.incarnation = node.value;
    return {pg, "worker"};
  }

  std::int64_t backends_of(Incarnation node) {
    return number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                  " AND application_name LIKE 'baro/"
                  + std::to_string(node.value) + "/%'");
  }

  Actors actors;
};

} // namespace baro
