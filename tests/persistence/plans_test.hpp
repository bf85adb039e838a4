#pragma once

#include "tests/persistence/shop_test.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace baro {

/// A test that looks at how PostgreSQL carries statements out.
class PlansTest : public ShopTest {
protected:
  // Plans show with many rows only, which take their time where other tests run, too.
  PlansTest() { run("SET statement_timeout = 0"); }

  /// What running a statement took, as PostgreSQL explains it.
  boost::json::value plan_of(const PgStatement& statement, const char* mode) {
    std::string arguments;
    for (const auto& value : statement.params.values())
      arguments += fmt::format("{}{}", arguments.empty() ? "" : ", ",
                               value ? fmt::format("'{}'", *value) : "NULL");
    auto connection = value_of(pg_connect(config, "plans"));
    value_of(connection.execute_script(fmt::format("SET plan_cache_mode = {}", mode)));
    value_of(connection.execute_script(fmt::format("PREPARE list AS {}", statement.sql)));
    const auto explain = fmt::format("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE list({})", arguments);
    const auto rows = value_of(connection.execute(explain.c_str()));
    const auto text = rows[0].text(0);
    return boost::json::parse({text.data(), text.size()}).at(0).at("Plan");
  }

  static std::string text_of(const boost::json::object& node, const char* name) {
    const auto* value = node.if_contains(name);
    return value ? std::string{value->as_string().c_str()} : std::string{};
  }

  /// A number of rows in one node of a plan, over all of its loops.
  static double rows_of(const boost::json::object& node, const char* name) {
    const auto* value = node.if_contains(name);
    return value ? value->to_number<double>() * node.at("Actual Loops").to_number<double>() : 0.0;
  }
};

} // namespace baro
