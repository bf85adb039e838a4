#pragma once

#include "net/text.hpp"
#include "protocol/describe.hpp"
#include "protocol/ids.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baro {

/// The fields of a request that passed its schema: asked for by the types that the schema gave
/// them. A view: the JSON lives longer.
class Input {
public:
  explicit Input(const boost::json::object& values) : values_(&values) {}

  bool has(std::string_view name) const { return find(name) != nullptr; }

  std::string text(std::string_view name) const { return text_of(*find(name)); }

  std::optional<std::string> maybe_text(std::string_view name) const {
    const auto* value = find(name);
    return value ? std::optional{text_of(*value)} : std::nullopt;
  }

  std::vector<std::string> texts(std::string_view name) const {
    return each<std::string>(name, text_of);
  }

  template <class Id>
  Id id(std::string_view name) const {
    return id_of<Id>(*find(name));
  }

  template <class Id>
  std::optional<Id> maybe_id(std::string_view name) const {
    const auto* value = find(name);
    return value ? std::optional{id_of<Id>(*value)} : std::nullopt;
  }

  template <class Id>
  std::vector<Id> ids(std::string_view name) const {
    return each<Id>(name, id_of<Id>);
  }

  template <class Number = std::int64_t>
  Number number(std::string_view name) const {
    return static_cast<Number>(find(name)->get_int64());
  }

  template <class Number = std::int64_t>
  std::optional<Number> maybe_number(std::string_view name) const {
    const auto* value = find(name);
    return value ? std::optional{static_cast<Number>(value->get_int64())} : std::nullopt;
  }

  Timestamp time(std::string_view name) const { return *maybe_time(name); }

  std::optional<Timestamp> maybe_time(std::string_view name) const {
    const auto* value = find(name);
    return value ? parse_time(std::string_view{value->get_string()}) : std::nullopt;
  }

  template <DescribedEnum E>
  std::optional<E> maybe_choice(std::string_view name) const {
    E result{};
    const auto* value = find(name);
    if (!value || !from_name(text_of(*value), result))
      return std::nullopt;
    return result;
  }

  template <DescribedEnum E>
  E choice(std::string_view name) const {
    return *maybe_choice<E>(name);
  }

  Input object(std::string_view name) const { return Input{find(name)->get_object()}; }

  std::vector<Input> objects(std::string_view name) const {
    return each<Input>(name, [](const boost::json::value& x) { return Input{x.get_object()}; });
  }

private:
  const boost::json::value* find(std::string_view name) const {
    const auto* value = values_->if_contains(name);
    return value && !value->is_null() ? value : nullptr;
  }

  static std::string text_of(const boost::json::value& value) {
    const auto& text = value.get_string();
    return {text.data(), text.size()};
  }

  template <class Id>
  static Id id_of(const boost::json::value& value) {
    return Id{value.is_string() ? parse_id(std::string_view{value.get_string()}).value()
                                : value.get_int64()};
  }

  template <class T, class F>
  std::vector<T> each(std::string_view name, F of) const {
    std::vector<T> result;
    if (const auto* value = find(name)) {
      const auto& items = value->get_array();
      result.reserve(items.size());
      for (const auto& item : items)
        result.push_back(of(item));
    }
    return result;
  }

  const boost::json::object* values_;
};

} // namespace baro
