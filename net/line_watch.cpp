#include "net/line_watch.hpp"

#include "net/ask.hpp"
#include "net/event_body.hpp"
#include "net/json.hpp"

namespace baro {

namespace {

constexpr std::chrono::seconds look_interval{1};

// A DROP answers at once, unless it is waking or what it shows is being saved.
constexpr std::chrono::seconds answer_wait_max{5};

struct LineNews {
  ProductId product_id;
  PlaceView place;
};
BOOST_DESCRIBE_STRUCT(LineNews, (), (product_id, place))

// The estimate of the wait goes down by itself: that is no news.
bool is_news(const PlaceView& told, const PlaceView& place) {
  return told.position != place.position || told.state != place.state || told.ahead != place.ahead
         || told.turn_until != place.turn_until;
}

} // namespace

LineWatch::LineWatch(UserId user, const std::vector<ProductId>& drops) : user_(user) {
  for (const auto drop : drops)
    watched_.push_back({drop});
}

Task<std::string> LineWatch::news(Gateway& gateway, const Directory& directory) {
  std::string lines;
  if (Clock::now() < next_look_)
    co_return lines;
  next_look_ = Clock::now() + look_interval;
  for (auto& [drop, told] : watched_) {
    const GetPlace question{drop, user_};
    const auto place = co_await ask_entity<DropActor>(gateway, directory, drop_address(drop),
                                                      question, Clock::now() + answer_wait_max);
    if (!place || !is_news(told, *place))
      continue;
    told = *place;
    lines += to_lines({"line", to_json(LineNews{drop, told}), std::nullopt});
  }
  co_return lines;
}

} // namespace baro
