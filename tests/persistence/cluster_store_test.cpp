#include "persistence/pg_error.hpp"
#include "tests/persistence/cluster_test.hpp"

#include <future>

namespace baro {
namespace {

class ClusterStoreTest : public ClusterTest {
protected:
  static std::vector<Incarnation> members(const ClusterView& view) {
    std::vector<Incarnation> result;
    for (const auto& member : view.members)
      result.push_back(member.incarnation);
    return result;
  }
};

TEST_F(ClusterStoreTest, TellsWhoBelongsToTheClusterAndWhereTheyAre) {
  const auto first = add_node("node-0");
  const auto second = add_node("node-1");
  value_of(renew(first, 0, NodeState::SERVING));
  const auto view = value_of(renew(second, 0, NodeState::LEAVING));
  const Member serving{first.incarnation, "node-0", NodeState::SERVING, "127.0.0.1", 7'000};
  const Member leaving{second.incarnation, "node-1", NodeState::LEAVING, "127.0.0.1", 7'000};
  EXPECT_EQ(view.members, (std::vector{serving, leaving}));
}

TEST_F(ClusterStoreTest, ReadsTheMapOnlyForThoseWhoDoNotKnowIt) {
  const auto node = add_node("node-0");
  const auto view = value_of(renew(node));
  ASSERT_EQ(view.shards.size(), shards_max);
  EXPECT_EQ(view.shards[7], (ShardRow{7, {}, {}, 0}));
  EXPECT_TRUE(value_of(renew(node, view.map_version)).shards.empty());
  value_of(place(node, {{7, node.incarnation, {}, 0}}));
  const auto later = value_of(renew(node, view.map_version));
  EXPECT_GT(later.map_version, view.map_version);
  ASSERT_EQ(later.shards.size(), shards_max);
  EXPECT_EQ(later.shards[7], (ShardRow{7, node.incarnation, {}, 1}));
}

TEST_F(ClusterStoreTest, ProlongsTheLeaseAndCoversTheIds) {
  const auto node = add_node("node-0");
  end_lease(node.incarnation);
  run("UPDATE node_numbers SET ids_until = 0");
  const auto before = now();
  EXPECT_TRUE(renew(node)) << "nobody has evicted it";
  EXPECT_EQ(number("SELECT count(*) FROM nodes WHERE lease_until > clock_timestamp()"), 1);
  EXPECT_GE(number("SELECT max(ids_until) FROM node_numbers"), ids_until(before, lease).micros);
  EXPECT_EQ(number("SELECT count(*) FROM node_numbers WHERE ids_until > 0"), 1);
}

TEST_F(ClusterStoreTest, ANodeThatWasEvictedLearnsItWhateverItAsks) {
  const auto coordinator = start_node("node-0");
  const auto node = start_node("node-1");
  end_lease(node.incarnation);
  value_of(evict(coordinator));
  // The first question may meet the connection that was ended with the eviction.
  const auto first = code_of(renew(node));
  EXPECT_TRUE(first == Errc::fenced || first == Errc::unavailable);
  EXPECT_EQ(code_of(renew(node)), Errc::fenced);
  EXPECT_EQ(code_of(evict(node)), Errc::fenced);
  EXPECT_EQ(code_of(place(node, {})), Errc::fenced);
  EXPECT_EQ(code_of(hand_over(node, {})), Errc::fenced);
  EXPECT_TRUE(leave(node)) << "there is nothing left to give back";
}

// Its row is gone, but nobody has ended its connection yet.
TEST_F(ClusterStoreTest, ANodeWithoutARowIsFencedOnTheConnectionThatItHas) {
  const auto node = start_node("node-0");
  run("DELETE FROM nodes");
  const auto version = number("SELECT map_version FROM cluster");
  EXPECT_EQ(code_of(renew(node)), Errc::fenced);
  EXPECT_EQ(code_of(evict(node)), Errc::fenced);
  EXPECT_EQ(code_of(place(node, {{1, node.incarnation, {}, 0}})), Errc::fenced);
  EXPECT_EQ(code_of(hand_over(node, {{1, {}, node.incarnation, 0}})), Errc::fenced);
  EXPECT_EQ(number("SELECT map_version FROM cluster"), version);
}

TEST_F(ClusterStoreTest, OnlyOneCoordinatesUntilItsTimeIsUp) {
  const auto first = add_node("node-0");
  const auto second = add_node("node-1");
  EXPECT_TRUE(value_of(renew(first)).is_coordinator);
  EXPECT_FALSE(value_of(renew(second)).is_coordinator);
  end_coordination();
  EXPECT_TRUE(value_of(renew(second)).is_coordinator);
  EXPECT_FALSE(value_of(renew(first)).is_coordinator);
}

TEST_F(ClusterStoreTest, AnotherCoordinatesOnceTheCoordinatorHasLeft) {
  const auto first = start_node("node-0");
  const auto second = start_node("node-1");
  EXPECT_TRUE(leave(first));
  EXPECT_FALSE(has_row(first.incarnation));
  EXPECT_EQ(number("SELECT count(freed_at) FROM node_numbers"), 1);
  EXPECT_EQ(number("SELECT count(coordinator) FROM cluster"), 0);
  EXPECT_TRUE(value_of(renew(second)).is_coordinator);
}

TEST_F(ClusterStoreTest, ANodeThatLeavesCoordinatesOnlyIfNobodyElseCan) {
  const auto first = start_node("node-0");
  const auto second = start_node("node-1");
  end_coordination();
  EXPECT_FALSE(value_of(renew(second, 0, NodeState::LEAVING)).is_coordinator);
  end_lease(first.incarnation);
  EXPECT_TRUE(value_of(renew(second, 0, NodeState::LEAVING)).is_coordinator);
}

TEST_F(ClusterStoreTest, EvictsThoseWhoseTimeIsUpAndNobodyElse) {
  const auto coordinator = start_node("node-0");
  const auto dead = start_node("node-1");
  const auto living = start_node("node-2");
  value_of(place(coordinator, {{1, dead.incarnation, {}, 0}}));
  EXPECT_TRUE(evict(coordinator));
  EXPECT_TRUE(has_row(dead.incarnation)) << "evicted within its time";
  end_lease(dead.incarnation);
  EXPECT_EQ(members(value_of(renew(coordinator))),
            (std::vector{coordinator.incarnation, dead.incarnation, living.incarnation}));
  const auto version = number("SELECT map_version FROM cluster");
  EXPECT_TRUE(evict(coordinator));
  const auto view = value_of(renew(coordinator, version));
  EXPECT_EQ(members(view), (std::vector{coordinator.incarnation, living.incarnation}));
  EXPECT_EQ(view.map_version, version + 1);
  EXPECT_EQ(view.shards[1].owner, dead.incarnation);
  EXPECT_EQ(number("SELECT count(freed_at) FROM node_numbers"), 1);
}

TEST_F(ClusterStoreTest, OnlyTheCoordinatorEvictsAndOnlyWithALeaseOfItsOwn) {
  const auto coordinator = start_node("node-0");
  const auto other = start_node("node-1");
  const auto dead = start_node("node-2");
  end_lease(dead.incarnation);
  EXPECT_EQ(code_of(evict(other)), Errc::illegal_state);
  end_lease(coordinator.incarnation);
  EXPECT_EQ(code_of(evict(coordinator)), Errc::illegal_state);
  value_of(renew(coordinator));
  end_coordination();
  EXPECT_EQ(code_of(evict(coordinator)), Errc::illegal_state);
  EXPECT_TRUE(has_row(dead.incarnation));
  value_of(renew(other));
  EXPECT_TRUE(evict(other));
  EXPECT_FALSE(has_row(dead.incarnation));
}

TEST_F(ClusterStoreTest, EndsTheTransactionOfAnEvictedNodeAndLetsItInNoMore) {
  const auto coordinator = start_node("node-0");
  const auto dead = start_node("node-1");
  run("CREATE TABLE stock (sku int, on_hand int); INSERT INTO stock VALUES (1, 10)");
  auto session = session_of(dead.incarnation);
  auto& connection = *value_of(session.connection());
  value_of(connection.execute("BEGIN"));
  value_of(connection.execute("UPDATE stock SET on_hand = 9"));
  end_lease(dead.incarnation);

  EXPECT_TRUE(evict(coordinator));
  EXPECT_EQ(backends_of(dead.incarnation), 0);
  run("UPDATE stock SET on_hand = on_hand - 1"); // its lock is gone
  EXPECT_FALSE(connection.execute("COMMIT"));
  EXPECT_EQ(number("SELECT on_hand FROM stock"), 9);

  const auto refused = session.connection();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().sqlstate, evicted_sqlstate);
  EXPECT_EQ(to_error(refused.error()).code, Errc::unavailable) << "another node can do it";
  EXPECT_FALSE(session.connection_within(std::chrono::seconds{60})) << "waiting does not help";
  // The server takes a moment to see that the connection was given up.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (backends_of(dead.incarnation) > 0)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "a refused connection stays open";
}

TEST_F(ClusterStoreTest, LeavesTheConnectionsOfOthersAlone) {
  std::vector<Node> nodes;
  for (int i = 0; i < 12; ++i)
    nodes.push_back(start_node("node-" + std::to_string(i)));
  auto operators = session_of(Incarnation{});
  value_of(operators.connection());
  auto neighbour = session_of(nodes[10].incarnation);
  const auto* connection = value_of(neighbour.connection());
  end_lease(nodes[1].incarnation); // 2, of which 12 is no part
  EXPECT_TRUE(evict(nodes[0]));
  EXPECT_EQ(number("SELECT count(*) FROM nodes"), 11);
  EXPECT_TRUE(value_of(neighbour.connection())->execute("SELECT 1"));
  EXPECT_EQ(value_of(neighbour.connection()), connection);
  EXPECT_TRUE(value_of(operators.connection())->execute("SELECT 1"));
}

// As if a coordinator had died between the two steps of an eviction.
TEST_F(ClusterStoreTest, FinishesTheEvictionsOfAnEarlierCoordinator) {
  const auto coordinator = start_node("node-0");
  const auto dead = start_node("node-1");
  value_of(place(coordinator, {{1, dead.incarnation, {}, 0}}));
  auto session = session_of(dead.incarnation);
  value_of(session.connection());
  run("DELETE FROM nodes WHERE incarnation = " + std::to_string(dead.incarnation.value));
  const ShardRow rescue{1, coordinator.incarnation, {}, 1};
  EXPECT_TRUE(value_of(place(coordinator, {rescue})).rows.empty())
    << "the dead owner can still commit";
  EXPECT_TRUE(evict(coordinator));
  EXPECT_EQ(backends_of(dead.incarnation), 0);
  EXPECT_EQ(value_of(place(coordinator, {rescue})).rows.size(), 1u);
}

TEST_F(ClusterStoreTest, ARenewalThatComesBeforeTheEvictionSavesTheNode) {
  const auto coordinator = start_node("node-0");
  const auto late = start_node("node-1");
  end_lease(late.incarnation);
  run("BEGIN");
  run("UPDATE nodes SET lease_until = 'infinity' WHERE name = 'node-1'");
  auto evicting = actors.request(coordinator.store, EvictExpired{});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()")
         == 0)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  run("COMMIT");
  EXPECT_TRUE(actors.answer_to<Done>(std::move(evicting)));
  EXPECT_TRUE(has_row(late.incarnation));
}

TEST_F(ClusterStoreTest, ALockThatSomebodyElseKeepsCostsARenewalAndNoMore) {
  // Its statements are given up soon when its leases are short.
  const auto incarnation = value_of(try_to_join("node-0")).incarnation;
  const Node node{incarnation, actors.spawn<ClusterStoreImpl>(ClusterStoreConfig{
                                 config, incarnation, std::chrono::milliseconds{1'800}})};
  value_of(renew(node));
  run("BEGIN; SELECT FROM cluster FOR UPDATE");
  EXPECT_EQ(code_of(renew(node)), Errc::unavailable);
  run("COMMIT");
  EXPECT_TRUE(renew(node));
}

TEST_F(ClusterStoreTest, AConnectionThatIsLostCostsARenewalAndNoMore) {
  const auto node = start_node("node-0");
  EXPECT_EQ(number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                   " WHERE application_name LIKE 'baro/%/cluster/%'"
                   " AND datname = current_database()"),
            1);
  EXPECT_EQ(code_of(renew(node)), Errc::unavailable);
  EXPECT_TRUE(renew(node));
}

} // namespace
} // namespace baro
