#include "net/config.hpp"

#include "net/network.hpp"

namespace baro {

namespace {

bool is_origin(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (text.starts_with(scheme))
      return text.size() > scheme.size()
             && text.find_first_of("/ ?#@", scheme.size()) == std::string_view::npos;
  return false;
}

bool is_sane(RateLimit limit) {
  return (limit.per_second == 0 && limit.burst == 0) || (limit.per_second > 0 && limit.burst > 0);
}

} // namespace

Result<Done> check(const NetConfig& config) {
  const auto refuse = [](std::string why) { return Error{Errc::invalid_request, std::move(why)}; };
  if (!is_origin(config.public_url))
    return refuse("public-url: http(s)://host[:port]");
  for (const auto& origin : config.allowed_origins)
    if (!is_origin(origin))
      return refuse("allowed-origins: http(s)://host[:port], not " + origin);
  if (!config.web.empty() && !std::filesystem::is_regular_file(config.web / "index.html"))
    return refuse("web: there is no index.html in " + config.web.string());
  for (const auto& proxy : config.proxies)
    if (!parse_network(proxy))
      return refuse("proxies: addresses or networks, like 10.0.0.0/8, not " + proxy);
  if (!config.proxies.empty() && !config.behind_proxy)
    return refuse("proxies: needs behind-proxy");
  if (config.cross_site_cookie && !config.public_url.starts_with("https://"))
    return refuse("cross-site-cookie: needs a public-url with https");
  for (const auto limit : {config.request_deadline, config.header_timeout, config.body_timeout,
                           config.idle_timeout, config.write_timeout, config.drain_idle,
                           config.linger_timeout, config.upload_timeout, config.upload_deadline})
    if (limit.count() <= 0)
      return refuse("time-outs: above 0");
  if (config.header_bytes_max < 1024 || config.body_bytes_max == 0 || config.connections_max < 1
      || config.connections_per_address_max < 0 || config.in_flight_max < 1
      || config.in_flight_standing_max < 1 || config.upload_bytes_max == 0
      || config.uploads_max < 1)
    return refuse("limits: above 0, header_bytes_max at least 1024");
  if (config.bodies_bytes_max < config.body_bytes_max + NetConfig::answer_bytes_expected)
    return refuse("bodies_bytes_max: at least body_bytes_max and an answer's share");
  if (config.read_cache_age.count() < 0)
    return refuse("read-cache-age: 0 or above");
  if (!is_sane(config.anonymous_rate) || !is_sane(config.login_rate))
    return refuse("rates: both numbers above 0, or both 0");
  return Done{};
}

} // namespace baro
