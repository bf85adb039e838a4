#include "net/openapi.hpp"

#include "net/problem.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <set>

namespace baro {

namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

json::object schema_of(const Schema& schema);

json::object schema_of_one(const Field& field) {
  switch (field.type) {
    case FieldType::id:
      return {{"oneOf",
               {{{"type", "string"}, {"pattern", "^[1-9][0-9]{0,15}$"}},
                {{"type", "integer"}, {"minimum", field.min}, {"maximum", field.max}}}}};
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
    case FieldType::url: break;
  }
  json::object result{{"type", "string"}, {"minLength", field.min}, {"maxLength", field.max}};
  if (field.type == FieldType::password)
    result["format"] = "password";
  else if (field.type == FieldType::email)
    result["format"] = "email";
  else if (field.type == FieldType::url)
    result["format"] = "uri-reference";
  return result;
}

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
    else
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
    {"properties", {{"field", text}, {"rejectedValue", json::object{}}, {"reason", text}}}};
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

// A parameter of the path: its name, and whether it is what is left of it.
struct PathParameter {
  std::string_view name;
  bool is_rest;
};

std::vector<PathParameter> path_parameters(std::string_view path) {
  std::vector<PathParameter> result;
  while (!path.empty()) {
    auto segment = next_token(path, '/');
    if (!segment.starts_with('{'))
      continue;
    const bool is_rest = segment.ends_with("...}");
    segment.remove_prefix(1);
    segment.remove_suffix(is_rest ? 4 : 1);
    result.push_back({segment, is_rest});
  }
  return result;
}

// `/pictures/{path}`: OpenAPI has no word for what is left of a path.
std::string documented_path(std::string_view path) {
  std::string result{path};
  if (const auto dots = result.find("...}"); dots != std::string::npos)
    result.erase(dots, 3);
  return result;
}

json::array parameters_of(const Route& route) {
  json::array result;
  for (const auto& [name, is_rest] : path_parameters(route.path))
    result.emplace_back(json::object{
      {"name", view(name)},
      {"in", "path"},
      {"required", true},
      {"schema", is_rest ? json::object{{"type", "string"}} : schema_of(field::id(name))}});
  if (route.query)
    for (const auto& field : route.query->fields)
      result.emplace_back(json::object{{"name", view(field.name)},
                                       {"in", "query"},
                                       {"required", field.required},
                                       {"schema", schema_of(field)}});
  if (route.creates)
    result.emplace_back(json::object{{"$ref", "#/components/parameters/IdempotencyKey"}});
  return result;
}

// The statuses that the row itself can bring about; actors add conflicts of their own.
std::set<unsigned> refusals_of(const Route& route) {
  std::set<unsigned> statuses{429, 500, 503, 504};
  if (route.body || route.query || route.creates)
    statuses.insert(400);
  if (route.body)
    statuses.merge(std::set<unsigned>{413, 415});
  if (needs_session(route.access))
    statuses.insert(401);
  if (route.method != http::verb::get || route.access > Access::logged_in)
    statuses.insert(403);
  if (!path_parameters(route.path).empty())
    statuses.insert(404);
  if (route.creates)
    statuses.merge(std::set<unsigned>{409, 422});
  return statuses;
}

json::object responses_of(const Route& route, Components& components) {
  json::object success{{"description", "As asked"}};
  if (route.answer)
    success["content"] = {{"application/json", {{"schema", route.answer(components)}}}};
  else if (route.status != 204)
    success["content"] = {{view(route.content_type), json::object{}}};
  json::object result{{std::to_string(route.status), std::move(success)}};
  if (route.has_etag())
    result["304"] = {{"description", "Still as in If-None-Match"}};
  for (const auto status : refusals_of(route))
    result[std::to_string(status)] = {{"$ref", "#/components/responses/Problem"}};
  result["default"] = {{"$ref", "#/components/responses/Problem"}};
  return result;
}

std::string_view role_of(Access access) {
  switch (access) {
    case Access::anyone: return "Anyone.";
    case Access::viewer: return "Anyone; who is logged in sees own likes.";
    case Access::logged_in: return "Anyone who is logged in.";
    case Access::buyer: return "BUYER, ADMIN.";
    case Access::store_owner: return "STORE_OWNER, ADMIN.";
    case Access::admin: return "ADMIN.";
  }
  return "";
}

// `products` for `/products/{id}/skus`.
std::string_view subject_of(std::string_view path) {
  next_token(path, '/');
  return next_token(path, '/');
}

json::object operation_of(const Route& route, Components& components) {
  json::object result{{"summary", view(route.summary)},
                      {"description", view(role_of(route.access))},
                      {"tags", {view(subject_of(route.path))}}};
  if (auto parameters = parameters_of(route); !parameters.empty())
    result["parameters"] = std::move(parameters);
  if (route.body)
    result["requestBody"]
      = {{"required", true},
         {"content", {{"application/json", {{"schema", schema_of(*route.body)}}}}}};
  result["responses"] = responses_of(route, components);
  if (needs_session(route.access))
    result["security"] = {{{"session", json::array{}}}};
  else if (route.access == Access::viewer)
    result["security"] = {json::object{}, {{"session", json::array{}}}};
  return result;
}

} // namespace

std::string openapi(std::span<const Route* const> routes, std::string_view cookie_name) {
  Components components;
  json::object paths;
  for (const auto* route : routes) {
    auto& path = paths[documented_path(route->path)];
    if (path.is_null())
      path.emplace_object();
    std::string method{std::string_view{http::to_string(route->method)}};
    for (auto& c : method)
      c = static_cast<char>(c | 0x20);
    path.get_object()[method] = operation_of(*route, components);
  }
  components.schema_of<Shortage>();
  auto schemas = components.all();
  schemas["Problem"] = problem_schema();
  const json::object document{
    {"openapi", "3.1.0"},
    {"info",
     {{"title", "BARO"},
      {"version", "1.0.0"},
      {"description",
       "A fashion shop. Ids are texts in answers, texts or numbers in requests. Errors are "
       "RFC 9457 problem details."}}},
    {"paths", std::move(paths)},
    {"components",
     {{"schemas", std::move(schemas)},
      {"parameters",
       {{"IdempotencyKey",
         {{"name", "Idempotency-Key"},
          {"in", "header"},
          {"required", false},
          {"description", "The same key and request again: the first answer again, with "
                          "Idempotency-Replayed: true."},
          {"schema", {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}}}}}}},
      {"responses",
       {{"Problem",
         {{"description", "Refused; see code"},
          {"content",
           {{"application/problem+json",
             {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}}}}},
      {"securitySchemes",
       {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", view(cookie_name)}}}}}}}};
  return json::serialize(document);
}

} // namespace baro
