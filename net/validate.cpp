#include "net/validate.hpp"

#include "net/json.hpp"
#include "net/text.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace baro {

namespace {

namespace json = boost::json;

constexpr std::int64_t rejected_length_max = 100;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_line_break_or_tab(char c) { return c == '\n' || c == '\r' || c == '\t'; }

bool is_blank(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == ' ' || is_control(c); });
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_of_code(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }

bool is_domain(std::string_view text) {
  int labels = 0;
  for (bool more = true; more; ++labels) {
    more = text.find('.') != std::string_view::npos;
    const auto label = next_token(text, '.');
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-'
        || !std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; }))
      return false;
  }
  return labels >= 2;
}

// Stricter than the RFC, where it allows what no mailbox has: quotes, comments, addresses in
// brackets.
bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64)
    return false;
  const auto local = text.substr(0, at);
  const auto is_allowed = [](char c) {
    return is_alphanumeric(c)
           || std::string_view{".!#$%&'*+/=?^_`{|}~-"}.find(c) != std::string_view::npos;
  };
  return std::ranges::all_of(local, is_allowed) && local.front() != '.' && local.back() != '.'
         && local.find("..") == std::string_view::npos && is_domain(text.substr(at + 1));
}

bool is_phone(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; })
         && std::ranges::all_of(text, [](char c) {
              return (c >= '0' && c <= '9')
                     || std::string_view{"+-() ."}.find(c) != std::string_view::npos;
            });
}

bool is_picture_url(std::string_view text) {
  if (std::ranges::any_of(text, [](char c) { return is_control(c) || c == ' ' || c == '\\'; }))
    return false;
  for (const std::string_view scheme : {"https://", "http://"})
    if (text.starts_with(scheme))
      return text.size() > scheme.size() && text[scheme.size()] != '/';
  return text.starts_with('/') && !text.starts_with("//");
}

std::string rejected(const Field& field, const json::value& value) {
  if (field.type == FieldType::password || value.is_structured())
    return "null";
  if (const auto* text = value.if_string())
    return to_json(cut({text->data(), text->size()}, rejected_length_max));
  return json::serialize(value);
}

class Validation {
public:
  std::vector<FieldError> errors;

  void check_all(const Schema& schema, const json::object& values, const std::string& prefix) {
    for (const auto& field : schema.fields) {
      if (is_full())
        return;
      const auto path = prefix + std::string{field.name};
      const auto* value = values.if_contains(field.name);
      if (value && !value->is_null())
        check(field, *value, path);
      else if (field.required)
        refuse(path, "null", "is required");
    }
    for (const auto& rule : schema.rules)
      check_rule(rule, values, prefix);
  }

private:
  bool is_full() const { return errors.size() >= field_errors_max; }

  void refuse(std::string path, std::string rejected_value, std::string reason) {
    if (!is_full())
      errors.push_back({std::move(path), std::move(rejected_value), std::move(reason)});
  }

  void check_rule(const Rule& rule, const json::object& values, const std::string& prefix) {
    const auto has = [&](std::string_view name) {
      const auto* value = values.if_contains(name);
      return value && !value->is_null();
    };
    const bool first = has(rule.first);
    const bool second = has(rule.second);
    const auto path = prefix + std::string{first ? rule.second : rule.first};
    switch (rule.kind) {
      case Rule::Kind::exactly_one:
        if (first && second)
          refuse(path, "null", fmt::format("cannot come together with {}", rule.first));
        else if (!first && !second)
          refuse(path, "null", fmt::format("either this or {} is required", rule.second));
        break;
      case Rule::Kind::both_or_neither:
        if (first != second)
          refuse(path, "null",
                 fmt::format("is required with {}", first ? rule.first : rule.second));
        break;
      case Rule::Kind::in_order:
        if (first && second)
          check_order(rule, values.at(rule.first), values.at(rule.second), prefix);
        break;
    }
  }

  // What is no number or moment has been refused already.
  void check_order(const Rule& rule, const json::value& first, const json::value& second,
                   const std::string& prefix) {
    const auto one = position_of(first);
    const auto other = position_of(second);
    if (one && other && *one > *other)
      refuse(prefix + std::string{rule.first}, json::serialize(first),
             fmt::format("must not be above {}", rule.second));
  }

  static std::optional<std::int64_t> position_of(const json::value& value) {
    if (value.is_int64())
      return value.get_int64();
    const auto* text = value.if_string();
    const auto moment = text ? parse_time({text->data(), text->size()}) : std::nullopt;
    return moment ? std::optional{moment->micros} : std::nullopt;
  }

  void check(const Field& field, const json::value& value, const std::string& path) {
    if (!field.is_list)
      return check_one(field, value, path);
    const auto* items = value.if_array();
    if (!items)
      return refuse(path, rejected(field, value), "must be a list");
    const auto size = static_cast<std::int64_t>(items->size());
    if (size < field.items_min || size > field.items_max)
      return refuse(
        path, "null",
        fmt::format("must have {} to {} entries, not {}", field.items_min, field.items_max, size));
    for (std::size_t i = 0; i < items->size() && !is_full(); ++i)
      check_one(field, (*items)[i], fmt::format("{}[{}]", path, i));
  }

  void check_one(const Field& field, const json::value& value, const std::string& path) {
    if (field.type == FieldType::object) {
      if (const auto* members = value.if_object())
        check_all(*field.members, *members, path + '.');
      else
        refuse(path, rejected(field, value), "must be an object");
      return;
    }
    auto reason = reason_against(field, value);
    if (!reason.empty())
      refuse(path, rejected(field, value), std::move(reason));
  }

  static std::string reason_against(const Field& field, const json::value& value) {
    switch (field.type) {
      case FieldType::id: return reason_against_id(value);
      case FieldType::integer: return reason_against_integer(field, value);
      case FieldType::object: return "must not be an object";
      case FieldType::choice:
      case FieldType::text:
      case FieldType::prose:
      case FieldType::password:
      case FieldType::email:
      case FieldType::phone:
      case FieldType::url:
      case FieldType::code:
      case FieldType::time:
        if (const auto* text = value.if_string())
          return reason_against_text(field, {text->data(), text->size()});
        return "must be a text";
    }
    return "has no known type";
  }

  static std::string reason_against_id(const json::value& value) {
    bool good = false;
    if (const auto* text = value.if_string())
      good = parse_id({text->data(), text->size()}).has_value();
    else if (const auto* number = value.if_int64())
      good = *number >= 1 && *number <= id_max;
    return good ? std::string{}
                : "must be an id: a whole number from 1 to 2^53 - 1, as text or number";
  }

  static std::string reason_against_integer(const Field& field, const json::value& value) {
    if (!value.is_int64() && !value.is_uint64())
      return "must be a whole number";
    const auto* number = value.if_int64();
    if (!number || *number < field.min || *number > field.max)
      return fmt::format("must be from {} to {}", field.min, field.max);
    if (*number == 0 && !field.may_be_zero)
      return "must not be 0";
    return {};
  }

  static std::string reason_against_text(const Field& field, std::string_view text) {
    if (field.type == FieldType::choice) {
      if (std::ranges::find(field.choices, text) == field.choices.end())
        return fmt::format("must be one of {}", fmt::join(field.choices, ", "));
      return {};
    }
    if (field.type == FieldType::time)
      return parse_time(text) ? "" : "must be a time in UTC, like 2026-03-02T09:30:00Z";
    const auto length = length_of(text);
    if (length < field.min || length > field.max)
      return fmt::format("must have {} to {} characters", field.min, field.max);
    const bool multi_line = field.type == FieldType::prose;
    if (std::ranges::any_of(
          text, [&](char c) { return is_control(c) && !(multi_line && is_line_break_or_tab(c)); }))
      return "must not have control characters";
    if (field.type == FieldType::email && !is_email(text))
      return "must be an e-mail address";
    if (field.type == FieldType::phone && !is_phone(text))
      return "must be a phone number";
    if (field.type == FieldType::url && !is_picture_url(text))
      return "must be an http(s) address or a path that begins with /";
    if (field.type == FieldType::code && !std::ranges::all_of(text, is_of_code))
      return "must have letters, digits, - and _ only";
    if (field.min > 0 && field.type != FieldType::password && is_blank(text))
      return "must not be blank";
    return {};
  }
};

} // namespace

FieldError not_accepted(const Schema& schema, const Error& why, const json::object& values) {
  const auto field = std::ranges::find(schema.fields, why.field, &Field::name);
  const auto* value = values.if_contains(why.field);
  return {why.field, value && field != schema.fields.end() ? rejected(*field, *value) : "null",
          why.reason.empty() ? "is not accepted here" : why.reason};
}

std::vector<FieldError> validate(const Schema& schema, const json::object& values) {
  Validation validation;
  validation.check_all(schema, values, "");
  return std::move(validation.errors);
}

} // namespace baro
