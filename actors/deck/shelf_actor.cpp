#include "actors/deck/shelf_actor.hpp"

#include "monitoring/log.hpp"

#include <utility>

namespace baro {

ShelfActor::behavior_type ShelfState::make_behavior() {
  check();
  return {[this](const RefreshShelf& command) { return refresh(command); }};
}

// Before the first reading there is nothing to refresh, and that will know of it.
caf::result<void> ShelfState::refresh(const RefreshShelf& command) {
  if (!is_read_)
    return {};
  if (refreshing_.size() >= services_.config.refreshes_max)
    return to_caf(Errc::overloaded, "too many changed looks wait for the shelf");
  auto reply = self_->make_response_promise<void>();
  refreshing_.push_back({command.look, reply});
  work();
  return reply;
}

void ShelfState::check() {
  check_due_ = true;
  work();
  self_->run_delayed(services_.config.check_interval, [this] { check(); });
}

void ShelfState::work() {
  if (is_working_)
    return;
  if (!refreshing_.empty()) {
    is_working_ = true;
    return read_first();
  }
  if (std::exchange(check_due_, false)) {
    is_working_ = true;
    look_for_new();
  }
}

void ShelfState::rest() {
  is_working_ = false;
  work();
}

void ShelfState::read_first() {
  const auto look = refreshing_.front().look;
  ask<ShelfPage>(
    ListShelf{LookId{look.value + 1}, 1},
    [this, look](const ShelfPage& page) {
      const bool exists = !page.looks.empty() && page.looks.front().look == look;
      put(look, look, exists ? std::vector{page} : std::vector<ShelfPage>{}, false);
      take_first().deliver();
      rest();
    },
    [this](const caf::error& error) { take_first().deliver(error); });
}

caf::typed_response_promise<void> ShelfState::take_first() {
  auto reply = std::move(refreshing_.front().reply);
  refreshing_.pop_front();
  return reply;
}

void ShelfState::look_for_new() {
  const auto& config = services_.config;
  const bool is_all_due = !is_read_ || self_->clock().now() - read_at_ >= config.reload_interval;
  if (is_all_due) {
    reading_ = {look_bottom, {}, 0};
    return read_page();
  }
  ask<LookIds>(
    ListLookIds{look_top, 1},
    [this](const LookIds& ids) {
      const auto newest = ids.all.empty() ? look_bottom : ids.all.front();
      const auto known = services_.place.get()->newest();
      if (newest == known)
        return rest();
      reading_ = {known, {}, 0};
      read_page();
    },
    [](const caf::error&) {});
}

void ShelfState::read_page() {
  const auto& pages = reading_.pages;
  const auto before = pages.empty() ? look_top : pages.back().looks.back().look;
  ask<ShelfPage>(
    ListShelf{before, services_.config.page}, [this](const ShelfPage& page) { add_page(page); },
    [](const caf::error&) {});
}

// The first page is read in any case: nodes make ids on their own, so a look that is seen later may
// be a bit older than one that is known.
void ShelfState::add_page(const ShelfPage& page) {
  const auto& config = services_.config;
  const bool is_last = page.looks.size() < static_cast<std::size_t>(config.page);
  if (!page.looks.empty())
    reading_.pages.push_back(page);
  reading_.looks += page.looks.size();
  const auto reached = is_last ? look_bottom : page.looks.back().look;
  if (reached > reading_.newest_known && reading_.looks < config.looks_max)
    return read_page();
  const bool is_all = reading_.newest_known == look_bottom;
  put(is_all ? look_bottom : reached, look_top, reading_.pages, is_last);
  if (is_all) {
    is_read_ = true;
    read_at_ = self_->clock().now();
  }
  reading_ = {};
  rest();
}

void ShelfState::put(LookId oldest, LookId newest, const std::vector<ShelfPage>& pages,
                     bool has_oldest) {
  const LookShelf::Change change{oldest, newest, pages, services_.config.looks_max, has_oldest};
  services_.place.put(std::make_shared<const LookShelf>(*services_.place.get(), change));
}

// What could not be read now is read at one of the next checks.
template <class Reply, class Question, class Answered, class Failed>
void ShelfState::ask(Question question, Answered answered, Failed failed) {
  self_->request(services_.reader, caf::infinite, std::move(question))
    .then([answered](const Reply& reply) mutable { answered(reply); },
          [this, failed](const caf::error& error) mutable {
            log_warning("shelf_not_read", {{"reason", to_string(error)}});
            failed(error);
            reading_ = {};
            rest();
          });
}

} // namespace baro
