#pragma once

#include "actors/cart/cart_actor.hpp"
#include "actors/entity_waker.hpp"
#include "actors/identity/identity_actor.hpp"
#include "cluster/shard.hpp"
#include "monitoring/log.hpp"
#include "net/config.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace baro {

/// Everything that can be set about a node. Each folder's own limits keep their defaults where they
/// stand.
struct Settings {
  std::string node_name = "node-0";
  NodeNumber node_number = 0;
  LogLevel log_level = LogLevel::info;
  std::string database_url;
  std::string redis_url;
  int actor_threads = 2;
  int readers = 3;
  int password_threads = 2;
  std::chrono::seconds database_wait_max{30}; // at start-up
  std::chrono::seconds drain_max{20};         // at shutdown
  NetConfig net;
  ShardConfig shard;
  SkuConfig sku;
  SessionConfig session;
  IdentityConfig identity;
};

/// Reads flags, BARO_* variables of the environment and a configuration file, in this order of
/// precedence. Nothing: the process is to end with `exit_code`, since help was asked for, or a
/// setting is refused; the reason has been printed.
std::optional<Settings> read_settings(int argc, const char* const* argv, int& exit_code);

} // namespace baro
