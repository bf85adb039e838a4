#include "net/event_body.hpp"

#include "net/ask.hpp"
#include "net/site.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace baro {

namespace {

// EVENTS answers much sooner.
constexpr std::chrono::seconds answer_wait_max{10};

// Without data it is no event: the client just remembers where it is.
std::string id_lines(const EventPosition& position) { return "id: " + to_text(position) + "\n\n"; }

constexpr std::string_view comment = ":\n\n";

} // namespace

std::string to_lines(const ServerEvent& event) {
  std::string lines = "event: " + event.name + '\n';
  if (event.position)
    lines += "id: " + to_text(*event.position) + '\n';
  return lines += "data: " + event.data + "\n\n";
}

EventBody::EventBody(const Call& call, EventStreamId stream, LineWatch watch)
  : services_(call.services()),
    gateway_(call.gateway),
    stream_(stream),
    watch_(std::move(watch)),
    heartbeat_(call) {}

EventBody::~EventBody() { caf::anon_send(services_.events, CloseEvents{stream_}); }

Task<std::optional<std::string>> EventBody::next() {
  const bool is_heartbeat_due = heartbeat_.is_due();
  if (is_heartbeat_due && !co_await heartbeat_.beat())
    co_return std::nullopt;
  const NextEvents question{stream_};
  const auto ready
    = co_await ask(gateway_, services_.events, question, Clock::now() + answer_wait_max);
  if (!ready)
    co_return std::nullopt;
  auto lines = co_await watch_.news(gateway_, services_.directory);
  for (const auto& event : ready->events) {
    lines += to_lines(event);
    told_ = std::max(told_, event.position.value_or(stream_start));
  }
  // So a client that has seen nothing yet has where to go on from, and one that sees little has not
  // far to go.
  if (ready->reached > told_ && (is_heartbeat_due || told_ == stream_start)) {
    told_ = ready->reached;
    lines += id_lines(told_);
  } else if (is_heartbeat_due && lines.empty()) {
    lines = comment;
  }
  co_return lines;
}

} // namespace baro
