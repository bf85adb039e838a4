#pragma once

#include "persistence/query_error.hpp"

#include <utility>

namespace baro {

/// What `query` (PgConnection& -> Found<T>) finds. A connection that turns out to be lost is
/// replaced and asked once more, so this is for what does no harm when it is done twice.
template <class Query>
auto ask_twice(PgSession& session, Query query)
  -> Result<std::decay_t<decltype(*query(std::declval<PgConnection&>()))>> {
  for (bool last_try = false;; last_try = true) {
    auto connection = session.connection();
    if (!connection)
      return to_error(connection.error());
    auto found = query(**connection);
    if (found)
      return *std::move(found);
    if (found.error().connection_lost)
      session.drop();
    if (!found.error().connection_lost || last_try)
      return std::move(found).error().error;
  }
}

} // namespace baro
