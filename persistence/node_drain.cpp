#include "persistence/node_drain.hpp"

#include "persistence/admin_log.hpp"
#include "persistence/cluster_eviction.hpp"
#include "persistence/pg_transaction.hpp"

#include <array>

namespace baro {

namespace {

// Under the lock, so that of two admins who ask the last two nodes to leave, one is refused.
constexpr const char* find_node_sql = R"sql(
  SELECT name, state <> 'LEAVING' AND NOT asked_to_leave,
         EXISTS (SELECT FROM nodes o
                  WHERE o.incarnation <> n.incarnation AND o.state = 'SERVING'
                    AND NOT o.asked_to_leave AND o.lease_until > clock_timestamp())
    FROM nodes n WHERE incarnation = $1
)sql";

constexpr const char* ask_to_leave_sql
  = "UPDATE nodes SET asked_to_leave = true WHERE incarnation = $1";

constexpr const char* find_trace_sql
  = "SELECT FROM nodes WHERE incarnation = $1 AND asked_to_leave";

/// Within a transaction.
Found<Done> drain(PgConnection& connection, const DrainNode& command) {
  const auto node = PgParams{}.add(command.node);
  auto found = connection.execute_all(
    std::array{PgStatement{lock_cluster_sql, {}}, PgStatement{find_node_sql, node}});
  if (!found)
    return QueryError{found.error()};
  const auto& rows = (*found)[1];
  if (rows.empty())
    return QueryError{Errc::not_found, "node " + std::to_string(command.node.value)};
  if (!rows[0].boolean(1))
    return QueryError{Errc::illegal_state, "the node leaves already"};
  if (!rows[0].boolean(2))
    return QueryError{Errc::illegal_state, "no other node serves"};
  auto asked = connection.execute_all(
    std::array{PgStatement{ask_to_leave_sql, node},
               log_of({command.caller.user,
                       AdminAction::NODE_DRAINED,
                       AdminTarget::NODE,
                       command.node.value,
                       {{"name", std::string{rows[0].text(0)}, std::nullopt}}})});
  if (!asked)
    return QueryError{asked.error()};
  return Done{};
}

} // namespace

Result<Done> carry_out(PgSession& session, const DrainNode& command) {
  return transact(
    session, [&](PgConnection& connection) { return drain(connection, command); },
    [&](Done) {
      return PgStatement{find_trace_sql, PgParams{}.add(command.node)};
    });
}

} // namespace baro
