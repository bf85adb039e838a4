#include "persistence/cluster_listener.hpp"

#include "tests/persistence/cluster_test.hpp"

namespace baro {
namespace {

class ClusterListenerTest : public ClusterTest {
protected:
  ClusterListenerTest() { EXPECT_TRUE(hears()) << "what happened before it listened"; }

  bool hears(std::chrono::milliseconds wait_max = std::chrono::seconds{20}) {
    bool heard = false;
    ear->receive([&](ClusterChanged) { heard = true; }, caf::after(wait_max) >> [] {});
    return heard;
  }

  /// Whom the listener tells.
  caf::scoped_actor ear{actors.system()};
  ClusterListenerActor listener
    = actors.spawn<ClusterListenerImpl>(config, caf::actor_cast<caf::actor>(ear));
};

TEST_F(ClusterListenerTest, TellsWhenNodesComeChangeAndGo) {
  const auto node = add_node("node-0");
  EXPECT_TRUE(hears());
  value_of(renew(node, 0, NodeState::SERVING));
  EXPECT_TRUE(hears());
  value_of(leave(node));
  EXPECT_TRUE(hears());
}

TEST_F(ClusterListenerTest, TellsOnceOfAllThatChangedTogether) {
  const auto node = start_node("node-0");
  EXPECT_TRUE(hears());
  while (hears(std::chrono::milliseconds{500})) {
  }
  value_of(place(node, {{1, node.incarnation, {}, 0}, {2, node.incarnation, {}, 0}}));
  EXPECT_TRUE(hears());
  EXPECT_FALSE(hears(std::chrono::milliseconds{500}));
}

TEST_F(ClusterListenerTest, IsSilentAboutALeaseThatIsProlonged) {
  const auto node = start_node("node-0");
  while (hears(std::chrono::milliseconds{500})) {
  }
  value_of(renew(node));
  EXPECT_FALSE(hears(std::chrono::milliseconds{500}));
}

TEST_F(ClusterListenerTest, TellsAfterEachTimeItCouldNotHear) {
  EXPECT_EQ(number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                   " WHERE application_name LIKE 'baro/%/cluster_ear/%'"
                   " AND datname = current_database()"),
            1);
  EXPECT_TRUE(hears());
  add_node("node-0");
  EXPECT_TRUE(hears());
}

TEST_F(ClusterListenerTest, EndsWhenItIsToldTo) {
  actors.end(listener);
  EXPECT_TRUE(actors.end_of(listener) == caf::exit_reason::user_shutdown);
}

} // namespace
} // namespace baro
