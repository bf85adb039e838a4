#include "persistence/swipe_writer.hpp"

#include "persistence/pg_settle.hpp"
#include "persistence/stock_statements.hpp"
#include "persistence/swipe_statements.hpp"

#include <algorithm>
#include <unordered_set>

namespace baro {

namespace {

// A conflict with another writer, or a lost connection: repeating changes nothing more.
constexpr int tries_max = 3;

// How long the end of a lost connection's backend is waited for.
constexpr std::chrono::seconds backend_wait_max{3};

} // namespace

SwipeWork::SwipeWork(const PgConfig& pg) : session_(along_the_keys(pg), "swipe_writer") {}

std::vector<Result<SwipesCommitted>>
SwipeWork::carry_out(const std::vector<CommitSwipes>& commits) {
  auto rows = execute(commit_swipes(commits));
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
  auto rows = execute(reset_swipes(reset));
  if (!rows)
    return std::move(rows).error();
  SwipesReset answer;
  for (const auto row : *rows)
    answer.unliked.push_back(row.id<LookId>(0));
  return answer;
}

Result<PgRows> SwipeWork::execute(const PgStatement& statement) {
  for (int tries = 1;; ++tries) {
    auto rows = attempt(statement);
    if (rows)
      return *std::move(rows);
    auto error = to_error(rows.error());
    if (error.code == Errc::unavailable && tries < tries_max)
      continue;
    // What was sent before the connection was lost may have been done.
    if (!lost_backend_.empty())
      error.code = Errc::deadline_passed;
    return error;
  }
}

// A lost connection's backend may still be at it. It is ended before anything else is done, or else
// it could bring back a swipe that was taken back meanwhile.
PgResult<PgRows> SwipeWork::attempt(const PgStatement& statement) {
  auto opened = session_.connection();
  if (!opened)
    return opened.error();
  PgConnection& connection = **opened;
  if (!lost_backend_.empty()) {
    if (auto ended = end_backend(connection, lost_backend_, backend_wait_max); !ended) {
      session_.drop();
      return ended.error();
    }
    lost_backend_.clear();
  }
  auto rows = connection.execute(statement.sql, statement.params);
  if (!rows && rows.error().connection_lost) {
    lost_backend_ = connection.application_name();
    session_.drop();
  }
  return rows;
}

} // namespace baro
