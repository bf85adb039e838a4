#include "actors/events/event_hub.hpp"

#include "protocol/catalogue.hpp"

#include <algorithm>
#include <set>

namespace baro {

namespace {

// What an event takes beside its data.
constexpr std::size_t event_bytes = 100;

ServerEvent stock_event(const StockLevel& level) {
  return {"stock",
          R"({"skuId":")" + std::to_string(level.sku.value) + R"(","available":)"
            + std::to_string(level.on_hand) + R"(,"stock":")"
            + std::string{name_of(band_of(level.on_hand))} + R"("})",
          std::nullopt};
}

} // namespace

Result<EventStreamId> EventHub::open(const OpenEvents& command, EventPosition from) {
  const auto of_session = std::ranges::count_if(
    streams_, [&](const auto& entry) { return entry.second.session == command.session; });
  if (static_cast<std::size_t>(of_session) >= config_.session_streams_max)
    return Error{Errc::rate_limited, "too many streams of one session"};
  if (streams_.size() >= config_.streams_max)
    return Error{Errc::overloaded, "too many streams"};
  const EventStreamId id{++opened_};
  Stream stream{command.user, command.session, from, {}};
  for (const auto sku : command.skus)
    stream.shown.emplace(sku, std::nullopt);
  stream.is_catching_up = command.after.has_value();
  streams_.emplace(id, std::move(stream));
  return id;
}

// Most events concern nobody here.
void EventHub::publish(const StreamPage& page) {
  std::unordered_map<UserId, std::vector<const StreamedEvent*>> by_user;
  for (const auto& event : page.events)
    by_user[event.user].push_back(&event);
  for (auto& [id, stream] : streams_) {
    if (page.has_gap)
      add_gap(stream);
    if (const auto theirs = by_user.find(stream.user); theirs != by_user.end())
      for (const auto* event : theirs->second)
        if (event->position > stream.reached)
          add(stream, *event);
    // After the stream itself was lost, its positions may begin anew.
    stream.reached = page.has_gap ? page.reached : std::max(stream.reached, page.reached);
  }
}

// What has happened since it was opened waits already, and may be in the past as well.
void EventHub::catch_up(EventStreamId id, const StreamPage& past) {
  const auto it = streams_.find(id);
  if (it == streams_.end())
    return;
  auto& stream = it->second;
  const auto since = std::exchange(stream.waiting, {});
  stream.bytes = 0;
  stream.is_catching_up = false;
  if (past.has_gap)
    add_gap(stream);
  for (const auto& event : past.events)
    add(stream, event);
  for (const auto& event : since)
    if (!event.position || *event.position > past.reached)
      add(stream, event);
  stream.reached = std::max(stream.reached, past.reached);
}

void EventHub::show(const StockLevels& levels) {
  for (auto& [id, stream] : streams_)
    for (const auto& level : levels.all)
      if (const auto it = stream.shown.find(level.sku);
          it != stream.shown.end() && it->second != level.on_hand) {
        it->second = level.on_hand;
        add(stream, stock_event(level));
      }
}

std::vector<SkuId> EventHub::watched() const {
  std::set<SkuId> skus;
  for (const auto& [id, stream] : streams_)
    for (const auto& [sku, level] : stream.shown)
      skus.insert(sku);
  return {skus.begin(), skus.end()};
}

bool EventHub::has_news(EventStreamId id) const {
  const auto it = streams_.find(id);
  if (it == streams_.end() || it->second.is_cut)
    return true;
  return !it->second.is_catching_up && !it->second.waiting.empty();
}

Result<EventsReady> EventHub::take(EventStreamId id) {
  const auto it = streams_.find(id);
  if (it == streams_.end() || it->second.is_cut) {
    streams_.erase(id);
    return Error{Errc::not_found, "no such stream of events"};
  }
  auto& stream = it->second;
  if (stream.is_catching_up)
    return EventsReady{{}, stream_start};
  EventsReady ready{{}, stream.reached};
  std::ranges::move(std::exchange(stream.waiting, {}), std::back_inserter(ready.events));
  stream.bytes = 0;
  return ready;
}

void EventHub::add(Stream& stream, ServerEvent event) {
  if (stream.is_cut)
    return;
  stream.bytes += event.data.size() + event_bytes;
  if (stream.bytes <= config_.waiting_bytes_max)
    return stream.waiting.push_back(std::move(event));
  stream.is_cut = true;
  stream.waiting.clear();
  ++cut_;
}

void EventHub::add(Stream& stream, const StreamedEvent& event) {
  add(stream, {"order", event.data, event.position});
}

void EventHub::add_gap(Stream& stream) { add(stream, {"gap", "{}", std::nullopt}); }

} // namespace baro
