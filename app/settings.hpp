#pragma once

#include "actors/cart/cart_actor.hpp"
#include "actors/credit/credit_actor.hpp"
#include "actors/deck/shelf_actor.hpp"
#include "actors/entity_waker.hpp"
#include "actors/events/events_actor.hpp"
#include "actors/fitting/fitting_actor.hpp"
#include "actors/identity/identity_actor.hpp"
#include "actors/webhooks/webhooks_actor.hpp"
#include "cluster/config.hpp"
#include "monitoring/log.hpp"
#include "net/config.hpp"
#include "persistence/stock_writer.hpp"
#include "providers/generation.hpp"
#include "providers/http_client.hpp"
#include "providers/oauth_config.hpp"
#include "providers/payment_provider.hpp"
#include "providers/storage_actor.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace baro {

/// Where other nodes reach this one, and how they know each other.
struct ClusterPortSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string advertised_host;       // where the others reach it; empty: the address
  std::uint16_t advertised_port = 0; // 0: the port
  std::string ca;                    // files, in PEM format
  std::string certificate;
  std::string key;

  bool has_tls() const { return !ca.empty(); }
};

/// Everything that can be set about a node. Each folder's own limits keep their defaults where they
/// stand.
struct Settings {
  std::string node_name = "node-0";
  LogLevel log_level = LogLevel::info;
  std::string database_url;
  std::string redis_url;
  int threads = 1;
  int readers = 3;
  int password_threads = 2;
  int stock_writers = 3;
  int swipe_writers = 2;
  std::chrono::seconds database_wait_max{30}; // at start-up
  std::chrono::milliseconds unready_min{0};   // at shutdown: until load balancers have noticed
  std::chrono::seconds leave_max{10};         // at shutdown: until others own its shards
  std::chrono::seconds drain_max{20};         // at shutdown: until its requests have ended
  ClusterPortSettings cluster;
  MembershipConfig membership;
  NetConfig net;
  ShardConfig shard;
  StockWriterConfig stock_writer;
  SkuConfig sku;
  SessionConfig session;
  IdentityConfig identity;
  ShelfConfig shelf;
  OauthConfig oauth;
  PaymentProviderConfig payments;
  std::chrono::milliseconds payment_window{0}; // 0: orders may stay unpaid
  std::chrono::milliseconds payment_check_pause{10'000};
  std::chrono::milliseconds audit_interval{600'000}; // 0: never
  std::chrono::milliseconds vitals_interval{1'000};  // 0: never
  HttpClientConfig http_client;
  EventsConfig events;
  WebhooksConfig webhooks;
  std::int64_t event_stream_max = 100'000;
  std::chrono::seconds events_keep{7 * 24 * 60 * 60}; // once everybody was told
  CreditConfig credit;
  FittingConfig fitting;
  StorageConfig storage;
  GenerationConfig generation;

  /// With a storage and a generator, or without both.
  bool has_fitting() const { return !storage.url.empty(); }
};

/// Reads flags, BARO_* variables of the environment and a configuration file, in this order of
/// precedence. Nothing: the process is to end with `exit_code`, since help was asked for, or a
/// setting is refused; the reason has been printed.
std::optional<Settings> read_settings(int argc, const char* const* argv, int& exit_code);

} // namespace baro
