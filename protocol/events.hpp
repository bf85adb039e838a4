#pragma once

#include "protocol/common.hpp"

#include <charconv>
#include <string_view>

namespace baro {

/// A place in the stream of events, which is one serial order over all nodes: when the relay
/// published it, and which of those that it published then.
struct EventPosition {
  std::int64_t micros = 0;
  std::int64_t place = 0;

  friend auto operator<=>(const EventPosition&, const EventPosition&) = default;
};
BOOST_DESCRIBE_STRUCT(EventPosition, (), (micros, place))

/// Before all events.
inline constexpr EventPosition stream_start{};

/// As Redis names it: `1764100000000000-3`.
inline std::string to_text(const EventPosition& position) {
  return std::to_string(position.micros) + '-' + std::to_string(position.place);
}

inline std::optional<EventPosition> parse_position(std::string_view text) {
  EventPosition position;
  const auto* const end = text.data() + text.size();
  const auto [dash, bad_micros] = std::from_chars(text.data(), end, position.micros);
  if (bad_micros != std::errc{} || dash == end || *dash != '-')
    return std::nullopt;
  const auto [rest, bad_place] = std::from_chars(dash + 1, end, position.place);
  if (bad_place != std::errc{} || rest != end || position < stream_start || position.place < 0)
    return std::nullopt;
  return position;
}

// The stream, as Redis has it ------------------------------------------------------------------

/// What happened to somebody's order.
struct StreamedEvent {
  EventPosition position;
  UserId user;      // whose order it is
  std::string data; // JSON, without the user
};
BOOST_DESCRIBE_STRUCT(StreamedEvent, (), (position, user, data))

/// Waits for events behind a position. Without one: answers at once, where the stream ends.
/// Errors: unavailable.
struct ReadStream {
  std::optional<EventPosition> after;
};
BOOST_DESCRIBE_STRUCT(ReadStream, (), (after))

/// One's own events behind a position, up to where the stream ends. Errors: unavailable.
struct ReadPast {
  UserId user;
  EventPosition after;
};
BOOST_DESCRIBE_STRUCT(ReadPast, (), (user, after))

struct StreamPage {
  std::vector<StreamedEvent> events; // in order; perhaps none
  EventPosition reached;             // there is nothing else up to here
  bool has_gap = false;              // some between the position and the first of these are gone
};
BOOST_DESCRIBE_STRUCT(StreamPage, (), (events, reached, has_gap))

// Streams that clients have open ---------------------------------------------------------------

using EventStreamId = Id<struct EventStreamTag>;

/// Opens a stream of one's own orders' events and of the stock of some SKUs. It has to be asked for
/// its events, and closed. Errors: rate_limited (the session has too many open), overloaded (the
/// node has), unavailable.
struct OpenEvents {
  UserId user;
  SessionId session;
  std::vector<SkuId> skus;
  std::optional<EventPosition> after; // none: from now on
};
BOOST_DESCRIBE_STRUCT(OpenEvents, (), (user, session, skus, after))

struct EventsOpened {
  EventStreamId stream;
};
BOOST_DESCRIBE_STRUCT(EventsOpened, (), (stream))

/// Waits, for a second at most, for what has happened since it was asked last. Errors: not_found
/// (it is closed, or was cut since more waited in it than may).
struct NextEvents {
  EventStreamId stream;
};
BOOST_DESCRIBE_STRUCT(NextEvents, (), (stream))

struct ServerEvent {
  std::string name;
  std::string data;                      // JSON
  std::optional<EventPosition> position; // what a client goes on from
};
BOOST_DESCRIBE_STRUCT(ServerEvent, (), (name, data, position))

struct EventsReady {
  std::vector<ServerEvent> events; // perhaps none
  EventPosition reached;           // a client that has these goes on from here
};
BOOST_DESCRIBE_STRUCT(EventsReady, (), (events, reached))

struct CloseEvents {
  EventStreamId stream;
};
BOOST_DESCRIBE_STRUCT(CloseEvents, (), (stream))

/// What is on hand of some SKUs. Those that there are not are left out.
struct FindStockLevels {
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(FindStockLevels, (), (skus))

struct StockLevel {
  SkuId sku;
  Quantity on_hand = 0;
};
BOOST_DESCRIBE_STRUCT(StockLevel, (), (sku, on_hand))

struct StockLevels {
  std::vector<StockLevel> all;
};
BOOST_DESCRIBE_STRUCT(StockLevels, (), (all))

} // namespace baro
