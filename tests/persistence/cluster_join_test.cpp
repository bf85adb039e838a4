#include "tests/persistence/cluster_test.hpp"
#include "tests/persistence/lost_commit_test.hpp"

#include <gmock/gmock.h>

#include <future>
#include <set>

namespace baro {
namespace {

class ClusterJoinTest : public ClusterTest {
protected:
  std::string refusal_of(const std::string& name, Errc code) {
    const auto joined = try_to_join(name);
    EXPECT_EQ(code_of(joined), code);
    return joined ? "" : joined.error().detail;
  }
};

TEST_F(ClusterJoinTest, GivesEachNodeALaterIncarnationAndANumberOfItsOwn) {
  const auto first = value_of(try_to_join("node-0"));
  const auto second = value_of(try_to_join("node-1"));
  EXPECT_LT(first.incarnation, second.incarnation);
  EXPECT_NE(first.number, second.number);
  EXPECT_EQ(first.cluster_id, second.cluster_id);
  EXPECT_EQ(number("SELECT count(*) FROM nodes WHERE state = 'JOINING'"
                   " AND lease_until > clock_timestamp()"),
            2);
}

TEST_F(ClusterJoinTest, NeverGivesAnIncarnationAgain) {
  const auto node = add_node("node-0");
  value_of(leave(node));
  EXPECT_LT(node.incarnation, value_of(try_to_join("node-0")).incarnation);
}

TEST_F(ClusterJoinTest, RefusesANameThatRunsAndSaysWhatToDo) {
  value_of(try_to_join("node-0"));
  const auto reason = refusal_of("node-0", Errc::duplicate);
  EXPECT_THAT(reason, testing::HasSubstr("node-0 runs already (incarnation 1"));
  EXPECT_THAT(reason, testing::HasSubstr("--node-name"));
  EXPECT_EQ(number("SELECT last_incarnation FROM cluster"), 1);
}

TEST_F(ClusterJoinTest, WaitsForItsOwnName) {
  value_of(try_to_join("node-0"));
  run("UPDATE nodes SET lease_until = clock_timestamp() + interval '200 ms'");
  EXPECT_EQ(value_of(try_to_join("node-0", std::chrono::seconds{20})).incarnation, Incarnation{2});
  EXPECT_EQ(number("SELECT count(*) FROM nodes"), 1);
}

TEST_F(ClusterJoinTest, EvictsItsPredecessorWhoseLeaseRanOut) {
  const auto old = value_of(try_to_join("node-0"));
  auto session = session_of(old.incarnation);
  value_of(value_of(session.connection())->execute("SELECT 1"));
  end_lease(old.incarnation);
  const auto other = value_of(try_to_join("node-1"));
  EXPECT_EQ(backends_of(old.incarnation), 1) << "only its own name is taken over";
  end_lease(other.incarnation);
  const auto version = number("SELECT map_version FROM cluster");
  value_of(try_to_join("node-0"));
  EXPECT_EQ(backends_of(old.incarnation), 0);
  EXPECT_FALSE(has_row(old.incarnation));
  EXPECT_TRUE(has_row(other.incarnation));
  EXPECT_EQ(number("SELECT map_version FROM cluster"), version + 1);
}

TEST_F(ClusterJoinTest, RefusesToMixVersionsThatDoNotUnderstandEachOther) {
  value_of(try_to_join("node-0"));
  run("UPDATE nodes SET wire_version = 77");
  EXPECT_THAT(refusal_of("node-1", Errc::unavailable),
              testing::HasSubstr("the cluster speaks version 77 (node-0), this binary "
                                 + std::to_string(wire_version)));
  run("UPDATE nodes SET lease_until = clock_timestamp() - interval '1 ms'");
  EXPECT_TRUE(try_to_join("node-1")) << "who is gone does not matter";
}

TEST_F(ClusterJoinTest, HandsOutTheNumberThatHasRestedLongest) {
  run("UPDATE node_numbers SET ids_until = 1000 + (number * 7) % 64 WHERE number <> 5");
  run("UPDATE node_numbers SET ids_until = 900 WHERE number = 5");
  const auto first = value_of(try_to_join("node-0"));
  EXPECT_EQ(first.number, 5);
  EXPECT_EQ(first.ids_from, Timestamp{900});
  EXPECT_EQ(value_of(try_to_join("node-1")).number, 0);
  EXPECT_EQ(value_of(try_to_join("node-2")).number, 55); // 55 * 7 % 64 is 1
}

TEST_F(ClusterJoinTest, DoesNotHandOutANumberTwiceInARowWhileThereAreOthers) {
  std::set<NodeNumber> numbers;
  for (NodeNumber i = 0; i < IdGenerator::nodes_max; ++i) {
    const auto joined = value_of(try_to_join("node-0"));
    EXPECT_TRUE(numbers.insert(joined.number).second);
    EXPECT_EQ(joined.ids_from, Timestamp{});
    end_lease(joined.incarnation);
  }
  const auto before = now();
  EXPECT_LT(before, value_of(try_to_join("node-0")).ids_from)
    << "a number that somebody may still use needs a wait";
}

TEST_F(ClusterJoinTest, RefusesANodeForWhichNoNumberIsLeft) {
  run("INSERT INTO nodes (incarnation, name, number, wire_version, http_url, lease_until)"
      " SELECT 1000 + n, 'other-' || n, n, "
      + std::to_string(wire_version) + ", '', 'infinity' FROM generate_series(0, 63) AS n");
  EXPECT_THAT(refusal_of("node-0", Errc::unavailable), testing::HasSubstr("no number"));
}

TEST_F(ClusterJoinTest, CoversTheIdsThatItMakes) {
  const auto before = now();
  const auto joined = value_of(try_to_join("node-0"));
  EXPECT_GE(
    number("SELECT ids_until FROM node_numbers WHERE number = " + std::to_string(joined.number)),
    ids_until(before, lease).micros);
}

TEST_F(ClusterJoinTest, FindsThatALostCommitHappened) {
  StalledCommits stalled{database()};
  auto joining = std::async(std::launch::async, [this] { return try_to_join("node-0"); });
  stalled.kill_one("join");
  EXPECT_TRUE(has_row(value_of(joining.get()).incarnation));
  EXPECT_EQ(number("SELECT count(*) FROM nodes"), 1);
}

TEST_F(ClusterJoinTest, HasNotJoinedWhenItsConnectionIsLostBeforeTheCommit) {
  die_at_commit(database(), "nodes");
  EXPECT_EQ(code_of(try_to_join("node-0")), Errc::unavailable);
  EXPECT_EQ(number("SELECT count(*) FROM nodes"), 0);
}

} // namespace
} // namespace baro
