#include "persistence/cluster_queries.hpp"
#include "tests/persistence/cluster_test.hpp"

namespace baro {
namespace {

class NodeDrainTest : public ClusterTest {
protected:
  Result<Done> drain(const Node& by, Incarnation node) {
    return actors.ask<Done>(by.store, DrainNode{{UserId{7}, Role::ADMIN}, node});
  }

  /// Why it is not drained; Errc{}: it is.
  Errc refusal(const Node& by, Incarnation node) {
    const auto drained = drain(by, node);
    return drained ? Errc{} : drained.error().code;
  }

  Node first = start_node("node-0");
  Node second = start_node("node-1");
};

TEST_F(NodeDrainTest, TheNodeIsToldWithItsNextRenewal) {
  EXPECT_FALSE(value_of(renew(second)).is_asked_to_leave);
  value_of(drain(first, second.incarnation));
  EXPECT_TRUE(value_of(renew(second)).is_asked_to_leave);
  EXPECT_FALSE(value_of(renew(first)).is_asked_to_leave);
  EXPECT_TRUE(value_of(read_cluster(database())).nodes.at(1).is_to_leave);
}

TEST_F(NodeDrainTest, ItIsWrittenDownWhoAskedForIt) {
  value_of(drain(first, second.incarnation));
  EXPECT_EQ(number("SELECT count(*) FROM admin_changes WHERE admin_id = 7"
                   " AND action = 'NODE_DRAINED' AND target_kind = 'NODE' AND target_id = "
                   + std::to_string(second.incarnation.value)),
            1);
}

TEST_F(NodeDrainTest, OneThatIsNotThereIsNotFound) {
  EXPECT_EQ(refusal(first, Incarnation{99}), Errc::not_found);
}

TEST_F(NodeDrainTest, OneThatLeavesAlreadyIsNotAskedAgain) {
  value_of(drain(first, second.incarnation));
  EXPECT_EQ(refusal(first, second.incarnation), Errc::illegal_state);
}

TEST_F(NodeDrainTest, OneAlwaysStays) {
  value_of(drain(first, second.incarnation));
  EXPECT_EQ(refusal(first, first.incarnation), Errc::illegal_state)
    << "the other one has been asked, too";
}

TEST_F(NodeDrainTest, WhoseLeaseHasRunOutDoesNotStay) {
  end_lease(second.incarnation);
  EXPECT_EQ(refusal(first, first.incarnation), Errc::illegal_state);
}

} // namespace
} // namespace baro
