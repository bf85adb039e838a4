#pragma once

#include "protocol/error.hpp"
#include "protocol/token_bucket.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace baro {

/// Who sends notices of payments, and how they are known.
struct PaymentWebhookConfig {
  std::string name = "local";                     // in the path
  std::string webhook_secret;                     // empty: nobody is listened to
  std::chrono::seconds webhook_tolerance{5 * 60}; // between the clocks, and on the way
};

struct NetConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080; // 0: any that is free
  std::string ops_address = "127.0.0.1";
  std::uint16_t ops_port = 8081; // 0: any that is free

  std::string public_url
    = "http://127.0.0.1:8080";              // https: the cookie becomes `__Host-` and Secure
  std::vector<std::string> allowed_origins; // shop fronts on other origins: `https://shop.example`
  bool cross_site_cookie = false; // SameSite=None; Secure, for a shop front on another site
  bool behind_proxy = false;      // the last X-Forwarded-For names the client
  std::vector<std::string>
    proxies;                      // whose word that is: `10.0.0.7`, `10.0.0.0/8`; empty: anybody's
  std::filesystem::path pictures; // served below /pictures/; empty: none
  std::size_t picture_bytes_max = 16 << 20;
  std::filesystem::path web; // the built web pages; empty: none

  std::chrono::milliseconds request_deadline{10'000};
  std::chrono::milliseconds slow_deadline{70'000}; // where somebody else's server works at it
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds idle_timeout{75'000};
  std::chrono::milliseconds write_timeout{30'000};
  std::chrono::milliseconds drain_idle{
    500}; // how long idle connections stay when the server drains
  std::chrono::milliseconds linger_timeout{
    2'000}; // for a refused body to arrive, so that its sender reads why

  std::uint32_t header_bytes_max = 16 << 10;
  std::size_t body_bytes_max = 1 << 20;
  std::size_t bodies_bytes_max = 128 << 20; // of all requests together
  // An answer's share of these before it is there; a request that finds less is refused.
  static constexpr std::int64_t answer_bytes_expected = 2 << 10;
  // Bodies that are taken as they arrive.
  std::uint64_t upload_bytes_max = 256 << 20;
  std::chrono::milliseconds upload_timeout{30'000}; // for the next bytes to arrive
  std::chrono::milliseconds upload_deadline{600'000};
  std::int64_t uploads_max = 4;                      // at once
  std::chrono::milliseconds event_heartbeat{15'000}; // of a stream of events

  std::int64_t connections_max = 10'000;
  std::int64_t connections_per_address_max = 1'000; // 0: no limit, as always behind a proxy
  std::int64_t in_flight_max = 2'048;
  // So many for however long; any more are a rush, and have that long to pass.
  std::int64_t in_flight_standing_max = 512;
  std::chrono::milliseconds in_flight_rush{500};

  PaymentWebhookConfig payment_provider;

  // Changes made through other nodes show after this time at the latest; 0: nothing is kept.
  std::chrono::milliseconds read_cache_age{1'000};
  std::size_t read_cache_bytes_max = 256 << 20;

  RateLimit anonymous_rate{500, 2'000};     // of an address, for calls without a session
  RateLimit login_rate{20, 300};            // of an address, for sign-up and login
  std::size_t rated_addresses_max = 65'536; // any more share one bucket
  std::int64_t session_rate_window = 0; // seconds in which a session's bucket fills; 0: not told
};

/// Errors: invalid_request; its detail names the setting as `barod --help` does.
Result<Done> check(const NetConfig& config);

} // namespace baro
