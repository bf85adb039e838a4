#pragma once

#include "protocol/error.hpp"
#include "protocol/events.hpp"

#include <deque>
#include <map>
#include <unordered_map>
#include <vector>

namespace baro {

struct EventHubConfig {
  std::size_t streams_max = 2'000;
  std::size_t session_streams_max = 10;
  std::size_t waiting_bytes_max = 64 << 10; // in one stream; past it, it is cut
};

/// Who sees which event: the streams that are open on a node, and what waits in each of them.
class EventHub {
public:
  explicit EventHub(EventHubConfig config) : config_(config) {}

  /// A stream of what happens behind `from`. One that goes on from where it was is silent until it
  /// has caught up. Errors: rate_limited, overloaded.
  Result<EventStreamId> open(const OpenEvents& command, EventPosition from);
  void close(EventStreamId stream) { streams_.erase(stream); }

  std::size_t size() const { return streams_.size(); }

  /// How many were cut so far.
  std::int64_t cut() const { return cut_; }

  /// Shows what has happened on all nodes to those whom it concerns.
  void publish(const StreamPage& page);

  /// Shows a stream what it had missed before it was opened.
  void catch_up(EventStreamId stream, const StreamPage& past);

  /// Shows levels to those who watch them and were shown others.
  void show(const StockLevels& levels);

  /// The SKUs that somebody watches.
  std::vector<SkuId> watched() const;

  /// Whether take() has something to say.
  bool has_news(EventStreamId stream) const;

  /// What waits in a stream. Errors: not_found (it was cut, and is gone with that, or closed).
  Result<EventsReady> take(EventStreamId stream);

private:
  struct Stream {
    UserId user;
    SessionId session;
    EventPosition reached;                          // what is behind it has not been shown
    std::map<SkuId, std::optional<Quantity>> shown; // of the SKUs that it watches
    std::deque<ServerEvent> waiting{};
    std::size_t bytes = 0; // of what waits
    bool is_catching_up = false;
    bool is_cut = false;
  };

  void add(Stream& stream, ServerEvent event);
  void add(Stream& stream, const StreamedEvent& event);
  void add_gap(Stream& stream);

  EventHubConfig config_;
  std::unordered_map<EventStreamId, Stream> streams_;
  std::int64_t opened_ = 0;
  std::int64_t cut_ = 0;
};

} // namespace baro
