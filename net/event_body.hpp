#pragma once

#include "net/body_stream.hpp"
#include "net/heartbeat.hpp"
#include "net/line_watch.hpp"
#include "protocol/events.hpp"

namespace baro {

/// A stream of events as browsers read it (HTML Standard, server-sent events). Ends when the
/// session does, when its client was cut, and when the server drains; whoever comes back with the
/// last id goes on from there.
class EventBody : public BodyStream {
public:
  EventBody(const Call& call, EventStreamId stream, LineWatch watch);
  ~EventBody() override;

  Task<std::optional<std::string>> next() override;

private:
  const Services& services_;
  Gateway& gateway_;
  EventStreamId stream_;
  LineWatch watch_;
  Heartbeat heartbeat_;
  EventPosition told_ = stream_start; // the last id that the client has
};

/// The lines of one event, and the blank one that ends it.
std::string to_lines(const ServerEvent& event);

} // namespace baro
