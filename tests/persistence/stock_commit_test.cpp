#include "monitoring/stock_metrics.hpp"
#include "persistence/stock_repository.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <set>

namespace baro {
namespace {

/// What is wrong with a fact, and with the connection when it is committed.
enum class Flaw { none, fenced, broken };

/// Keeps facts in memory; the order's number says what a fact suffers from. `weather` says what
/// happens to each try, beginning with the first; after that the connection holds.
enum class Weather { fine, offline, lost_before_commit, lost_after_commit };

class FakeRepository : public StockRepository {
public:
  StockOutcome commit(std::span<const CommitStock> batch) override {
    ++tries;
    expect_keys_once(batch);
    const auto now = next_weather();
    if (now == Weather::offline)
      return {StockOutcome::Kind::offline, {}, Error{Errc::unavailable}};
    std::vector<StockRefusal> refusals;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto& record = batch[i].idempotency;
      if (flaw_of(batch[i]) == Flaw::fenced)
        refusals.emplace_back(i, Error{Errc::fenced});
      else if (record && keys.contains({record->user, record->idempotency.key}))
        refusals.emplace_back(i, StockCommitted{keys[{record->user, record->idempotency.key}]});
    }
    if (!refusals.empty())
      return {StockOutcome::Kind::refused, std::move(refusals), {}};
    for (const auto& fact : batch)
      if (flaw_of(fact) == Flaw::broken)
        return {StockOutcome::Kind::failed, {}, Error{Errc::internal_error}};
    if (now != Weather::lost_before_commit)
      keep(batch);
    committed_last = now != Weather::lost_before_commit;
    if (now != Weather::fine)
      return {StockOutcome::Kind::unknown, {}, Error{Errc::unavailable}};
    return {};
  }

  Result<bool> was_committed(std::span<const CommitStock>) override {
    if (silent_for-- > 0)
      return Error{Errc::unavailable};
    return committed_last;
  }

  static OrderId order_of(const CommitStock& commit) {
    return std::get<OrderPlaced>(commit.fact).order;
  }

  std::map<OrderId, Flaw> flaws;
  std::vector<Weather> weather;
  int silent_for = 0; // how often the database cannot be asked what happened
  std::map<OrderId, int> kept;
  std::map<std::pair<UserId, std::string>, std::string> keys;
  int tries = 0;

private:
  Flaw flaw_of(const CommitStock& commit) {
    const auto it = flaws.find(order_of(commit));
    return it == flaws.end() ? Flaw::none : it->second;
  }

  Weather next_weather() {
    if (weather.empty())
      return Weather::fine;
    const auto now = weather.front();
    weather.erase(weather.begin());
    return now;
  }

  void keep(std::span<const CommitStock> batch) {
    for (const auto& commit : batch) {
      ++kept[order_of(commit)];
      if (commit.idempotency)
        keys[{commit.idempotency->user, commit.idempotency->idempotency.key}]
          = commit.idempotency->answer;
    }
  }

  static void expect_keys_once(std::span<const CommitStock> batch) {
    std::set<std::pair<UserId, std::string>> seen;
    for (const auto& commit : batch)
      if (commit.idempotency) {
        EXPECT_TRUE(
          seen.emplace(commit.idempotency->user, commit.idempotency->idempotency.key).second);
      }
  }

  bool committed_last = false;
};

CommitStock order(std::int64_t id, std::optional<std::string> key = {}) {
  OrderPlaced placed;
  placed.order = OrderId{id};
  CommitStock commit{placed, {}};
  if (key)
    commit.idempotency = {UserId{1}, {*key, "print"}, "answer " + std::to_string(id)};
  return commit;
}

class StockCommitTest : public testing::Test {
protected:
  std::vector<Result<StockCommitted>> commit(const std::vector<CommitStock>& facts) {
    return commit_stock(repository, facts, metrics);
  }

  FakeRepository repository;
  prometheus::Registry registry;
  StockMetrics metrics{registry};
};

TEST_F(StockCommitTest, CommitsAllThatIsFineInOneTry) {
  const auto verdicts = commit({order(1), order(2), order(3)});
  EXPECT_TRUE(verdicts[0] && verdicts[1] && verdicts[2]);
  EXPECT_EQ(repository.tries, 1);
  EXPECT_EQ(metrics.committed.Value(), 3);
}

TEST_F(StockCommitTest, SetsAsideWhatIsRefusedAndCommitsTheRest) {
  repository.flaws[OrderId{2}] = Flaw::fenced;
  const auto verdicts = commit({order(1), order(2), order(3)});
  EXPECT_TRUE(verdicts[0] && verdicts[2]);
  ASSERT_FALSE(verdicts[1]);
  EXPECT_EQ(verdicts[1].error().code, Errc::fenced);
  EXPECT_EQ(repository.tries, 2);
  EXPECT_EQ(metrics.fenced.Value(), 1);
}

TEST_F(StockCommitTest, SplitsUntilTheGuiltyFactIsAlone) {
  repository.flaws[OrderId{5}] = Flaw::broken;
  std::vector<CommitStock> facts;
  for (int i = 0; i < 8; ++i)
    facts.push_back(order(i));
  const auto verdicts = commit(facts);
  for (std::size_t i = 0; i < facts.size(); ++i)
    EXPECT_EQ(static_cast<bool>(verdicts[i]), i != 5) << i;
  EXPECT_EQ(verdicts[5].error().code, Errc::internal_error);
  EXPECT_EQ(repository.kept.size(), 7u);
  EXPECT_EQ(metrics.splits.Value(), 3);
}

TEST_F(StockCommitTest, GivesTheSecondOfAKeyTheFirstOnesAnswer) {
  const auto verdicts = commit({order(1, "k"), order(2, "k"), order(3, "other"), order(4, "k")});
  EXPECT_EQ(verdicts[0]->earlier_answer, std::nullopt);
  EXPECT_EQ(verdicts[1]->earlier_answer, "answer 1");
  EXPECT_EQ(verdicts[2]->earlier_answer, std::nullopt);
  EXPECT_EQ(verdicts[3]->earlier_answer, "answer 1");
  EXPECT_EQ(metrics.replayed.Value(), 2);
}

TEST_F(StockCommitTest, AsksUntilItIsKnownWhetherALostCommitHappened) {
  repository.silent_for = 3;
  repository.weather = {Weather::lost_after_commit};
  EXPECT_TRUE(commit({order(1)})[0]);
  repository.silent_for = 3;
  repository.weather = {Weather::lost_before_commit};
  const auto lost = commit({order(2)});
  ASSERT_FALSE(lost[0]);
  EXPECT_EQ(lost[0].error().code, Errc::unavailable);
  EXPECT_FALSE(repository.kept.contains(OrderId{2}));
  EXPECT_EQ(metrics.unknown.Value(), 2);
}

TEST(StockCommitProperty, WhateverFailsEachFactGetsTheVerdictThatIsTrue) {
  const bool holds = rc::check([] {
    FakeRepository repository;
    prometheus::Registry registry;
    StockMetrics metrics{registry};
    const auto count = *rc::gen::inRange(0, 40);
    std::vector<CommitStock> facts;
    for (int i = 0; i < count; ++i) {
      const auto key = *rc::gen::inRange(0, 12);
      facts.push_back(order(i, key < 8 ? std::optional{std::to_string(key)} : std::nullopt));
      repository.flaws[OrderId{i}]
        = *rc::gen::weightedElement<Flaw>({{8, Flaw::none}, {1, Flaw::fenced}, {1, Flaw::broken}});
    }
    repository.weather = *rc::gen::container<std::vector<Weather>>(rc::gen::element(
      Weather::fine, Weather::offline, Weather::lost_before_commit, Weather::lost_after_commit));
    repository.silent_for = *rc::gen::inRange(0, 3);

    const auto verdicts = commit_stock(repository, facts, metrics);
    RC_ASSERT(verdicts.size() == facts.size());
    for (int i = 0; i < count; ++i) {
      const auto& verdict = verdicts[static_cast<std::size_t>(i)];
      const auto kept = repository.kept.find(OrderId{i});
      const bool said = verdict && !verdict->earlier_answer;
      RC_ASSERT(said == (kept != repository.kept.end()));
      RC_ASSERT(!said || kept->second == 1);
      if (verdict && verdict->earlier_answer) {
        const auto& record = *facts[static_cast<std::size_t>(i)].idempotency;
        const auto stored = repository.keys[std::pair{record.user, record.idempotency.key}];
        RC_ASSERT(*verdict->earlier_answer == stored);
      }
    }
  });
  EXPECT_TRUE(holds);
}

} // namespace
} // namespace baro
