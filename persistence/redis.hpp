#pragma once

#include "protocol/error.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct redisContext;
struct redisReply;

namespace baro {

struct ConnectionMetrics;

/// Where Redis is, and the limits of every connection to it.
struct RedisConfig {
  std::string host;
  std::uint16_t port = 6379;
  std::string user; // empty: Redis's default user
  std::string password;
  std::int64_t database = 0;
  std::chrono::milliseconds connect_wait_max{1'000};
  std::chrono::milliseconds command_wait_max{1'000};
  /// Reconnect attempts are at least this far apart, plus up to as much again at random.
  std::chrono::milliseconds reconnect_pause{100};
  /// Where attempts to connect are counted. Null: nowhere.
  ConnectionMetrics* metrics = nullptr;
};

/// Reads redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]. Errors: invalid_request, with the reason
/// in `detail`, and never with the password.
Result<RedisConfig> parse_redis_url(std::string_view url);

/// A command and its arguments, which may hold any bytes.
using RedisCommand = std::vector<std::string>;

/// One value of what a command answered. Valid as long as its RedisReply.
class RedisValue {
public:
  explicit RedisValue(const redisReply* reply) : reply_(reply) {}

  std::string_view text() const;
  /// Of an array; of anything else none.
  std::vector<RedisValue> elements() const;

private:
  const redisReply* reply_;
};

/// What a command answered. Never an error.
class RedisReply {
public:
  explicit RedisReply(redisReply* reply) : reply_(reply) {}

  std::int64_t number() const;
  std::string_view text() const;
  /// Of an array.
  std::vector<std::string_view> texts() const;
  /// The whole of it, where arrays are in arrays.
  RedisValue value() const { return RedisValue{reply_.get()}; }

private:
  struct Free {
    void operator()(redisReply* reply) const;
  };
  std::unique_ptr<redisReply, Free> reply_;
};

/// A connection that is opened when needed, and again after it was lost. Blocks; belongs to one
/// thread. While the server is away, asking fails at once between attempts, so that callers are not
/// held up.
class RedisSession {
public:
  explicit RedisSession(RedisConfig config) : config_(std::move(config)) {}

  /// Sends all commands in one go, and answers one reply or error each: unavailable (whether the
  /// command was carried out is not known).
  std::vector<Result<RedisReply>> run(std::span<const RedisCommand> commands);

private:
  struct Close {
    void operator()(redisContext* context) const;
  };

  /// Nothing, or why there is no connection.
  std::optional<Error> connect();
  Result<RedisReply> read();
  Error lost();

  RedisConfig config_;
  std::unique_ptr<redisContext, Close> context_;
  std::chrono::steady_clock::time_point next_attempt_{};
};

} // namespace baro
