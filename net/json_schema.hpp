#pragma once

#include "net/json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace baro {

/// The schemas of all views that the API answers with, by name, as the OpenAPI document lists them.
class Components {
public:
  /// A schema for T; structs are listed by name, and referred to.
  template <class T>
  boost::json::object schema_of() {
    return schema(std::type_identity<T>{});
  }

  const boost::json::object& all() const { return all_; }

private:
  using Object = boost::json::object;

  static constexpr std::string_view unnamed_namespace = "{anonymous}::"; // as g++ has it

  /// `ItemView`, `SliceOfItemView`: cut from how the compiler spells the type.
  template <class T>
  static std::string type_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    text = text.substr(0, text.find_first_of(";]"));
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text.substr(i).starts_with("baro::"))
        i += 5;
      else if (text.substr(i).starts_with(unnamed_namespace))
        i += unnamed_namespace.size() - 1;
      else if (text[i] == '<')
        result += "Of";
      else if (text[i] != '>' && text[i] != ' ')
        result += text[i];
    return result;
  }

  static Object schema(std::type_identity<bool>) { return {{"type", "boolean"}}; }
  static Object schema(std::type_identity<std::string>) { return {{"type", "string"}}; }
  static Object schema(std::type_identity<Timestamp>) {
    return {{"type", "string"}, {"format", "date-time"}};
  }

  static Object schema(std::type_identity<JsonObject>) {
    return {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
  }
  static Object schema(std::type_identity<double>) { return {{"type", "number"}}; }

  template <std::integral N>
  static Object schema(std::type_identity<N>) {
    return {{"type", "integer"}, {"format", "int64"}};
  }

  template <class Tag>
  static Object schema(std::type_identity<Id<Tag>>) {
    return {{"type", "string"}, {"pattern", "^[1-9][0-9]{0,15}$"}, {"examples", {"7301982465"}}};
  }

  template <DescribedEnum E>
  static Object schema(std::type_identity<E>) {
    boost::json::array names;
    boost::mp11::mp_for_each<describe::describe_enumerators<E>>(
      [&](auto enumerator) { names.emplace_back(enumerator.name); });
    return {{"type", "string"}, {"enum", std::move(names)}};
  }

  template <class T>
  Object schema(std::type_identity<std::optional<T>>) {
    auto present = schema_of<T>();
    if (auto* type = present.if_contains("type"); type && !present.contains("enum")) {
      *type = boost::json::array{*type, "null"};
      return present;
    }
    return {{"oneOf", {present, {{"type", "null"}}}}};
  }

  template <class T>
  Object schema(std::type_identity<std::vector<T>>) {
    return {{"type", "array"}, {"items", schema_of<T>()}};
  }

  template <Described T>
  Object schema(std::type_identity<T>) {
    const auto name = type_name<T>();
    if (!all_.contains(name)) {
      all_[name] = nullptr;
      Object properties;
      boost::json::array required;
      boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        using Value = std::decay_t<decltype(std::declval<T>().*member.pointer)>;
        const auto key = camel_case(member.name);
        if constexpr (omits_absent<T> && detail::is_optional<Value>) {
          properties[key] = schema_of<typename Value::value_type>();
        } else {
          properties[key] = schema_of<Value>();
          required.emplace_back(key);
        }
      });
      all_[name] = {{"type", "object"},
                    {"properties", std::move(properties)},
                    {"required", std::move(required)}};
    }
    return {{"$ref", "#/components/schemas/" + name}};
  }

  Object all_;
};

} // namespace baro
