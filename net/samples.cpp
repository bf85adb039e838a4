#include "net/samples.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>

namespace baro {

namespace {

namespace json = boost::json;

struct NamedText {
  std::string_view name;
  std::string_view text;
};

// What fields of these names hold, whatever they belong to.
constexpr std::array named_texts = {
  NamedText{"address", "서울특별시 성동구 왕십리로 83-21"},
  NamedText{"color", "아이보리"},
  NamedText{"description", "부드러운 울로 짠 기본 니트"},
  NamedText{"email", "mina@example.com"},
  NamedText{"name", "바로"},
  NamedText{"note", "입고"},
  NamedText{"password", "correct horse battery"},
  NamedText{"phoneNumber", "010-1234-5678"},
  NamedText{"productName", "울 라운드 니트"},
  NamedText{"productThumbnailUrl", "/pictures/knit.svg"},
  NamedText{"shippingAddress", "서울특별시 성동구 왕십리로 83-21"},
  NamedText{"size", "M"},
  NamedText{"storeName", "바로 스튜디오"},
  NamedText{"thumbnailUrl", "/pictures/knit.svg"},
  NamedText{"imageUrl", "/pictures/knit.svg"},
  NamedText{"imageUrls", "/pictures/knit.svg"},
  NamedText{"images", "/pictures/knit.svg"},
  NamedText{"lookImageUrls", "/pictures/look.svg"},
  NamedText{"title", "가을 출근 룩"},
};

struct NamedNumber {
  std::string_view name;
  std::int64_t number;
};

constexpr std::array named_numbers = {
  NamedNumber{"available", 2},       NamedNumber{"balance", 50},
  NamedNumber{"delta", 50},          NamedNumber{"likes", 128},
  NamedNumber{"likesCount", 128},    NamedNumber{"cursorLikes", 128},
  NamedNumber{"price", 39'000},      NamedNumber{"priceAtPurchase", 39'000},
  NamedNumber{"quantity", 2},        NamedNumber{"requested", 3},
  NamedNumber{"size", 20},           NamedNumber{"subtotal", 78'000},
  NamedNumber{"totalPrice", 78'000},
};

std::int64_t bound(const json::object& schema, std::string_view name, std::int64_t otherwise) {
  const auto* value = schema.if_contains(name);
  return value ? value->to_number<std::int64_t>() : otherwise;
}

json::value text_sample(std::string_view name, const json::object& schema) {
  if (const auto* format = schema.if_contains("format"); format && *format == "date-time")
    return "2026-03-02T09:30:00.000Z";
  for (const auto& [known, text] : named_texts)
    if (known == name)
      return json::string{text.data(), text.size()};
  return json::string(std::max<std::size_t>(1, bound(schema, "minLength", 4)), 'x');
}

json::value number_sample(std::string_view name, const json::object& schema) {
  std::int64_t number = 1;
  for (const auto& [known, value] : named_numbers)
    if (known == name)
      number = value;
  return std::clamp(number, bound(schema, "minimum", number), bound(schema, "maximum", number));
}

// Of two fields that cannot come together, the first.
bool is_second_of_two(std::string_view name, const json::object& schema) {
  const auto* alternatives = schema.if_contains("oneOf");
  return alternatives
         && std::string_view{alternatives->at(1).at("required").at(0).get_string()} == name;
}

// What cannot be without a field that is left out, is left out, too.
bool needs_second_of_two(std::string_view name, const json::object& schema) {
  const auto* dependent = schema.if_contains("dependentRequired");
  const auto* others = dependent ? dependent->get_object().if_contains(name) : nullptr;
  return others && std::ranges::any_of(others->get_array(), [&](const json::value& other) {
           return is_second_of_two(other.get_string(), schema);
         });
}

json::value object_sample(const json::object& schema, const json::object& components) {
  json::object result;
  if (const auto* properties = schema.if_contains("properties"))
    for (const auto& [name, property] : properties->get_object())
      if (!is_second_of_two(name, schema) && !needs_second_of_two(name, schema))
        result[name] = sample_of(name, property.get_object(), components);
  return result;
}

} // namespace

json::value sample_of(std::string_view name, const json::object& schema,
                      const json::object& components) {
  if (const auto* reference = schema.if_contains("$ref")) {
    const std::string_view path = reference->get_string();
    return sample_of(name, components.at(path.substr(path.rfind('/') + 1)).get_object(),
                     components);
  }
  for (const auto* list : {"examples", "enum"})
    if (const auto* values = schema.if_contains(list))
      return values->at(0);
  const auto* type = schema.if_contains("type");
  if (!type)
    return sample_of(name, schema.at("oneOf").at(0).get_object(), components);
  const std::string_view kind = type->is_array() ? type->at(0).get_string() : type->get_string();
  if (kind == "object")
    return object_sample(schema, components);
  if (kind == "array")
    return json::array{sample_of(name, schema.at("items").get_object(), components)};
  if (kind == "integer")
    return number_sample(name, schema);
  if (kind == "number")
    return 0.405;
  if (kind == "boolean")
    return true;
  return text_sample(name, schema);
}

} // namespace baro
