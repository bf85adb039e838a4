#include "net/read_cache.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

namespace baro {

namespace {

/// What an answer takes of memory. The constant stands for what the containers need.
std::size_t bytes_of(const ReadKey& key, const ReadyAnswer& answer) {
  return 500 + 2 * key.text.size() + answer.body.size() + answer.etag.size()
         + sizeof(Subject) * answer.shows.size() + sizeof(ProductId) * answer.likeable.size();
}

} // namespace

std::size_t ReadCache::Hash::operator()(const ReadKey& key) const noexcept {
  auto hash
    = static_cast<std::uint64_t>(key.kind) << 56 ^ static_cast<std::uint64_t>(key.page_size) << 32;
  for (const auto number :
       {key.id, key.after_id, key.after_likes, key.store, key.price_min, key.price_max})
    hash = mix(hash ^ static_cast<std::uint64_t>(number));
  return key.text.empty() ? hash : mix(hash ^ std::hash<std::string>{}(key.text));
}

Task<ReadCache::Outcome> ReadCache::get(ReadKey key, Deadline deadline, Compute compute) {
  const bool keeps = limits_.age_max.count() > 0;
  const auto asked = present();
  const auto executor = co_await asio::this_coro::executor;
  for (bool first_look = true; keeps; first_look = false) {
    auto [answer, waiter] = take_turn(key, asked, executor, first_look);
    if (answer)
      co_return answer;
    if (!waiter)
      break;
    Timer timer{executor, deadline};
    waiter->timer = &timer;
    co_await timer.async_wait(asio::as_tuple(use_task));
    waiter->timer = nullptr;
    if (!waiter->landed)
      co_return Error{Errc::deadline_passed, "waited for another's answer"};
    if (waiter->outcome)
      co_return *std::move(waiter->outcome);
  }
  // Whatever happens, nobody is left waiting.
  Outcome outcome{Error{Errc::internal_error, "the computation failed"}};
  try {
    auto computed = co_await compute();
    if (computed)
      outcome = std::make_shared<const ReadyAnswer>(*std::move(computed));
    else
      outcome = std::move(computed).error();
  } catch (...) {
    if (keeps)
      land(key, outcome);
    throw;
  }
  if (keeps)
    land(key, outcome);
  co_return outcome;
}

ReadCache::Turn ReadCache::take_turn(const ReadKey& key, Point asked, const Executor& executor,
                                     bool first_look) {
  const auto count = [first_look](prometheus::Counter& counter) {
    if (first_look)
      counter.Increment();
  };
  const std::scoped_lock lock{mutex_};
  const auto kept = by_key_.find(key);
  if (kept != by_key_.end()
      && is_good_for(asked, kept->second->began, kept->second->answer.get())) {
    count(metrics_.hit);
    entries_.splice(entries_.begin(), entries_, kept->second);
    return {kept->second->answer, nullptr};
  }
  if (const auto flight = flights_.find(key); flight != flights_.end()) {
    count(metrics_.joined);
    auto waiter = std::make_shared<Waiter>(Waiter{asked, executor});
    flight->second.waiters.push_back(waiter);
    return {nullptr, std::move(waiter)};
  }
  count(kept == by_key_.end() ? metrics_.miss : metrics_.outdated);
  flights_.emplace(key, Flight{present()});
  return {};
}

void ReadCache::land(const ReadKey& key, const Outcome& outcome) {
  Flight flight;
  {
    const std::scoped_lock lock{mutex_};
    flight = std::move(flights_.extract(key).mapped());
    if (outcome)
      keep({key, *outcome, flight.began});
  }
  // A deadline that passed is that of who computed: the others may have longer.
  const bool is_shared = outcome || outcome.error().code != Errc::deadline_passed;
  const auto* answer = outcome ? outcome->get() : nullptr;
  for (const auto& waiter : flight.waiters) {
    std::optional<Outcome> theirs;
    if (is_shared && is_good_for(waiter->asked, flight.began, answer))
      theirs = outcome;
    asio::post(waiter->executor, [waiter, theirs = std::move(theirs)]() mutable {
      if (!waiter->timer)
        return;
      waiter->landed = true;
      waiter->outcome = std::move(theirs);
      waiter->timer->cancel();
    });
  }
}

// Whether what a computation brought, be it an answer or an error, is good for who asked then. What
// an error would have shown is not known, so that any change may have made it wrong.
bool ReadCache::is_good_for(Point asked, Point began, const ReadyAnswer* answer) const {
  if (asked.at - began.at >= limits_.age_max)
    return false;
  return asked.moment <= began.moment
         || (answer && !changes_.any_since(began.moment, answer->shows));
}

void ReadCache::keep(Entry entry) {
  if (const auto before = by_key_.find(entry.key); before != by_key_.end())
    drop(before->second);
  const auto bytes = bytes_of(entry.key, *entry.answer);
  if (bytes > limits_.bytes_max)
    return;
  while (bytes_ + bytes > limits_.bytes_max)
    drop(std::prev(entries_.end()));
  bytes_ += bytes;
  entries_.push_front(std::move(entry));
  by_key_.emplace(entries_.front().key, entries_.begin());
  metrics_.bytes.Set(static_cast<double>(bytes_));
}

void ReadCache::drop(Entries::iterator entry) {
  bytes_ -= bytes_of(entry->key, *entry->answer);
  by_key_.erase(entry->key);
  entries_.erase(entry);
  metrics_.bytes.Set(static_cast<double>(bytes_));
}

} // namespace baro
