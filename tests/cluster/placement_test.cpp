#include "cluster/placement.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <ranges>

namespace baro {

namespace {

constexpr std::size_t shards = 1024;
constexpr std::size_t moves_max = 64;

using Crew = std::vector<Member>;
using Map = std::vector<ShardRow>;

Member serving(std::int64_t incarnation) {
  return {Incarnation{incarnation}, "", NodeState::SERVING, "", 1};
}

Map nobodys() {
  Map map(shards);
  for (std::uint32_t shard = 0; shard < shards; ++shard)
    map[shard].shard = shard;
  return map;
}

Map after(Map map, const Map& changes) {
  for (const auto& row : changes)
    map[row.shard] = row;
  return map;
}

/// All hand-overs under way happen.
Map handed_over(Map map) {
  for (auto& row : map)
    if (row.next_owner != Incarnation{})
      row = {row.shard, row.next_owner, {}, row.epoch};
  return map;
}

/// Plans and hands over until there is nothing left to do. How many shards were handed over on the
/// way is added to `moved`.
Map settle(Map map, const Crew& members, std::size_t& moved) {
  while (true) {
    const auto before = map;
    map = after(map, plan_placement(map, members, moves_max));
    moved += static_cast<std::size_t>(std::ranges::count_if(
      map, [](const ShardRow& row) { return row.next_owner != Incarnation{}; }));
    map = handed_over(map);
    if (map == before)
      return map;
  }
}

Map settle(Map map, const Crew& members) {
  std::size_t moved = 0;
  return settle(std::move(map), members, moved);
}

std::map<Incarnation, std::size_t> loads(const Map& map) {
  std::map<Incarnation, std::size_t> result;
  for (const auto& row : map)
    ++result[row.owner];
  return result;
}

} // namespace

TEST(PlacementTest, TheFirstNodeGetsEverythingAtOnce) {
  const auto changes = plan_placement(nobodys(), Crew{serving(1)}, moves_max);
  EXPECT_EQ(changes.size(), shards);
  EXPECT_EQ(loads(after(nobodys(), changes)), (std::map<Incarnation, std::size_t>{{{1}, shards}}));
}

TEST(PlacementTest, WithoutANodeThatServesNothingIsPlaced) {
  auto joining = serving(1);
  joining.state = NodeState::JOINING;
  EXPECT_TRUE(plan_placement(nobodys(), Crew{joining}, moves_max).empty());
}

TEST(PlacementTest, ANewNodeGetsItsShareByHandOverAndNothingElseMoves) {
  const auto before = settle(nobodys(), {serving(1), serving(2)});
  std::size_t moved = 0;
  const auto map = settle(before, {serving(1), serving(2), serving(3)}, moved);
  EXPECT_EQ(loads(map)[Incarnation{3}], shards / 3);
  EXPECT_EQ(moved, shards / 3);
}

TEST(PlacementTest, OnlySoManyShardsAreOnTheirWayAtOnce) {
  auto map = settle(nobodys(), {serving(1)});
  const Crew members{serving(1), serving(2)};
  map = after(map, plan_placement(map, members, moves_max));
  const auto moving
    = std::ranges::count_if(map, [](const ShardRow& row) { return row.next_owner.value != 0; });
  EXPECT_EQ(moving, static_cast<std::ptrdiff_t>(moves_max));
  EXPECT_TRUE(plan_placement(map, members, moves_max).empty())
    << "more of them before these arrive";
}

TEST(PlacementTest, ALeavingNodeHandsAllItHasOver) {
  auto members = Crew{serving(1), serving(2)};
  const auto before = settle(nobodys(), members);
  members[0].state = NodeState::LEAVING;
  for (const auto& row : plan_placement(before, members, moves_max))
    EXPECT_EQ(row.owner, Incarnation{1}) << "it is there to hand them over";
  EXPECT_EQ(loads(settle(before, members))[Incarnation{2}], shards);
}

TEST(PlacementTest, AMoveToANodeThatIsGoneIsTakenBack) {
  auto map = settle(nobodys(), {serving(1)});
  map = after(map, plan_placement(map, Crew{serving(1), serving(2)}, moves_max));
  const auto changes = plan_placement(map, Crew{serving(1)}, moves_max);
  EXPECT_EQ(changes.size(), moves_max);
  for (const auto& row : changes) {
    EXPECT_EQ(row.owner, Incarnation{1});
    EXPECT_EQ(row.next_owner, Incarnation{});
  }
}

RC_GTEST_PROP(PlacementTest, WhoeverComesAndGoesEveryShardEndsWithAnOwnerAndNobodyHasTwoMore, ()) {
  auto map = nobodys();
  Crew members;
  std::int64_t last = 0;
  for (const bool comes : *rc::gen::container<std::vector<bool>>(rc::gen::arbitrary<bool>())) {
    if (comes || members.size() < 2)
      members.push_back(serving(++last));
    else
      members.erase(members.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(members)));
    // Some of the moves happen before the next one comes or goes.
    map = after(map, plan_placement(map, members, moves_max));
    if (*rc::gen::arbitrary<bool>())
      map = handed_over(map);
    for (const auto& row : map)
      RC_ASSERT(std::ranges::count(members, row.owner, &Member::incarnation) == 1);
  }
  if (members.empty())
    return;
  const auto load = loads(settle(map, members));
  RC_ASSERT(load.size() == members.size());
  const auto [least, most] = std::ranges::minmax(load | std::views::values);
  RC_ASSERT(most - least <= 1u);
}

} // namespace baro
