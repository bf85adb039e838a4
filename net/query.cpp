#include "net/query.hpp"

#include "net/text.hpp"

#include <boost/json/value.hpp>

namespace baro {

std::optional<Target> parse_target(std::string_view target) {
  if (!target.starts_with('/') || target.find('#') != std::string_view::npos)
    return std::nullopt;
  const auto path = next_token(target, '?');
  return Target{path, target};
}

std::optional<boost::json::object> parse_query(std::string_view query, const Schema& schema,
                                               boost::json::storage_ptr storage) {
  boost::json::object result{std::move(storage)};
  while (!query.empty()) {
    auto value_text = next_token(query, '&');
    const auto name = next_token(value_text, '=');
    for (const auto& field : schema.fields) {
      if (name != field.name || result.contains(name))
        continue;
      const auto value = percent_decode(value_text, true);
      if (!value || !is_utf8(*value))
        return std::nullopt;
      if (field.type == FieldType::integer)
        if (const auto number = parse_integer(*value)) {
          result[name] = *number;
          continue;
        }
      result[name] = *value;
    }
  }
  return result;
}

} // namespace baro
