#include "tests/fuzz/limits.hpp"

#include "net/input.hpp"

#include <boost/json/array.hpp>

#include <cassert>
#include <codecvt>
#include <locale>
#include <regex>

namespace baro::fuzz {

namespace {

namespace json = boost::json;

/// Throws on what is no UTF-8.
std::u32string code_points(std::string_view text) {
  std::wstring_convert<std::codecvt_utf8<char32_t>, char32_t> converter;
  return converter.from_bytes(text.data(), text.data() + text.size());
}

bool matches(std::string_view text, const std::regex& pattern) {
  return std::regex_match(text.begin(), text.end(), pattern);
}

void check_text(const Field& field, std::string_view text) {
  static const std::regex email{R"([^@\s]+@[^@\s.]+(\.[^@\s.]+)+)"};
  static const std::regex phone{R"([-+() .0-9]+)"};
  static const std::regex code{R"([-_A-Za-z0-9]*)"};
  static const std::regex url{R"((https?://[^/]|/([^/]|$))[^ \\]*)"};
  const auto characters = code_points(text);
  const auto length = static_cast<std::int64_t>(characters.size());
  assert(length >= field.min && length <= field.max);
  for (const auto c : characters)
    assert((c >= 0x20 && c != 0x7f) || field.type == FieldType::prose);
  assert(text.find('\0') == std::string_view::npos);
  switch (field.type) {
    case FieldType::email: assert(matches(text, email)); break;
    case FieldType::phone: assert(matches(text, phone)); break;
    case FieldType::code: assert(matches(text, code)); break;
    case FieldType::url: assert(matches(text, url)); break;
    default: break;
  }
}

void check_id(const json::value& value) {
  static const std::regex number{"[1-9][0-9]*"};
  const auto id
    = value.is_string() ? std::stoll(std::string{value.get_string()}) : value.get_int64();
  assert(id >= 1 && id <= 9'007'199'254'740'991);
  if (value.is_string())
    assert(matches(std::string_view{value.get_string()}, number));
}

void check_one(const Field& field, const json::value& value) {
  static const std::regex moment{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z)"};
  switch (field.type) {
    case FieldType::id: return check_id(value);
    case FieldType::object: return check_limits(*field.members, value.get_object());
    case FieldType::integer: {
      const auto number = value.get_int64();
      assert(number >= field.min && number <= field.max && (number != 0 || field.may_be_zero));
      return;
    }
    case FieldType::choice: {
      [[maybe_unused]] const auto chosen = std::count(field.choices.begin(), field.choices.end(),
                                                      std::string_view{value.get_string()});
      assert(chosen == 1);
      return;
    }
    case FieldType::time: assert(matches(std::string_view{value.get_string()}, moment)); return;
    default: return check_text(field, value.get_string());
  }
}

void check_rule(const Rule& rule, const json::object& values) {
  const auto at = [&](std::string_view name) {
    const auto* value = values.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
  };
  [[maybe_unused]] const auto* first = at(rule.first);
  [[maybe_unused]] const auto* second = at(rule.second);
  switch (rule.kind) {
    case Rule::Kind::exactly_one: assert((first == nullptr) != (second == nullptr)); break;
    case Rule::Kind::both_or_neither: assert((first == nullptr) == (second == nullptr)); break;
    case Rule::Kind::in_order:
      if (!first || !second)
        break;
      if (first->is_int64())
        assert(first->get_int64() <= second->get_int64());
      else
        assert(Input{values}.time(rule.first) <= Input{values}.time(rule.second));
  }
}

} // namespace

void check_limits(const Schema& schema, const json::object& values) {
  for (const auto& field : schema.fields) {
    const auto* value = values.if_contains(field.name);
    if (!value || value->is_null()) {
      assert(!field.required);
    } else if (field.is_list) {
      const auto& items = value->get_array();
      [[maybe_unused]] const auto size = static_cast<std::int64_t>(items.size());
      assert(size >= field.items_min && size <= field.items_max);
      for (const auto& item : items)
        check_one(field, item);
    } else {
      check_one(field, *value);
    }
  }
  for (const auto& rule : schema.rules)
    check_rule(rule, values);
}

} // namespace baro::fuzz
