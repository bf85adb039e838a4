#include "monitoring/log.hpp"
#include "monitoring/stock_metrics.hpp"
#include "persistence/stock_repository.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <tuple>

namespace baro {

namespace {

using Verdict = Result<StockCommitted>;
using Group = std::vector<std::size_t>; // indices of facts

/// One run of commit_stock().
class CommitRun {
public:
  CommitRun(StockRepository& repository, std::span<const CommitStock> facts, StockMetrics& metrics)
    : repository_(repository), facts_(facts), metrics_(metrics), verdicts_(facts.size()) {}

  std::vector<Verdict> run() {
    Group all(facts_.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = i;
    schedule(all);
    while (!groups_.empty()) {
      Group group = std::move(groups_.front());
      groups_.pop_front();
      attempt(group);
    }
    std::vector<Verdict> result;
    result.reserve(verdicts_.size());
    for (auto& verdict : verdicts_)
      result.push_back(*std::move(verdict));
    return result;
  }

private:
  // A key can be inserted once per transaction. A repeat comes in a later one, and finds the first's answer.
  void schedule(const Group& facts) {
    Group first, repeats;
    std::set<std::pair<UserId, std::string_view>> keys;
    for (const auto index : facts) {
      const auto& record = facts_[index].idempotency;
      const bool is_first = !record || keys.emplace(record->user, record->idempotency.key).second;
      (is_first ? first : repeats).push_back(index);
    }
    if (!first.empty())
      groups_.push_back(std::move(first));
    if (!repeats.empty())
      schedule(repeats);
  }

  void attempt(const Group& group) {
    std::vector<CommitStock> batch;
    batch.reserve(group.size());
    for (const auto index : group)
      batch.push_back(facts_[index]);
    auto outcome = repository_.commit(batch);
    switch (outcome.kind) {
      case BatchOutcome::Kind::committed:
        metrics_.batch_facts.Observe(static_cast<double>(group.size()));
        return decide_all(group, StockCommitted{});
      case BatchOutcome::Kind::refused: return set_aside(group, outcome.refusals);
      case BatchOutcome::Kind::failed: return split(group, std::move(outcome.error));
      case BatchOutcome::Kind::offline: return decide_all(group, std::move(outcome.error));
      case BatchOutcome::Kind::unknown: return find_out(group, batch);
    }
  }

  void decide_all(const Group& group, const Verdict& verdict) {
    for (const auto index : group)
      verdicts_[index] = verdict;
  }

  void set_aside(const Group& group, const std::vector<StockRefusal>& refusals) {
    for (const auto& refusal : refusals)
      verdicts_[group[refusal.index]] = refusal.verdict;
    Group rest;
    for (const auto index : group)
      if (!verdicts_[index])
        rest.push_back(index);
    if (!rest.empty())
      groups_.push_front(std::move(rest));
  }

  void split(const Group& group, Error error) {
    if (group.size() == 1) {
      log_error("stock_fact_failed", {{"reason", error.detail}});
      return decide_all(group, std::move(error));
    }
    metrics_.splits.Increment();
    const auto middle = group.begin() + static_cast<std::ptrdiff_t>(group.size() / 2);
    groups_.emplace_front(middle, group.end());
    groups_.emplace_front(group.begin(), middle);
  }

  // Never guessed: whoever waits for these facts goes on waiting until the database has told.
  void find_out(const Group& group, std::span<const CommitStock> batch) {
    metrics_.unknown.Increment();
    log_warning("commit_outcome_unknown", {{"facts", group.size()}});
    while (true) {
      if (auto committed = repository_.was_committed(batch)) {
        log_info("commit_outcome_found", {{"committed", *committed}});
        if (*committed)
          return decide_all(group, StockCommitted{});
        return decide_all(group, Error{Errc::unavailable, "the connection was lost before the commit"});
      }
    }
  }

  StockRepository& repository_;
  std::span<const CommitStock> facts_;
  StockMetrics& metrics_;
  std::vector<std::optional<Verdict>> verdicts_;
  std::deque<Group> groups_;
};

} // namespace

std::vector<Verdict> commit_stock(StockRepository& repository, std::span<const CommitStock> facts,
                                  StockMetrics& metrics) {
  auto verdicts = CommitRun{repository, facts, metrics}.run();
  for (const auto& verdict : verdicts)
    if (!verdict)
      (verdict.error().code == Errc::fenced ? metrics.fenced : metrics.failed).Increment();
    else
      (verdict->earlier_answer ? metrics.replayed : metrics.committed).Increment();
  return verdicts;
}

} // namespace baro
