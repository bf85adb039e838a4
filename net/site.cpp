#include "net/site.hpp"

#include "net/docs_page.hpp"
#include "net/openapi.hpp"

#include <algorithm>

namespace baro {

Site::Site(NetConfig settings, Services services_, HttpMetrics& metrics_, ReadMetrics& read_metrics)
  : config(std::move(settings)),
    services(std::move(services_)),
    router(all_routes()),
    metrics(metrics_),
    origins(config),
    cookie(config),
    pictures(config.pictures, config.picture_bytes_max),
    web(config.web),
    openapi{200, baro::openapi(router.rows(), cookie.name())},
    docs(docs_page()),
    proxies(networks_of(config.proxies)),
    anonymous(config.anonymous_rate, config.rated_addresses_max),
    logins(config.login_rate, config.rated_addresses_max),
    wrong_cookies(config.anonymous_rate, config.rated_addresses_max),
    uploads(config.uploads_max),
    reads({config.read_cache_age, config.read_cache_bytes_max}, changes, read_metrics) {}

bool Site::is_proxy(const boost::asio::ip::address& peer) const {
  return config.behind_proxy
         && (proxies.empty() || std::ranges::any_of(proxies, [&](const Network& network) {
               return network.contains(peer);
             }));
}

const Services& Call::services() const { return site.services; }

Changes& Call::changes() const { return site.changes; }

bool is_allowed(Access access, Role role) {
  switch (access) {
    case Access::anyone:
    case Access::payment_provider:
    case Access::viewer:
    case Access::logged_in: return true;
    case Access::buyer: return role == Role::BUYER || role == Role::ADMIN;
    case Access::store_owner: return role == Role::STORE_OWNER || role == Role::ADMIN;
    case Access::admin: return role == Role::ADMIN;
  }
  return false;
}

std::vector<const Route*> all_routes() {
  std::vector<const Route*> all;
  for (const auto rows :
       {identity_routes(),     session_routes(),    catalogue_routes(), listing_routes(),
        product_edit_routes(), look_routes(),       deck_routes(),      cart_routes(),
        order_routes(),        order_step_routes(), payment_routes(),   drop_routes(),
        coupon_routes(),       preorder_routes(),   fitting_routes(),   event_routes(),
        webhook_routes(),      admin_routes(),      cluster_routes(),   import_routes(),
        site_routes()})
    for (const auto& route : rows)
      all.push_back(&route);
  return all;
}

std::vector<RouteLabel> route_labels() {
  std::vector<RouteLabel> labels;
  for (const auto* route : all_routes())
    labels.push_back({std::string_view{http::to_string(route->method)}, route->path});
  return labels;
}

std::vector<std::string_view> problem_codes() {
  std::vector<std::string_view> codes;
  for (const auto& error : error_catalogue)
    codes.push_back(error.name);
  return codes;
}

} // namespace baro
