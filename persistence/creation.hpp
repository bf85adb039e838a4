#pragma once

#include "persistence/idempotency.hpp"
#include "persistence/pg_transaction.hpp"
#include "persistence/stock_queries.hpp"
#include "protocol/wire.hpp"

namespace baro {

/// The first answer to a request that came before, or nothing: then its key belongs to this
/// transaction.
template <class View>
Found<std::optional<View>> claim_key(PgConnection& connection, const IdempotencyRecord& record) {
  const auto claim = claim_keys({&record});
  auto claimed = connection.execute(claim.sql, claim.params);
  if (!claimed)
    return QueryError{claimed.error()};
  if (!claimed->empty())
    return std::optional<View>{};
  auto answers = answer_all(connection, {FindAnswer{record.user, record.idempotency}});
  if (!answers)
    return std::move(answers).error();
  auto& stored = answers->front();
  if (!stored)
    return QueryError{stored.error().code};
  auto view = from_wire<View>(stored->answer);
  if (!view)
    return QueryError{Errc::internal_error, view.error().detail};
  return std::optional<View>{*std::move(view)};
}

/// Does `work` (PgConnection& -> Found<Done>), answered by `view`, in one transaction with the
/// Idempotency-Key if there is one. A repeat does nothing, and gets the first answer.
/// `trace` finds a row only once it was done.
template <class View, class Work>
Result<Answer<View>> create(PgSession& session, UserId user,
                            const std::optional<Idempotency>& idempotency, const View& view,
                            const PgStatement& trace, Work work) {
  auto transaction = [&](PgConnection& connection) -> Found<Answer<View>> {
    if (idempotency) {
      auto first = claim_key<View>(connection, {user, *idempotency, to_wire(view)});
      if (!first)
        return std::move(first).error();
      if (*first)
        return Answer<View>{**std::move(first), true};
    }
    if (auto done = work(connection); !done)
      return std::move(done).error();
    return Answer<View>{view};
  };
  return transact(session, transaction, [&](const auto&) { return trace; });
}

} // namespace baro
