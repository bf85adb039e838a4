#include "actors/events/events_actor.hpp"

#include "monitoring/log.hpp"

#include <utility>

namespace baro {

EventsActor::behavior_type EventsState::make_behavior() {
  return {
    [this](const OpenEvents& command) { return open(command); },
    [this](NextEvents question) { return next(question); },
    [this](CloseEvents command) { close(command); },
  };
}

caf::result<EventsOpened> EventsState::open(const OpenEvents& command) {
  if (hub_.size() + opening_.size() >= services_.config.hub.streams_max)
    return to_caf(Errc::overloaded, "too many streams");
  auto reply = self_->make_response_promise<EventsOpened>();
  if (position_) {
    begin({command, reply});
    return reply;
  }
  opening_.push_back({command, reply});
  if (!std::exchange(is_reading_, true))
    read();
  return reply;
}

void EventsState::begin(const Opening& opening) {
  auto [command, reply] = opening;
  const auto stream = hub_.open(command, *position_);
  if (!stream)
    return reply.deliver(to_caf(stream.error()));
  reply.deliver(EventsOpened{*stream});
  count();
  if (command.after) {
    behind_.emplace(*stream, ReadPast{command.user, *command.after});
    catch_up();
  }
  if (command.skus.empty())
    return;
  look_at(command.skus);
  if (!std::exchange(is_watching_, true))
    self_->run_delayed(services_.config.stock_interval, [this] { watch(); });
}

// One stream after the other, those that came first before the others: who has gone again does not
// keep the reader busy. While Redis is away, nobody knows what was missed.
void EventsState::catch_up() {
  if (is_catching_up_ || behind_.empty())
    return;
  is_catching_up_ = true;
  const auto next = behind_.extract(behind_.begin());
  const auto caught_up = [this, stream = next.key()](const StreamPage& past) {
    is_catching_up_ = false;
    hub_.catch_up(stream, past);
    tell_news();
    catch_up();
  };
  self_->request(services_.past, caf::infinite, next.mapped())
    .then(caught_up, [caught_up](const caf::error&) {
      caught_up({{}, stream_start, true});
    });
}

void EventsState::read() {
  self_->request(services_.live, caf::infinite, ReadStream{position_})
    .then([this](const StreamPage& page) { take(page); },
          [this](const caf::error& error) {
            log_warning("events_not_read", {{"reason", to_string(error)}});
            for (auto& opening : std::exchange(opening_, {}))
              opening.reply.deliver(error);
            if (hub_.size() == 0) {
              position_.reset();
              is_reading_ = false;
              return;
            }
            self_->run_delayed(jittered(services_.config.retry_pause), [this] { read(); });
          });
}

void EventsState::take(const StreamPage& page) {
  if (position_)
    hub_.publish(page);
  position_ = page.reached;
  for (const auto& opening : std::exchange(opening_, {}))
    begin(opening);
  tell_news();
  if (hub_.size() > 0)
    return read();
  position_.reset();
  is_reading_ = false;
}

void EventsState::watch() {
  auto skus = hub_.watched();
  if (skus.empty()) {
    is_watching_ = false;
    return;
  }
  look_at(std::move(skus));
  self_->run_delayed(services_.config.stock_interval, [this] { watch(); });
}

// What could not be read now is read the next time.
void EventsState::look_at(std::vector<SkuId> skus) {
  self_->request(services_.reader, caf::infinite, FindStockLevels{std::move(skus)})
    .then(
      [this](const StockLevels& levels) {
        hub_.show(levels);
        tell_news();
      },
      [](const caf::error& error) {
        log_warning("stock_not_watched", {{"reason", to_string(error)}});
      });
}

caf::result<EventsReady> EventsState::next(NextEvents question) {
  auto reply = self_->make_response_promise<EventsReady>();
  const auto stream = question.stream;
  if (hub_.has_news(stream)) {
    tell(stream, reply);
    return reply;
  }
  const auto number = ++waits_;
  waiting_.insert_or_assign(stream, Waiting{reply, number});
  self_->run_delayed(services_.config.news_wait_max, [this, stream, number] {
    if (const auto it = waiting_.find(stream); it != waiting_.end() && it->second.number == number)
      tell(stream, waiting_.extract(it).mapped().reply);
  });
  return reply;
}

void EventsState::tell_news() {
  services_.metrics.cut.Increment(static_cast<double>(hub_.cut() - cut_));
  cut_ = hub_.cut();
  for (auto it = waiting_.begin(); it != waiting_.end();)
    if (const auto current = it++; hub_.has_news(current->first))
      tell(current->first, waiting_.extract(current).mapped().reply);
}

void EventsState::tell(EventStreamId stream, caf::typed_response_promise<EventsReady> reply) {
  auto ready = hub_.take(stream);
  if (ready)
    return reply.deliver(*std::move(ready));
  behind_.erase(stream);
  count();
  reply.deliver(to_caf(ready.error()));
}

void EventsState::close(CloseEvents command) {
  waiting_.erase(command.stream);
  behind_.erase(command.stream);
  hub_.close(command.stream);
  count();
}

void EventsState::count() { services_.metrics.streams.Set(static_cast<double>(hub_.size())); }

} // namespace baro
