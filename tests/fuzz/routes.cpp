#include "tests/fuzz/routes.hpp"

#include "net/openapi_schemas.hpp"
#include "net/samples.hpp"
#include "net/text.hpp"
#include "signing/webhook_signature.hpp"
#include "tests/fuzz/edge.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace baro::fuzz {

namespace {

constexpr std::string_view products_csv
  = "storeId,name,price,description,thumbnailUrl,categoryIds,imageUrls,size,color,quantity\n"
    "1,knit,39000,\"a \"\"b\"\"\n\",/a.svg,1|2,/a.svg,M,red,3\n";

boost::json::object values_for(const Schema& schema) {
  return sample_of("", schema_of(schema), {}).as_object();
}

std::string path_of(const Route& route) {
  std::string path;
  for (auto rest = route.path.substr(1); !rest.empty();) {
    const auto segment = next_token(rest, '/');
    path += '/';
    path += segment == "{provider...}" ? "local" : segment.starts_with('{') ? "1" : segment;
  }
  return path;
}

std::string query_of(const Route& route) {
  std::string query;
  if (route.query)
    for (const auto& [name, value] : values_for(*route.query)) {
      const auto text
        = value.is_string() ? std::string{value.get_string()} : boost::json::serialize(value);
      query += fmt::format("{}{}={}", query.empty() ? '?' : '&', std::string_view{name}, text);
    }
  std::erase_if(query, [](char c) { return c <= ' '; });
  return query;
}

} // namespace

std::vector<const Route*> routes_with_body() {
  auto routes = all_routes();
  std::erase_if(routes, [](const Route* route) { return !route->body; });
  return routes;
}

std::string label_of(const Route& route) {
  return fmt::format("{} {}", std::string_view{http::to_string(route.method)}, route.path);
}

std::string target_of(const Route& route) { return path_of(route) + query_of(route); }

std::string body_of(const Route& route) {
  if (route.upload)
    return std::string{products_csv};
  return route.body ? boost::json::serialize(values_for(*route.body)) : "";
}

std::string request_of(const Route& route, std::string_view body) {
  auto text = fmt::format("{} {} HTTP/1.1\r\nHost: shop\r\nCookie: {}\r\n",
                          std::string_view{http::to_string(route.method)}, target_of(route),
                          cookie_of(SessionId{3}));
  if (route.creates)
    text += "Idempotency-Key: key\r\n";
  if (!body.empty())
    text
      += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n",
                     route.upload ? route.upload->content_type : "application/json", body.size());
  if (route.access == Access::payment_provider) {
    const auto seconds = now().micros / 1'000'000;
    text += fmt::format("{}: 1\r\n{}: {}\r\n{}: {}\r\n", webhook_id_header,
                        webhook_timestamp_header, seconds, webhook_signature_header,
                        webhook_signature(provider_secret, "1", seconds, body));
  }
  return text + "\r\n" + std::string{body};
}

} // namespace baro::fuzz
