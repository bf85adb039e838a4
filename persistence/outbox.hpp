#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "persistence/redis.hpp"

namespace baro {

/// The stream of events in Redis.
inline constexpr const char* event_stream_key = "baro:events";

struct OutboxConfig {
  PgConfig pg;
  RedisConfig redis;
  std::int64_t batches_max = 32;            // that are dealt with at a time
  std::int64_t stream_events_max = 100'000; // that the stream keeps, and some more
};

/// What waits in the outbox.
struct OutboxLag {
  std::int64_t rows = 0;       // not in the stream yet; counted to `lag_rows_max`
  std::int64_t seconds = 0;    // since the oldest of them was written
  std::int64_t deliveries = 0; // to webhooks; counted likewise
};

inline constexpr std::int64_t lag_rows_max = 10'001;

/// What is in the outbox goes to the stream and to webhooks: in the order of its rows, from one
/// node at a time. That one has a lock of the database, and claims the rows besides: should the
/// lock ever fail, none goes twice at once. Blocks; belongs to one thread.
class Outbox {
public:
  explicit Outbox(OutboxConfig config)
    : config_(std::move(config)), session_(config_.pg, "outbox"), redis_(config_.redis) {}

  /// Whether anything is to be done; costs little when nothing is.
  Result<bool> has_unstreamed();
  Result<bool> has_undealt();

  struct Passed {
    std::int64_t batches = 0;
    std::int64_t events = 0;
  };

  /// Puts events into the stream. They are marked after that, so a crash in between puts them there
  /// once more. Errors: unavailable; then they wait.
  Result<Passed> stream();

  /// Writes down what is to be delivered to which webhook.
  Result<Passed> deal_out();

  Result<OutboxLag> lag();

private:
  /// Runs `work` (PgConnection& -> Found<Passed>) in a transaction that no other node can have open
  /// at the same time; while another one has it, nothing is done.
  template <class Work>
  Result<Passed> alone(Work work);

  Found<Passed> stream(PgConnection& connection);
  Found<Passed> deal_out(PgConnection& connection);

  OutboxConfig config_;
  PgSession session_;
  RedisSession redis_;
};

} // namespace baro
