#include "net/openapi_schemas.hpp"

#include "protocol/error.hpp"

#include <boost/json/array.hpp>

#include <string>

namespace baro {

namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

json::object schema_of_one(const Field& field) {
  switch (field.type) {
    case FieldType::id:
      return {{"oneOf",
               {{{"type", "string"}, {"pattern", "^[1-9][0-9]{0,15}$"}},
                {{"type", "integer"}, {"minimum", field.min}, {"maximum", field.max}}}},
              {"examples", {"7301982465"}}};
    case FieldType::integer:
      return {{"type", "integer"}, {"minimum", field.min}, {"maximum", field.max}};
    case FieldType::object: return schema_of(*field.members);
    case FieldType::choice: {
      json::array names;
      for (const auto choice : field.choices)
        names.emplace_back(view(choice));
      return {{"type", "string"}, {"enum", std::move(names)}};
    }
    case FieldType::text:
    case FieldType::prose:
    case FieldType::password:
    case FieldType::email:
    case FieldType::phone:
    case FieldType::url:
    case FieldType::code: break;
    case FieldType::time: return {{"type", "string"}, {"format", "date-time"}};
  }
  json::object result{{"type", "string"}, {"minLength", field.min}, {"maxLength", field.max}};
  if (field.type == FieldType::password)
    result["format"] = "password";
  else if (field.type == FieldType::email)
    result["format"] = "email";
  else if (field.type == FieldType::url)
    result["format"] = "uri-reference";
  else if (field.type == FieldType::code)
    result["pattern"] = "^[A-Za-z0-9_-]*$";
  return result;
}

} // namespace

json::object schema_of(const Field& field) {
  auto result = schema_of_one(field);
  if (!field.may_be_zero)
    result["not"] = {{"const", 0}};
  if (field.type == FieldType::integer && !field.sample.empty())
    result["examples"] = json::array{std::stoll(std::string{field.sample})};
  else if (!field.sample.empty())
    result["examples"] = json::array{view(field.sample)};
  if (!field.is_list)
    return result;
  return {{"type", "array"},
          {"items", std::move(result)},
          {"minItems", field.items_min},
          {"maxItems", field.items_max}};
}

json::object schema_of(const Schema& schema) {
  json::object properties;
  json::array required;
  for (const auto& field : schema.fields) {
    properties[view(field.name)] = schema_of(field);
    if (field.required)
      required.emplace_back(view(field.name));
  }
  json::object result{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty())
    result["required"] = std::move(required);
  for (const auto& [kind, first, second] : schema.rules) {
    const auto one = json::array{view(first)};
    const auto other = json::array{view(second)};
    if (kind == Rule::Kind::exactly_one)
      result["oneOf"] = {{{"required", one}}, {{"required", other}}};
    else if (kind == Rule::Kind::both_or_neither)
      result["dependentRequired"] = {{view(first), other}, {view(second), one}};
  }
  return result;
}

json::object problem_schema() {
  json::array codes;
  for (const auto& error : error_catalogue)
    codes.emplace_back(view(error.name));
  const json::object text{{"type", "string"}};
  const json::object field_error{
    {"type", "object"},
    {"required", {"field", "rejectedValue", "reason"}},
    {"properties", {{"field", text}, {"rejectedValue", true}, {"reason", text}}}};
  return {
    {"type", "object"},
    {"required", {"type", "title", "status", "detail", "instance", "code", "message", "requestId"}},
    {"properties",
     {{"type", text},
      {"title", text},
      {"status", {{"type", "integer"}}},
      {"detail", text},
      {"instance", text},
      {"code", {{"type", "string"}, {"enum", std::move(codes)}}},
      {"message", text},
      {"requestId", text},
      {"fieldErrors", {{"type", "array"}, {"items", field_error}}},
      {"shortages", {{"type", "array"}, {"items", {{"$ref", "#/components/schemas/Shortage"}}}}},
      {"missing", {{"type", "array"}, {"items", {{"type", "string"}}}}}}}};
}

} // namespace baro
