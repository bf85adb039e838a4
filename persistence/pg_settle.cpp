#include "persistence/pg_settle.hpp"

#include "persistence/pg_error.hpp"
#include "protocol/time.hpp"

#include <cassert>
#include <thread>

namespace baro {

namespace {

using std::chrono::steady_clock;

// Asked again on each look: a backend may only be starting to listen when it is told first.
constexpr const char* terminate_sql = R"sql(
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE application_name = $1 AND pid <> pg_backend_pid()
)sql";

constexpr std::chrono::milliseconds look_pause{2};
constexpr std::chrono::seconds connect_wait_max{1};
constexpr std::chrono::seconds find_wait_max{30};

Result<PgRows> look(PgSession& session, const std::string& lost_application_name,
                    const PgStatement& question) {
  auto opened = session.connection_within(connect_wait_max);
  if (!opened)
    return to_error(opened.error());
  PgConnection& connection = **opened;
  auto rows = [&]() -> PgResult<PgRows> {
    if (auto ended
        = end_backend(connection, lost_application_name, session.config().statement_wait_max);
        !ended)
      return ended.error();
    return connection.execute(question.sql, question.params);
  }();
  if (rows)
    return *std::move(rows);
  if (rows.error().connection_lost)
    session.drop();
  return to_error(rows.error());
}

} // namespace

PgResult<Done> end_backend(PgConnection& fresh, const std::string& application_name,
                           std::chrono::milliseconds wait_max) {
  assert(!application_name.empty()); // the server's own processes have no name
  const auto deadline = steady_clock::now() + wait_max;
  const auto name = PgParams{}.add(application_name);
  while (true) {
    auto left = fresh.execute(terminate_sql, name);
    if (!left)
      return left.error();
    if (left->empty())
      return Done{};
    if (steady_clock::now() >= deadline)
      return PgFailure{false, "57014", "the backend of " + application_name + " does not end"};
    std::this_thread::sleep_for(look_pause);
  }
}

Result<PgRows> look_after(PgSession& session, const std::string& lost_application_name,
                          const PgStatement& question) {
  auto rows = look(session, lost_application_name, question);
  if (!rows)
    std::this_thread::sleep_for(jittered(session.config().reconnect_pause));
  return rows;
}

Result<bool> find_trace(PgSession& session, const std::string& lost_application_name,
                        const PgStatement& trace) {
  const auto deadline = steady_clock::now() + find_wait_max;
  while (true) {
    auto rows = look_after(session, lost_application_name, trace);
    if (rows)
      return !rows->empty();
    if (steady_clock::now() >= deadline)
      return Error{Errc::deadline_passed, rows.error().detail};
  }
}

} // namespace baro
