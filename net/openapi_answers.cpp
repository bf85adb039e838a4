#include "net/openapi_answers.hpp"

#include "net/problem.hpp"
#include "net/samples.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace baro {

namespace {

namespace json = boost::json;

constexpr unsigned request_timeout_status = 408;
constexpr unsigned header_too_large_status = 431;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

json::object header(std::string_view description, bool required, json::object schema) {
  return {
    {"description", view(description)}, {"required", required}, {"schema", std::move(schema)}};
}

/// `RateLimitPolicy` for `RateLimit-Policy`.
std::string component_name(std::string_view header_name) {
  std::string name{header_name};
  std::erase(name, '-');
  return name;
}

json::object headers(std::initializer_list<std::string_view> names) {
  json::object result;
  for (const auto name : names)
    result[view(name)] = {{"$ref", "#/components/headers/" + component_name(name)}};
  return result;
}

/// `OutOfStock` for OUT_OF_STOCK.
std::string pascal_case(std::string_view name) {
  std::string result;
  while (!name.empty()) {
    const auto word = next_token(name, '_');
    result += word.front();
    for (const char c : word.substr(1))
      result += static_cast<char>(c | 0x20);
  }
  return result;
}

/// A refusal as a client would get it.
json::value example_of(unsigned status, Errc code) {
  Refusal refusal{code};
  refusal.status = status;
  if (code == Errc::invalid_request && status == 400)
    refusal.field_errors = {{"orderItems[0].quantity", "100", "must be from 1 to 99"}};
  if (code == Errc::out_of_stock)
    refusal.error.shortages = {{SkuId{7'301'982'465}, 3, 2}};
  return json::parse(problem(refusal, "/orders", "9f3c2a7714d0e85b", Language::korean).body);
}

std::string_view sentence_of(unsigned status) {
  switch (status) {
    case 201: return "Created";
    case 204: return "Done; there is nothing to say";
    default: return "As asked";
  }
}

} // namespace

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

std::map<unsigned, std::set<Errc>> errors_of(const Route& route) {
  std::map<unsigned, std::set<Errc>> errors{{request_timeout_status, {Errc::request_timeout}},
                                            {header_too_large_status, {Errc::invalid_request}}};
  const auto add = [&](std::initializer_list<Errc> codes) {
    for (const auto code : codes)
      errors[status_of(info(code).kind)].insert(code);
  };
  add({Errc::rate_limited, Errc::internal_error, Errc::overloaded, Errc::unavailable, Errc::fenced,
       Errc::not_here, Errc::deadline_passed});
  if (route.body || route.upload)
    add({Errc::malformed_json, Errc::body_too_large, Errc::unsupported_media_type});
  if (route.body || route.query || route.upload || route.creates)
    add({Errc::invalid_request});
  if (needs_session(route.access))
    add({Errc::not_logged_in});
  if (route.access == Access::payment_provider)
    add({Errc::wrong_signature});
  if (route.access > Access::logged_in)
    add({Errc::not_allowed});
  if (route.method != http::verb::get)
    add({Errc::cross_site_request});
  if (!path_parameters(route.path).empty())
    add({Errc::not_found});
  if (route.creates)
    add({Errc::idempotency_key_in_use, Errc::idempotency_key_reused});
  for (const auto code : route.errors)
    add({code});
  return errors;
}

json::object OpenApiAnswers::of(const Route& route) {
  json::object result{{std::to_string(route.status), success(route)}};
  if (route.has_etag() && route.status == 200)
    result["304"]
      = {{"description", "Still as in If-None-Match"},
         {"headers",
          headers({"X-Request-Id", "RateLimit", "RateLimit-Policy", "Cache-Control", "ETag"})}};
  for (const auto& [status, codes] : errors_of(route))
    result[std::to_string(status)] = refusal(status, codes);
  return result;
}

json::object OpenApiAnswers::success(const Route& route) {
  auto all = headers({"X-Request-Id", "RateLimit", "RateLimit-Policy"});
  const auto add = [&](bool has_it, std::string_view name) {
    if (has_it)
      all[view(name)] = {{"$ref", "#/components/headers/" + component_name(name)}};
  };
  add(route.method == http::verb::get, "Cache-Control");
  add(route.has_etag() && route.status == 200, "ETag");
  add(route.sets_cookie, "Set-Cookie");
  add(route.creates, "Idempotency-Replayed");
  json::object result{{"description", view(sentence_of(route.status))},
                      {"headers", std::move(all)}};
  if (route.answer) {
    auto schema = route.answer(components_);
    auto example = sample_of("", schema, components_.all());
    result["content"] = {
      {view(route.content_type), {{"schema", std::move(schema)}, {"example", std::move(example)}}}};
  } else if (route.status == 200) {
    result["content"] = {{view(route.content_type), json::object{}}};
  }
  return result;
}

json::object OpenApiAnswers::refusal(unsigned status, const std::set<Errc>& codes) {
  auto name = "Problem" + std::to_string(status);
  std::string description;
  json::array names;
  json::object examples;
  for (const auto code : codes) {
    const auto& about = info(code);
    name += pascal_case(about.name);
    description
      += fmt::format("{}`{}`: {}.", description.empty() ? "" : " ", about.name, about.title);
    names.emplace_back(view(about.name));
    examples[view(about.name)]
      = {{"summary", view(about.title)}, {"value", example_of(status, code)}};
  }
  if (!refusals_.contains(name)) {
    auto all = headers(
      {"X-Request-Id", "RateLimit", "RateLimit-Policy", "Cache-Control", "Content-Language"});
    if (status == 429 || status == 503)
      all["Retry-After"] = {{"$ref", "#/components/headers/RetryAfter"}};
    json::object schema{{"$ref", "#/components/schemas/Problem"},
                        {"properties",
                         {{"status", {{"const", status}}},
                          {"code", {{"type", "string"}, {"enum", std::move(names)}}}}}};
    refusals_[name] = {{"description", description},
                       {"headers", std::move(all)},
                       {"content",
                        {{"application/problem+json",
                          {{"schema", std::move(schema)}, {"examples", std::move(examples)}}}}}};
  }
  return {{"$ref", "#/components/responses/" + name}};
}

json::object header_components() {
  const json::object text{{"type", "string"}};
  return {
    {"XRequestId", header("Names this exchange in our log; taken over from the request", true,
                          {{"type", "string"}, {"minLength", 1}, {"maxLength", 128}})},
    {"RateLimit",
     header("What is left: `\"session\";r=4999;t=1` says that 4999 requests are left, and one more "
            "is in 1 second. Not when there is no limit, or a request was refused before it was "
            "counted",
            false, text)},
    {"RateLimitPolicy", header("The limit: `\"session\";q=5000;w=5`", false, text)},
    {"RetryAfter", header("Seconds to wait", true, {{"type", "integer"}, {"minimum", 1}})},
    {"CacheControl", header("Who may keep the answer", true, text)},
    {"ETag", header("For If-None-Match", true, {{"type", "string"}, {"pattern", "^\"[^\"]+\"$"}})},
    {"ContentLanguage", header("Of `message`: Korean, or English by Accept-Language", true,
                               {{"type", "string"}, {"enum", {"ko", "en"}}})},
    {"IdempotencyReplayed", header("There when this is the first answer once more", false,
                                   {{"type", "string"}, {"enum", json::array{"true"}}})},
    {"SetCookie", header("The session begins, or ends", true, text)},
  };
}

} // namespace baro
