#include "net/openapi.hpp"

#include "net/openapi_answers.hpp"
#include "net/openapi_schemas.hpp"
#include "net/samples.hpp"
#include "signing/webhook_signature.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace baro {

namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

// `/pictures/{path}`: OpenAPI has no word for what is left of a path.
std::string documented_path(std::string_view path) {
  std::string result{path};
  if (const auto dots = result.find("...}"); dots != std::string::npos)
    result.erase(dots, 3);
  return result;
}

json::object reference(std::string_view parameter) {
  return {{"$ref", fmt::format("#/components/parameters/{}", parameter)}};
}

json::object parameter(std::string_view name, std::string_view in, bool required,
                       json::object schema) {
  auto example = sample_of(name, schema, {});
  return {{"name", view(name)},
          {"in", view(in)},
          {"required", required},
          {"schema", std::move(schema)},
          {"example", std::move(example)}};
}

json::array parameters_of(const Route& route) {
  json::array result;
  for (const auto& [name, is_rest] : path_parameters(route.path))
    result.emplace_back(parameter(
      name, "path", true, is_rest ? json::object{{"type", "string"}} : schema_of(field::id(name))));
  if (route.query)
    for (const auto& field : route.query->fields)
      result.emplace_back(parameter(field.name, "query", field.required, schema_of(field)));
  if (route.creates)
    result.emplace_back(reference("IdempotencyKey"));
  if (route.has_etag() && route.status == 200)
    result.emplace_back(reference("IfNoneMatch"));
  if (route.resumes)
    result.emplace_back(reference("LastEventId"));
  if (route.access == Access::payment_provider)
    for (const auto* header : {"WebhookId", "WebhookTimestamp", "WebhookSignature"})
      result.emplace_back(reference(header));
  return result;
}

// As `x-baro-access` has it.
std::string_view name_of(Access access) {
  switch (access) {
    case Access::anyone: return "anyone";
    case Access::payment_provider: return "payment_provider";
    case Access::viewer: return "viewer";
    case Access::logged_in: return "logged_in";
    case Access::buyer: return "buyer";
    case Access::store_owner: return "store_owner";
    case Access::admin: return "admin";
  }
  return "";
}

std::string_view sentence_of(Access access) {
  switch (access) {
    case Access::anyone: return "Anyone.";
    case Access::payment_provider:
      return "The payment provider, by webhook-id, webhook-timestamp and webhook-signature "
             "(Standard Webhooks).";
    case Access::viewer: return "Anyone; who is logged in sees own likes.";
    case Access::logged_in: return "Anyone who is logged in.";
    case Access::buyer: return "BUYER, ADMIN.";
    case Access::store_owner: return "STORE_OWNER, ADMIN.";
    case Access::admin: return "ADMIN.";
  }
  return "";
}

struct Tag {
  std::string_view name;
  std::string_view description;
  std::array<std::string_view, 5> segments; // with which its paths begin
};

// The last takes whatever is in no other.
constexpr std::array tags = {
  Tag{"Identity", "Accounts, logins and sessions", {"auth", "users"}},
  Tag{"Catalogue",
      "Stores, what they sell, and its stock",
      {"categories", "stores", "products", "skus"}},
  Tag{"Looks", "Looks, and the deck to swipe", {"looks"}},
  Tag{"Cart and orders",
      "From the cart to the order, and back",
      {"cart", "orders", "payments", "coupons", "events"}},
  Tag{"AI fitting", "Clothes on one's own picture", {"fit"}},
  Tag{"Administration", "Roles, imports, webhooks, nodes, and who changed what", {"admin"}},
  Tag{"Site", "The shop's pages, this documentation, and pictures", {}},
};

const Tag& tag_of(std::string_view path) {
  next_token(path, '/');
  const auto segment = next_token(path, '/');
  for (const auto& tag : tags)
    if (!segment.empty() && std::ranges::count(tag.segments, segment) > 0)
      return tag;
  return tags.back();
}

json::array tags_of(std::span<const Route* const> routes) {
  json::array result;
  for (const auto& tag : tags)
    if (std::ranges::any_of(routes, [&](auto* route) { return &tag_of(route->path) == &tag; }))
      result.emplace_back(
        json::object{{"name", view(tag.name)}, {"description", view(tag.description)}});
  return result;
}

std::string method_of(const Route& route) {
  std::string method{std::string_view{http::to_string(route.method)}};
  for (auto& c : method)
    c = static_cast<char>(c | 0x20);
  return method;
}

// `getProductsIdSkus` for GET /products/{id}/skus.
std::string operation_id_of(const Route& route) {
  auto id = method_of(route);
  bool begins = true;
  for (const char c : route.path)
    if (const bool is_lower = c >= 'a' && c <= 'z'; is_lower || (c >= 'A' && c <= 'Z')) {
      id += begins && is_lower ? static_cast<char>(c - 'a' + 'A') : c;
      begins = false;
    } else {
      begins = true;
    }
  return id;
}

json::object body_of(const Schema& body) {
  auto schema = schema_of(body);
  auto example = sample_of("", schema, {});
  return {
    {"required", true},
    {"content",
     {{"application/json", {{"schema", std::move(schema)}, {"example", std::move(example)}}}}}};
}

json::object operation_of(const Route& route, OpenApiAnswers& answers) {
  const auto access = sentence_of(route.access);
  json::object result{{"operationId", operation_id_of(route)},
                      {"summary", view(route.summary)},
                      {"description", route.description.empty()
                                        ? std::string{access}
                                        : fmt::format("{} {}", route.description, access)},
                      {"tags", {view(tag_of(route.path).name)}},
                      {"x-baro-access", view(name_of(route.access))}};
  if (auto parameters = parameters_of(route); !parameters.empty())
    result["parameters"] = std::move(parameters);
  if (route.body)
    result["requestBody"] = body_of(*route.body);
  if (route.upload)
    result["requestBody"]
      = {{"required", true},
         {"description", view(route.upload->description)},
         {"content", {{view(route.upload->content_type), {{"schema", {{"type", "string"}}}}}}}};
  result["responses"] = answers.of(route);
  if (needs_session(route.access))
    result["security"] = {{{"session", json::array{}}}};
  else if (route.access == Access::viewer)
    result["security"] = {json::object{}, {{"session", json::array{}}}};
  return result;
}

json::object header_parameter(std::string_view name, std::string_view description,
                              std::string_view example, bool required = false,
                              json::object schema = {{"type", "string"}}) {
  return {{"name", view(name)},          {"in", "header"},
          {"required", required},        {"description", view(description)},
          {"schema", std::move(schema)}, {"example", view(example)}};
}

json::object parameter_components() {
  return {
    {"IdempotencyKey",
     header_parameter("Idempotency-Key",
                      "The same key and request again: the first answer again, with "
                      "Idempotency-Replayed: true.",
                      "6f1d5c9e-7d0b-4b0e-9d55-1f2a3c4d5e6f", false,
                      {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}})},
    {"IfNoneMatch",
     header_parameter("If-None-Match", "An ETag that one has: 304 while it still holds.",
                      "\"5d41402abc4b2a76\"")},
    {"LastEventId",
     header_parameter("Last-Event-ID",
                      "The `id` of the last event that one has: those after it come first.",
                      "1790000000000-0")},
    {"WebhookId",
     header_parameter(webhook_id_header, "The message's own, the same when it is sent again.",
                      "7d0b4b0e-9d55-4f2a-8c4d-6f1d5c9e5e6f", true)},
    {"WebhookTimestamp",
     header_parameter(webhook_timestamp_header, "When it was sent, in seconds since 1970.",
                      "1790000000", true)},
    {"WebhookSignature",
     header_parameter(webhook_signature_header,
                      "`v1,` and the HMAC-SHA256 in base64 of id, timestamp and body, with points "
                      "between them; several stand apart by spaces.",
                      "v1,+DsevDlst/+YOnFJywAVRGwtuOzd5AdVOtXyCnwsSjQ=", true)}};
}

} // namespace

std::string openapi(std::span<const Route* const> routes, std::string_view cookie_name) {
  Components components;
  OpenApiAnswers answers{components};
  json::object paths;
  for (const auto* route : routes) {
    auto& path = paths[documented_path(route->path)];
    if (path.is_null())
      path.emplace_object();
    path.get_object()[method_of(*route)] = operation_of(*route, answers);
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
       "A fashion shop. Ids are texts in answers, texts or numbers in requests. Money is whole "
       "KRW, times are UTC. Refusals are problem documents (RFC 9457) with a `code` that stays; a "
       "path that is not here is 404 NOT_FOUND, a method that a path does not have 405 "
       "METHOD_NOT_ALLOWED."}}},
    {"servers", {{{"url", "/"}}}},
    {"tags", tags_of(routes)},
    {"paths", std::move(paths)},
    {"components",
     {{"schemas", std::move(schemas)},
      {"parameters", parameter_components()},
      {"headers", header_components()},
      {"responses", answers.refusals()},
      {"securitySchemes",
       {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", view(cookie_name)}}}}}}}};
  return json::serialize(document);
}

} // namespace baro
