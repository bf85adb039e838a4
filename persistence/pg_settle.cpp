#include "persistence/pg_settle.hpp"

#include <thread>

namespace baro {

namespace {

// Asked again on each look: a backend may only be starting to listen when it is told first.
constexpr const char* terminate_sql = R"sql(
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE application_name = $1 AND pid <> pg_backend_pid()
)sql";

constexpr std::chrono::milliseconds look_pause{2};

} // namespace

PgResult<Done> end_backend(PgConnection& fresh, const std::string& application_name,
                           std::chrono::milliseconds wait_max) {
  const auto deadline = std::chrono::steady_clock::now() + wait_max;
  const auto name = PgParams{}.add(application_name);
  while (true) {
    auto left = fresh.execute(terminate_sql, name);
    if (!left)
      return left.error();
    if (left->empty())
      return Done{};
    if (std::chrono::steady_clock::now() >= deadline)
      return PgFailure{false, "57014", "the backend of " + application_name + " does not end"};
    std::this_thread::sleep_for(look_pause);
  }
}

} // namespace baro
