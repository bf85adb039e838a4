#include "persistence/swipe_writer.hpp"

#include "persistence/stock_statements.hpp"
#include "persistence/swipe_statements.hpp"

#include <algorithm>
#include <unordered_set>

namespace baro {

SwipeWork::SwipeWork(const PgConfig& pg) : session_(along_the_keys(pg), "swipe_writer") {}

std::vector<Result<SwipesCommitted>>
SwipeWork::carry_out(const std::vector<CommitSwipes>& commits) {
  auto rows = session_.execute(commit_swipes(commits));
  if (!rows)
    return {commits.size(), rows.error()};
  std::unordered_set<LookId> existing;
  for (const auto row : *rows)
    existing.insert(row.id<LookId>(0));
  std::vector<Result<SwipesCommitted>> verdicts;
  for (const auto& commit : commits) {
    SwipesCommitted committed;
    for (const auto& change : commit.changes)
      if (!existing.contains(change.look))
        committed.missing.push_back(change.look);
    verdicts.emplace_back(std::move(committed));
  }
  return verdicts;
}

Result<SwipesReset> SwipeWork::carry_out(const ResetSwipes& reset) {
  auto rows = session_.execute(reset_swipes(reset));
  if (!rows)
    return std::move(rows).error();
  SwipesReset answer;
  for (const auto row : *rows)
    answer.unliked.push_back(row.id<LookId>(0));
  return answer;
}

} // namespace baro
