#pragma once

#include "monitoring/http_metrics.hpp"
#include "net/address_rates.hpp"
#include "net/budget.hpp"
#include "net/config.hpp"
#include "net/cookie.hpp"
#include "net/network.hpp"
#include "net/origin.hpp"
#include "net/pictures.hpp"
#include "net/read_cache.hpp"
#include "net/router.hpp"
#include "net/web_files.hpp"

#include <prometheus/registry.h>

namespace baro {

/// What all threads of a server share. Does not change once it is made, but for what is counted and
/// what is kept of answers.
struct Site {
  NetConfig config;
  Services services;
  Router router;
  HttpMetrics& metrics;
  OriginPolicy origins;
  SessionCookie cookie;
  Pictures pictures;
  WebFiles web;
  Response openapi;
  Response docs;
  std::vector<Network> proxies;
  mutable AddressRates anonymous;
  mutable AddressRates logins;
  mutable AddressRates wrong_cookies;
  mutable Budget uploads;
  mutable Changes changes;
  mutable ReadCache reads;

  Site(NetConfig config, Services services, HttpMetrics& metrics, ReadMetrics& read_metrics);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// Whether browsers see it over TLS.
  bool has_tls() const { return config.public_url.starts_with("https://"); }
  /// Whether somebody who connects is believed about whom they speak for.
  bool is_proxy(const boost::asio::ip::address& peer) const;
};

/// The rows of the table, as metrics name them.
std::vector<RouteLabel> route_labels();

/// The codes that clients see in problems, in the order of their numbers.
std::vector<std::string_view> problem_codes();

} // namespace baro
