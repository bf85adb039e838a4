#pragma once

#include "persistence/batch_commit.hpp"
#include "persistence/idempotency.hpp"
#include "persistence/pg_transaction.hpp"
#include "persistence/stock_queries.hpp"

/// What the repositories that commit batches have in common.
namespace baro {

/// The facts of a batch that carry a key, by their indices.
template <class Fact>
std::vector<std::size_t> keyed_facts(std::span<const Fact> batch) {
  std::vector<std::size_t> keyed;
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (batch[i].idempotency)
      keyed.push_back(i);
  return keyed;
}

template <class Fact>
std::vector<const IdempotencyRecord*> records_of(std::span<const Fact> batch,
                                                 const std::vector<std::size_t>& keyed) {
  std::vector<const IdempotencyRecord*> records;
  for (const auto index : keyed)
    records.push_back(&*batch[index].idempotency);
  return records;
}

/// The outcome when a batch's transaction came to nothing.
template <class Outcome>
Outcome none_of(PgSession& session, PgConnection& connection, const QueryError& why) {
  if (why.connection_lost) {
    session.drop();
    return {Outcome::Kind::offline, {}, why.error};
  }
  roll_back(session, connection);
  // A full disk, a server that only reads, one that is too slow: no fact is to blame.
  if (why.error.code == Errc::unavailable && !why.conflict)
    return {Outcome::Kind::offline, {}, why.error};
  return {Outcome::Kind::failed, {}, why.error};
}

template <class Committed>
Result<Committed> earlier_verdict(const Result<StoredAnswer>& stored) {
  if (stored)
    return Committed{stored->answer};
  return stored.error();
}

/// Of the facts at `suspects`, which have keys, those whose keys were used before: their first
/// answers, or that the key was reused.
template <class Fact, class Committed>
Found<std::vector<BatchRefusal<Committed>>>
refuse_repeats(PgConnection& connection, std::span<const Fact> batch,
               const std::vector<std::size_t>& suspects) {
  std::vector<BatchRefusal<Committed>> refusals;
  if (suspects.empty())
    return refusals;
  std::vector<FindAnswer> questions;
  for (const auto index : suspects) {
    const auto& record = *batch[index].idempotency;
    questions.push_back({record.user, record.idempotency});
  }
  auto answers = answer_all(connection, questions);
  if (!answers)
    return std::move(answers).error();
  for (std::size_t i = 0; i < suspects.size(); ++i)
    if (const auto& answer = (*answers)[i]; answer || answer.error().code != Errc::not_found)
      refusals.emplace_back(suspects[i], earlier_verdict<Committed>(answer));
  return refusals;
}

} // namespace baro
