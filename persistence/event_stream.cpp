#include "persistence/event_stream.hpp"

#include "persistence/outbox.hpp"
#include "persistence/reply.hpp"

#include <array>
#include <charconv>

namespace baro {

namespace {

Error nonsense() { return {Errc::unavailable, "Redis has nonsense in the stream of events"}; }

/// An entry: its id, and its fields' names and values in turn, as the relay has written them.
Result<StreamedEvent> event_of(RedisValue entry) {
  const auto parts = entry.elements();
  if (parts.size() != 2)
    return nonsense();
  const auto position = parse_position(parts[0].text());
  const auto fields = parts[1].elements();
  if (!position || fields.size() != 4)
    return nonsense();
  StreamedEvent event{*position, {}, std::string{fields[3].text()}};
  const auto user = fields[1].text();
  std::from_chars(user.data(), user.data() + user.size(), event.user.value);
  return event;
}

/// What XRANGE answers.
Result<std::vector<StreamedEvent>> events_of(RedisValue entries) {
  std::vector<StreamedEvent> events;
  for (const auto entry : entries.elements()) {
    auto event = event_of(entry);
    if (!event)
      return std::move(event).error();
    events.push_back(*std::move(event));
  }
  return events;
}

} // namespace

EventStreamActor::behavior_type EventStreamState::make_behavior() {
  return {
    [this](const ReadStream& question) { return to_reply(read(question)); },
    [this](const ReadPast& question) { return to_reply(read(question)); },
  };
}

Result<StreamPage> EventStreamState::read(const ReadStream& question) {
  if (!question.after)
    return find_end();
  return read_behind(*question.after, {"XREAD", "COUNT", std::to_string(config_.page), "BLOCK",
                                       std::to_string(config_.wait_max.count()), "STREAMS",
                                       event_stream_key, to_text(*question.after)});
}

Result<StreamPage> EventStreamState::find_end() {
  const RedisCommand command{"XREVRANGE", event_stream_key, "+", "-", "COUNT", "1"};
  const auto reply = std::move(redis_.run({&command, 1}).front());
  if (!reply)
    return reply.error();
  const auto last = events_of(reply->value());
  if (!last)
    return last.error();
  return StreamPage{{}, last->empty() ? stream_start : last->front().position, false};
}

// Whoever has seen nothing yet has missed nothing. Else the first event that is still there has to
// be one that was seen.
Result<StreamPage> EventStreamState::read_behind(EventPosition after, RedisCommand command) {
  const bool is_range = command.front() == "XRANGE";
  const std::array commands{RedisCommand{"XRANGE", event_stream_key, "-", "+", "COUNT", "1"},
                            std::move(command)};
  const auto replies = redis_.run(commands);
  for (const auto& reply : replies)
    if (!reply)
      return reply.error();
  const auto first = events_of(replies[0]->value());
  if (!first)
    return first.error();
  // XREAD says which stream it is; there is just one, or none where nothing came in time.
  auto entries = replies[1]->value();
  if (!is_range) {
    const auto streams = entries.elements();
    entries = streams.empty() ? entries : streams[0].elements()[1];
  }
  auto events = events_of(entries);
  if (!events)
    return std::move(events).error();
  StreamPage page{*std::move(events), first->empty() ? stream_start : after, false};
  if (!page.events.empty())
    page.reached = page.events.back().position;
  page.has_gap = after != stream_start && (first->empty() || first->front().position > after);
  return page;
}

// Redis may have lost the end of the stream in a crash.
Result<StreamPage> EventStreamState::read(const ReadPast& question) {
  auto end = find_end();
  if (!end)
    return end;
  end->has_gap = true;
  if (question.after > end->reached)
    return end;
  StreamPage past{{}, question.after, false};
  for (std::size_t seen = 0;;) {
    auto page = read_behind(past.reached, {"XRANGE", event_stream_key, '(' + to_text(past.reached),
                                           "+", "COUNT", std::to_string(config_.page)});
    if (!page)
      return std::move(page).error();
    seen += page->events.size();
    past.reached = page->reached;
    if (page->has_gap || seen > config_.past_max)
      return end;
    const bool is_last = page->events.size() < config_.page;
    for (auto& event : page->events)
      if (event.user == question.user)
        past.events.push_back(std::move(event));
    if (is_last)
      return past;
  }
}

} // namespace baro
