#include "persistence/swipe_writer.hpp"

#include "persistence/stock_statements.hpp"
#include "persistence/swipe_queries.hpp"
#include "persistence/swipe_statements.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace baro {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto like = Reaction::LIKE;
constexpr auto dislike = Reaction::DISLIKE;

SwipeChange change(std::int64_t look, std::optional<Reaction> reaction) {
  return {LookId{look}, reaction, now()};
}

class SwipeWriterTest : public ShopTest {
protected:
  SwipeWriterTest() {
    run("INSERT INTO looks (look_id, creator_id, title, thumbnail_url)"
        " SELECT n, 1, 'Look ' || n, '/t.svg' FROM generate_series(1, 20) n");
  }

  Result<SwipesCommitted> swipe(UserId user, std::vector<SwipeChange> changes) {
    return actors.ask<SwipesCommitted>(writer, CommitSwipes{user, std::move(changes)});
  }

  std::vector<LookId> missing(UserId user, std::vector<SwipeChange> changes) {
    return value_of(swipe(user, std::move(changes))).missing;
  }

  std::int64_t likes(std::int64_t look) {
    return number("SELECT likes_count FROM looks WHERE look_id = " + std::to_string(look));
  }

  /// Looks whose count is not that of their likes.
  std::int64_t miscounted() {
    return number("SELECT count(*) FROM looks l WHERE likes_count <> (SELECT count(*) FROM swipes s"
                  " WHERE s.look_id = l.look_id AND reaction = 'LIKE')");
  }

  Actors actors;
  SwipeWriterActor writer = actors.spawn<SwipeWriterImpl>(SwipeWriterConfig{config});
};

TEST_F(SwipeWriterTest, TheCountFollowsTheLastWordOfEachUser) {
  EXPECT_THAT(missing(shopper, {change(1, like)}), IsEmpty());
  EXPECT_THAT(missing(shopper, {change(1, like)}), IsEmpty());
  EXPECT_EQ(likes(1), 1);
  missing(stranger, {change(1, like), change(2, dislike)});
  EXPECT_EQ(likes(1), 2);
  EXPECT_EQ(likes(2), 0);
  missing(shopper, {change(1, dislike)});
  EXPECT_EQ(likes(1), 1);
  missing(stranger, {change(1, std::nullopt)});
  missing(stranger, {change(1, std::nullopt)});
  EXPECT_EQ(likes(1), 0);
  EXPECT_EQ(miscounted(), 0);
  EXPECT_EQ(number("SELECT count(*) FROM swipes WHERE user_id = 2 AND look_id = 1"
                   " AND reaction = 'DISLIKE' AND previous = 'LIKE'"),
            1);
}

TEST_F(SwipeWriterTest, AWholeBatchIsCountedOnceThoughItRepeatsItself) {
  run("BEGIN; LOCK TABLE swipes");
  std::vector<decltype(actors.request(writer, CommitSwipes{}))> requests;
  for (int user = 100; user < 150; ++user)
    for (const auto reaction : {like, dislike, user % 2 == 0 ? like : dislike})
      requests.push_back(
        actors.request(writer, CommitSwipes{UserId{user}, {change(1, reaction), change(2, like)}}));
  run("COMMIT");
  for (auto& request : requests)
    EXPECT_TRUE(actors.answer_to<SwipesCommitted>(std::move(request)));
  EXPECT_EQ(likes(1), 25);
  EXPECT_EQ(likes(2), 50);
  EXPECT_EQ(miscounted(), 0);
}

TEST_F(SwipeWriterTest, WhatDoesNotExistIsNamedAndTheOthersGoThrough) {
  EXPECT_THAT(missing(shopper, {change(1, like), change(404, like), change(405, std::nullopt)}),
              ElementsAre(LookId{404}, LookId{405}));
  EXPECT_EQ(likes(1), 1);
  EXPECT_EQ(number("SELECT count(*) FROM swipes"), 1);
}

TEST_F(SwipeWriterTest, AResetTakesBackOneKindOrAll) {
  missing(shopper, {change(1, like), change(2, like), change(3, dislike)});
  missing(stranger, {change(1, like)});
  auto reset = [&](std::optional<Reaction> reaction) {
    auto done = value_of(actors.ask<SwipesReset>(writer, ResetSwipes{shopper, reaction}));
    std::ranges::sort(done.unliked);
    return done.unliked;
  };
  EXPECT_THAT(reset(dislike), IsEmpty());
  EXPECT_EQ(number("SELECT count(*) FROM swipes WHERE user_id = 2"), 2);
  EXPECT_THAT(reset(std::nullopt), ElementsAre(LookId{1}, LookId{2}));
  EXPECT_EQ(number("SELECT count(*) FROM swipes WHERE user_id = 2"), 0);
  EXPECT_EQ(likes(1), 1);
  EXPECT_EQ(miscounted(), 0);
}

TEST_F(SwipeWriterTest, ARepeatAfterALostConnectionCountsNothingTwice) {
  const auto one = actors.spawn<SwipeWriterImpl>(SwipeWriterConfig{.pg = config, .workers = 1});
  std::optional<StalledCommits> stalled{std::in_place, database()};
  auto request = actors.request(one, CommitSwipes{shopper, {change(1, like)}});
  stalled->kill_one("swipe_writer"); // it was committed, and its client never hears of it
  stalled.reset();
  EXPECT_TRUE(actors.answer_to<SwipesCommitted>(std::move(request)));
  EXPECT_EQ(likes(1), 1);
  EXPECT_EQ(miscounted(), 0);
}

TEST_F(SwipeWriterTest, WritersThatMeetDoNotDeadlockAndCountRight) {
  const auto other = actors.spawn<SwipeWriterImpl>(SwipeWriterConfig{config});
  std::mt19937 random{7};
  std::vector<decltype(actors.request(writer, CommitSwipes{}))> requests;
  for (int i = 0; i < 2'000; ++i) {
    // The looks are the same few, in any order; the users of the two are not.
    std::vector<std::int64_t> looks(20);
    std::iota(looks.begin(), looks.end(), 1);
    std::ranges::shuffle(looks, random);
    std::vector<SwipeChange> changes;
    for (std::size_t n = 0; n < 5; ++n)
      changes.push_back(change(looks[n], random() % 3 == 0   ? std::nullopt
                                         : random() % 2 == 0 ? std::optional{like}
                                                             : std::optional{dislike}));
    const UserId user{static_cast<std::int64_t>(100 + 2 * (random() % 500)) + i % 2};
    requests.push_back(actors.request(i % 2 == 0 ? writer : other, CommitSwipes{user, changes}));
  }
  for (auto& request : requests)
    EXPECT_EQ(code_of(actors.answer_to<SwipesCommitted>(std::move(request))), std::nullopt);
  EXPECT_EQ(miscounted(), 0);
  EXPECT_EQ(number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"), 0);
}

TEST_F(SwipeWriterTest, WhateverTwoDecksOfOneUserSayTheCountsAreThoseOfTheRows) {
  const auto other = actors.spawn<SwipeWriterImpl>(SwipeWriterConfig{config});
  std::vector<decltype(actors.request(writer, CommitSwipes{}))> requests;
  for (std::int64_t i = 0; i < 400; ++i)
    requests.push_back(actors.request(
      i % 2 == 0 ? writer : other,
      CommitSwipes{shopper,
                   {change(1 + i % 3, i % 5 == 0 ? dislike : like),
                    change(4 + i % 4, i % 7 == 0 ? std::nullopt : std::optional{like})}}));
  // One that deadlocks with the other is refused at worst: there is but one deck of a user.
  for (auto& request : requests)
    (void)actors.answer_to<SwipesCommitted>(std::move(request));
  EXPECT_EQ(miscounted(), 0);
}

TEST_F(SwipeWriterTest, SwipesAreLoadedTheLatestFirst) {
  missing(shopper, {{LookId{1}, like, {1'000'000}}, {LookId{2}, dislike, {3'000'000}}});
  missing(shopper, {{LookId{3}, like, {2'000'000}}});
  const auto swipes = value_of(answer(database(), LoadSwipes{shopper})).all;
  ASSERT_EQ(swipes.size(), 3u);
  EXPECT_EQ(swipes[0].look, LookId{2});
  EXPECT_EQ(swipes[0].reaction, dislike);
  EXPECT_EQ(swipes[1].look, LookId{3});
  EXPECT_EQ(swipes[2].look, LookId{1});
}

TEST_F(SwipeWriterTest, LikedLooksComeInPagesTheNewestFirst) {
  missing(shopper, {change(1, like), change(5, like), change(7, dislike), change(9, like)});
  run("DELETE FROM looks WHERE look_id = 5");
  auto page = [&](std::optional<std::int64_t> after) {
    ListLikedLooks question{shopper, {std::nullopt, 1}};
    if (after)
      question.page.after = Cursor{{*after}, std::nullopt};
    return value_of(answer(database(), question));
  };
  const auto first = page({});
  ASSERT_EQ(first.content.size(), 1u);
  EXPECT_EQ(first.content[0].look_id, LookId{9});
  EXPECT_TRUE(first.has_next);
  const auto second = page(first.next_cursor->id.value);
  EXPECT_EQ(second.content.at(0).look_id, LookId{1});
  EXPECT_FALSE(second.has_next);
}

/// The order in which a batch locks rows rests on the plan.
class SwipePlanTest : public SwipeWriterTest {
protected:
  std::string plan_of(const PgStatement& statement, const PgConfig& with) {
    std::string arguments;
    for (const auto& value : statement.params.values())
      arguments += fmt::format("{}{}", arguments.empty() ? "" : ", ",
                               value ? "'" + *value + "'" : std::string{"NULL"});
    auto connection = value_of(pg_connect(with, "plans"));
    value_of(connection.execute_script(fmt::format("PREPARE s AS {}", statement.sql)));
    const auto explain = fmt::format("EXPLAIN (COSTS OFF) EXECUTE s({})", arguments);
    std::string plan;
    for (const auto row : value_of(connection.execute(explain.c_str())))
      plan.append(row.text(0)).append("\n");
    return plan;
  }

  std::string plan_of_batch(std::int64_t looks) {
    CommitSwipes commit{shopper, {}};
    for (std::int64_t look = 1; look <= looks; ++look)
      commit.changes.push_back(change(look, look % 5 == 0 ? std::nullopt : std::optional{like}));
    return plan_of(commit_swipes(std::vector{commit}), along_the_keys(config));
  }
};

TEST_F(SwipePlanTest, RowsAreFoundByTheirKeysAndLockedInTheirOrder) {
  run("INSERT INTO looks (look_id, creator_id, title, thumbnail_url)"
      " SELECT n, 1, 'Look ' || n, '/t.svg' FROM generate_series(21, 20000) n;"
      "INSERT INTO swipes (user_id, look_id, reaction)"
      " SELECT u, n, 'LIKE' FROM generate_series(2, 10) u, generate_series(1, 2000) n;"
      "ANALYZE looks; ANALYZE swipes");
  for (const std::int64_t looks : {1, 5'000}) {
    const auto plan = plan_of_batch(looks);
    EXPECT_THAT(plan, testing::Not(testing::HasSubstr("Seq Scan"))) << plan;
    EXPECT_THAT(plan, testing::ContainsRegex(
                        "LockRows\n *->  Nested Loop\n *->  Subquery Scan on change\n"
                        " *->  GroupAggregate\n *Group Key: swiped.look_id\n *Filter: [^\n]*\n"
                        " *->  Sort\n *Sort Key: swiped.look_id\n"))
      << plan;
    EXPECT_THAT(plan, testing::ContainsRegex("Insert on swipes(.|\n)*Sort Key: wish(_1)?.user_id, "
                                             "wish(_1)?.look_id"))
      << plan;
  }
}

TEST_F(SwipePlanTest, AUsersSwipesAreReadFromTheIndexAlone) {
  run("INSERT INTO swipes (user_id, look_id, reaction)"
      " SELECT u, n, 'LIKE' FROM generate_series(2, 40) u, generate_series(1, 2000) n");
  run("VACUUM ANALYZE swipes");
  const PgStatement load{"SELECT look_id, reaction FROM swipes WHERE user_id = $1"
                         " ORDER BY swiped_at DESC, look_id DESC",
                         PgParams{}.add(shopper)};
  EXPECT_THAT(plan_of(load, config), testing::HasSubstr("Index Only Scan using swipes_pkey"));
}

} // namespace
} // namespace baro
