#pragma once

#include "monitoring/log.hpp"
#include "protocol/common.hpp"
#include "protocol/error.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace baro {

/// Why one fact of a batch cannot be committed, or was before.
template <class Committed>
struct BatchRefusal {
  std::size_t index = 0; // in the batch
  Result<Committed> verdict;
};

/// What became of one try to commit a batch.
template <class Committed>
struct BatchOutcome {
  enum class Kind : std::uint8_t {
    committed, // all facts are in
    refused,   // none is in; `refusals` says which ones stand in the way
    failed,    // none is in; `error` says why, but not which fact is guilty
    offline,   // none is in: the database cannot be reached, or takes nothing now
    unknown,   // COMMIT was on its way when the connection was lost
  };
  Kind kind = Kind::committed;
  std::vector<BatchRefusal<Committed>> refusals{};
  Error error{};
};

/// Where facts of one kind are kept.
template <class FactType, class CommittedType>
class BatchRepository {
public:
  using Fact = FactType;
  using Committed = CommittedType;
  using Outcome = BatchOutcome<Committed>;

  virtual ~BatchRepository() = default;

  /// Tries to commit all facts in one transaction. No two of them carry the same Idempotency-Key.
  virtual Outcome commit(std::span<const Fact> batch) = 0;

  /// After `unknown`: waits, for a while, until the database answers whether that batch was
  /// committed. Errors: deadline_passed (it will never be known), any other (it could not be asked
  /// yet, and a pause was made).
  virtual Result<bool> was_committed(std::span<const Fact> batch) = 0;
};

/// What became of facts, and how many tries it took.
template <class Committed>
struct BatchReport {
  std::vector<Result<Committed>> verdicts; // one for each fact, in order
  std::vector<std::size_t> batches;        // the sizes of those that were committed
  std::size_t splits = 0;
  std::size_t unknown = 0; // outcomes that had to be asked after
};

/// One run of commit_batch().
template <class Repository>
class BatchRun {
  using Fact = typename Repository::Fact;
  using Committed = typename Repository::Committed;
  using Outcome = typename Repository::Outcome;
  using Verdict = Result<Committed>;
  using Group = std::vector<std::size_t>; // indices of facts

public:
  BatchRun(Repository& repository, std::span<const Fact> facts)
    : repository_(repository), facts_(facts), verdicts_(facts.size()) {}

  BatchReport<Committed> run() {
    Group all(facts_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    schedule(std::move(all));
    while (!groups_.empty()) {
      const Group group = std::move(groups_.front());
      groups_.pop_front();
      attempt(group);
    }
    for (auto& verdict : verdicts_)
      report_.verdicts.push_back(*std::move(verdict));
    return std::move(report_);
  }

private:
  // A key can be inserted once per transaction. A repeat comes in a later one, and finds the
  // first's answer.
  void schedule(Group facts) {
    while (!facts.empty()) {
      std::set<std::pair<UserId, std::string_view>> keys;
      const auto repeats = std::stable_partition(facts.begin(), facts.end(), [&](auto index) {
        const auto& record = facts_[index].idempotency;
        return !record || keys.emplace(record->user, record->idempotency.key).second;
      });
      groups_.emplace_back(facts.begin(), repeats);
      facts.erase(facts.begin(), repeats);
    }
  }

  void attempt(const Group& group) {
    std::vector<Fact> part;
    const auto batch = facts_of(group, part);
    auto outcome = repository_.commit(batch);
    switch (outcome.kind) {
      case Outcome::Kind::committed:
        report_.batches.push_back(group.size());
        return decide_all(group, Committed{});
      case Outcome::Kind::refused: return set_aside(group, outcome.refusals);
      case Outcome::Kind::failed: return split(group, std::move(outcome.error));
      case Outcome::Kind::offline: return decide_all(group, std::move(outcome.error));
      case Outcome::Kind::unknown: return find_out(group, batch);
    }
  }

  /// Most often it is all of them, which are there already. Else they are copied into `part`.
  std::span<const Fact> facts_of(const Group& group, std::vector<Fact>& part) {
    if (group.size() == facts_.size())
      return facts_;
    part.reserve(group.size());
    for (const auto index : group)
      part.push_back(facts_[index]);
    return part;
  }

  void decide_all(const Group& group, const Verdict& verdict) {
    for (const auto index : group)
      verdicts_[index] = verdict;
  }

  void set_aside(const Group& group, const std::vector<BatchRefusal<Committed>>& refusals) {
    for (const auto& refusal : refusals)
      verdicts_[group[refusal.index]] = refusal.verdict;
    Group rest;
    std::ranges::copy_if(group, std::back_inserter(rest),
                         [this](auto index) { return !verdicts_[index]; });
    if (!rest.empty())
      groups_.push_front(std::move(rest));
  }

  void split(const Group& group, Error error) {
    if (group.size() == 1) {
      log_error("fact_failed", {{"reason", error.detail}});
      return decide_all(group, std::move(error));
    }
    ++report_.splits;
    const auto middle = group.begin() + static_cast<std::ptrdiff_t>(group.size() / 2);
    groups_.emplace_front(middle, group.end());
    groups_.emplace_front(group.begin(), middle);
  }

  // Never guessed: whoever waits for these facts goes on waiting until the database has told.
  void find_out(const Group& group, std::span<const Fact> batch) {
    ++report_.unknown;
    log_warning("commit_outcome_unknown", {{"facts", group.size()}});
    while (true) {
      auto committed = repository_.was_committed(batch);
      if (!committed && committed.error().code != Errc::deadline_passed)
        continue;
      if (!committed)
        return decide_all(group, std::move(committed).error());
      log_info("commit_outcome_found", {{"committed", *committed}});
      if (*committed)
        return decide_all(group, Committed{});
      return decide_all(group,
                        Error{Errc::unavailable, "the connection was lost before the commit"});
    }
  }

  Repository& repository_;
  std::span<const Fact> facts_;
  std::vector<std::optional<Verdict>> verdicts_;
  std::deque<Group> groups_;
  BatchReport<Committed> report_;
};

/// Commits facts, however many tries it takes: what is refused is set aside, a batch that fails is
/// split until the guilty fact is alone, and an unknown outcome is asked after until it is known.
/// Apart from deadline_passed, every error means that this fact did not happen.
template <class Repository>
BatchReport<typename Repository::Committed>
commit_batch(Repository& repository, std::span<const typename Repository::Fact> facts) {
  return BatchRun<Repository>{repository, facts}.run();
}

} // namespace baro
