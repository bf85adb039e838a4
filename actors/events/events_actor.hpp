#pragma once

#include "actors/events/event_hub.hpp"
#include "monitoring/event_metrics.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <map>

namespace baro {

struct EventsConfig {
  EventHubConfig hub{};
  std::chrono::milliseconds news_wait_max{1'000};  // for an event, until a stream is told: none
  std::chrono::milliseconds stock_interval{1'000}; // how often watched stock is looked at
  std::chrono::milliseconds retry_pause{500};      // while Redis is away
};

struct EventsServices {
  EventStreamActor live; // waits for events
  EventStreamActor past; // looks for what somebody has missed, while the other one waits
  ReaderActor reader;
  EventMetrics& metrics; // outlives it
  EventsConfig config{};
};

/// Reads the stream for as long as somebody has one open here, and the stock that they watch.
class EventsState {
public:
  static constexpr const char* name = "baro.events";

  EventsState(EventsActor::pointer self, EventsServices services)
    : self_(self), services_(std::move(services)), hub_(services_.config.hub) {}

  EventsActor::behavior_type make_behavior();

private:
  struct Opening {
    OpenEvents command;
    caf::typed_response_promise<EventsOpened> reply;
  };

  struct Waiting {
    caf::typed_response_promise<EventsReady> reply;
    std::int64_t number = 0;
  };

  caf::result<EventsOpened> open(const OpenEvents& command);
  caf::result<EventsReady> next(NextEvents question);
  void close(CloseEvents command);

  void read();
  void take(const StreamPage& page);
  void begin(const Opening& opening);
  void catch_up();
  void look_at(std::vector<SkuId> skus);
  void watch();
  void tell_news();
  void tell(EventStreamId stream, caf::typed_response_promise<EventsReady> reply);
  void count();

  EventsActor::pointer self_;
  EventsServices services_;
  EventHub hub_;
  std::vector<Opening> opening_;             // until it is known where the stream ends
  std::optional<EventPosition> position_;    // how far it was read; none: it is not read now
  std::map<EventStreamId, ReadPast> behind_; // those that have not asked yet for what they missed
  bool is_catching_up_ = false;
  bool is_reading_ = false;
  bool is_watching_ = false;
  std::map<EventStreamId, Waiting> waiting_; // those that have had all that there was
  std::int64_t waits_ = 0;
  std::int64_t cut_ = 0; // streams that were counted
};

using EventsImpl = EventsActor::stateful_impl<EventsState>;

} // namespace baro
