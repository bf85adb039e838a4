#pragma once

#include "net/field.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string_view>

namespace baro {

/// The parts of a request target. Nothing when it is no path.
struct Target {
  std::string_view path;
  std::string_view query;
};
std::optional<Target> parse_target(std::string_view target);

/// The parameters that the schema knows, as the JSON that its validation expects: where it says
/// number, digits become one. Of a parameter given twice the first counts. Nothing when it is not
/// UTF-8 behind its percent signs.
std::optional<boost::json::object> parse_query(std::string_view query, const Schema& schema,
                                               boost::json::storage_ptr storage);

} // namespace baro
