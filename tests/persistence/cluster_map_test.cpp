#include "tests/persistence/cluster_test.hpp"

namespace baro {
namespace {

class ClusterMapTest : public ClusterTest {
protected:
  using Rows = std::vector<ShardRow>;

  Rows placed(Rows rows) { return value_of(place(coordinator, std::move(rows))).rows; }

  Rows handed_over(const Node& by, ShardRow row) { return value_of(hand_over(by, {row})).rows; }

  ShardRow row(std::uint32_t shard) { return value_of(renew(coordinator)).shards[shard]; }

  std::int64_t version() { return number("SELECT map_version FROM cluster"); }

  /// Who was given `shard`, which is to go to `to`.
  void begin_move(std::uint32_t shard, const Node& from, const Node& to) {
    placed({{shard, from.incarnation, {}, 0}});
    placed({{shard, from.incarnation, to.incarnation, 1}});
  }

  Node coordinator = start_node("node-0");
  Node other = start_node("node-1");
};

TEST_F(ClusterMapTest, PlacesShardsAndAnswersThemAsTheyAreNow) {
  const auto before = version();
  EXPECT_EQ(placed({{9, other.incarnation, {}, 0}, {4, coordinator.incarnation, {}, 0}}),
            (Rows{{4, coordinator.incarnation, {}, 1}, {9, other.incarnation, {}, 1}}));
  EXPECT_EQ(version(), before + 1);
  EXPECT_EQ(placed({{9, other.incarnation, coordinator.incarnation, 1}}),
            (Rows{{9, other.incarnation, coordinator.incarnation, 2}}));
  EXPECT_EQ(row(9), (ShardRow{9, other.incarnation, coordinator.incarnation, 2}));
}

TEST_F(ClusterMapTest, PlacesAllShardsAtOnce) {
  Rows rows;
  for (std::uint32_t shard = 0; shard < shards_max; ++shard)
    rows.push_back({shard, other.incarnation, {}, 0});
  EXPECT_EQ(placed(rows).size(), shards_max);
  EXPECT_EQ(number("SELECT count(*) FROM shards WHERE epoch = 1"), shards_max);
}

TEST_F(ClusterMapTest, LeavesWhatHasChangedMeanwhile) {
  placed({{4, coordinator.incarnation, {}, 0}});
  const auto before = version();
  EXPECT_EQ(placed({{4, coordinator.incarnation, other.incarnation, 0}}), Rows{});
  EXPECT_EQ(version(), before) << "nothing has changed";
  EXPECT_EQ(row(4), (ShardRow{4, coordinator.incarnation, {}, 1}));
}

TEST_F(ClusterMapTest, OnlyTheCoordinatorPlaces) {
  const Rows rows{{4, other.incarnation, {}, 0}};
  EXPECT_EQ(code_of(place(other, rows)), Errc::illegal_state);
  end_coordination();
  EXPECT_EQ(code_of(place(coordinator, rows)), Errc::illegal_state);
  EXPECT_EQ(number("SELECT count(owner) FROM shards"), 0);
}

TEST_F(ClusterMapTest, GivesNothingToThoseWhoAreGone) {
  const Incarnation nobody{99};
  EXPECT_EQ(placed({{4, nobody, {}, 0}, {5, other.incarnation, nobody, 0}}), Rows{});
}

TEST_F(ClusterMapTest, TakesNothingFromAnOwnerThatLives) {
  placed({{4, other.incarnation, {}, 0}});
  EXPECT_EQ(placed({{4, coordinator.incarnation, {}, 1}}), Rows{});
  end_lease(other.incarnation);
  EXPECT_EQ(placed({{4, coordinator.incarnation, {}, 1}}), Rows{}) << "it is not evicted yet";
  value_of(evict(coordinator));
  EXPECT_EQ(placed({{4, coordinator.incarnation, {}, 1}}),
            (Rows{{4, coordinator.incarnation, {}, 2}}));
}

TEST_F(ClusterMapTest, TheOwnerHandsOver) {
  begin_move(4, other, coordinator);
  const auto before = version();
  EXPECT_EQ(handed_over(other, {4, other.incarnation, coordinator.incarnation, 2}),
            (Rows{{4, coordinator.incarnation, {}, 3}}));
  EXPECT_EQ(version(), before + 1);
  EXPECT_EQ(row(4), (ShardRow{4, coordinator.incarnation, {}, 3}));
}

TEST_F(ClusterMapTest, NobodyButTheOwnerHandsOver) {
  begin_move(4, other, coordinator);
  const auto before = version();
  EXPECT_EQ(handed_over(coordinator, {4, other.incarnation, coordinator.incarnation, 2}), Rows{});
  EXPECT_EQ(version(), before);
}

TEST_F(ClusterMapTest, HandsOverOnlyWhatIsStillToGoThere) {
  begin_move(4, other, coordinator);
  EXPECT_EQ(handed_over(other, {4, other.incarnation, coordinator.incarnation, 1}), Rows{});
  EXPECT_EQ(handed_over(other, {4, other.incarnation, other.incarnation, 2}), Rows{});
  placed({{4, other.incarnation, {}, 2}}); // it may stay
  EXPECT_EQ(handed_over(other, {4, other.incarnation, coordinator.incarnation, 2}), Rows{});
  EXPECT_EQ(handed_over(other, {4, other.incarnation, coordinator.incarnation, 3}), Rows{});
  EXPECT_EQ(row(4), (ShardRow{4, other.incarnation, {}, 3}));
}

TEST_F(ClusterMapTest, HandsNothingOverToANodeThatIsGone) {
  const auto third = start_node("node-2");
  begin_move(4, other, third);
  begin_move(5, other, coordinator);
  value_of(leave(third));
  EXPECT_EQ(value_of(hand_over(other, {{4, other.incarnation, third.incarnation, 2},
                                       {5, other.incarnation, coordinator.incarnation, 2}}))
              .rows,
            (Rows{{5, coordinator.incarnation, {}, 3}}));
}

} // namespace
} // namespace baro
