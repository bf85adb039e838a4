#include "actors/events/event_hub.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace baro {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr UserId mina{1};
constexpr UserId juno{2};
constexpr SkuId shirt{100};
constexpr SkuId coat{101};

StreamedEvent event(std::int64_t at, UserId user = mina) {
  return {{at, 0}, user, "event " + std::to_string(at)};
}

StreamPage page(std::vector<StreamedEvent> events, bool has_gap = false) {
  const auto reached = events.empty() ? stream_start : events.back().position;
  return {std::move(events), reached, has_gap};
}

OpenEvents stream_of(UserId user, std::int64_t session = 1, std::vector<SkuId> skus = {}) {
  return {user, SessionId{session}, std::move(skus), std::nullopt};
}

OpenEvents stream_from(UserId user, std::int64_t after) {
  return {user, SessionId{1}, {}, EventPosition{after, 0}};
}

std::vector<std::string> texts(const Result<EventsReady>& ready) {
  std::vector<std::string> texts;
  for (const auto& event : ready->events)
    texts.push_back(event.name == "order" ? event.data : event.name + ' ' + event.data);
  return texts;
}

} // namespace

class EventHubTest : public testing::Test {
protected:
  EventHub hub{{.streams_max = 3, .session_streams_max = 2, .waiting_bytes_max = 1'000}};

  EventStreamId open(const OpenEvents& command, std::int64_t from = 10) {
    return *hub.open(command, EventPosition{from, 0});
  }
};

TEST_F(EventHubTest, OnlyOnesOwnEventsAreShown) {
  const auto hers = open(stream_of(mina));
  const auto his = open(stream_of(juno));
  hub.publish(page({event(11, mina), event(12, juno), event(13, mina)}));
  EXPECT_THAT(texts(hub.take(hers)), ElementsAre("event 11", "event 13"));
  EXPECT_THAT(texts(hub.take(his)), ElementsAre("event 12"));
}

TEST_F(EventHubTest, AnEventIsShownOnceToEachStream) {
  const auto one = open(stream_of(mina));
  const auto other = open(stream_of(mina));
  hub.publish(page({event(11)}));
  EXPECT_THAT(texts(hub.take(one)), ElementsAre("event 11"));
  EXPECT_THAT(texts(hub.take(one)), IsEmpty());
  EXPECT_THAT(texts(hub.take(other)), ElementsAre("event 11"));
}

TEST_F(EventHubTest, WhatWasBeforeAStreamIsNotShown) {
  const auto stream = open(stream_of(mina), 11);
  hub.publish(page({event(10), event(11), event(12)}));
  EXPECT_THAT(texts(hub.take(stream)), ElementsAre("event 12"));
}

TEST_F(EventHubTest, WhoComesBackSeesEachEventOnceAndInOrder) {
  const auto stream = open(stream_from(mina, 5));
  hub.publish(page({event(11), event(12)}));
  EXPECT_FALSE(hub.has_news(stream)) << "what was missed comes first";
  EXPECT_THAT(texts(hub.take(stream)), IsEmpty());
  hub.catch_up(stream, page({event(6), event(11)}));
  hub.publish(page({event(13)}));
  EXPECT_THAT(texts(hub.take(stream)), ElementsAre("event 6", "event 11", "event 12", "event 13"));
}

TEST_F(EventHubTest, APastThatIsAheadOfTheHubIsNotShownTwice) {
  const auto stream = open(stream_from(mina, 5));
  hub.catch_up(stream, page({event(6), event(11)}));
  hub.publish(page({event(11), event(12)}));
  EXPECT_THAT(texts(hub.take(stream)), ElementsAre("event 6", "event 11", "event 12"));
}

TEST_F(EventHubTest, AGapIsToldBeforeWhatComesAfterIt) {
  const auto back = open(stream_from(mina, 5));
  const auto there = open(stream_of(mina));
  hub.publish(page({event(11)}, true));
  hub.catch_up(back, page({}, true));
  EXPECT_THAT(texts(hub.take(back)), ElementsAre("gap {}", "gap {}", "event 11"));
  EXPECT_THAT(texts(hub.take(there)), ElementsAre("gap {}", "event 11"));
}

TEST_F(EventHubTest, StockIsShownAtFirstAndWhenItChanges) {
  const auto stream = open(stream_of(mina, 1, {shirt, coat}));
  EXPECT_THAT(hub.watched(), ElementsAre(shirt, coat));
  hub.show({{{shirt, 9}, {SkuId{999}, 1}}});
  EXPECT_THAT(texts(hub.take(stream)),
              ElementsAre(R"(stock {"skuId":"100","available":9,"stock":"IN_STOCK"})"));
  hub.show({{{shirt, 9}}});
  EXPECT_FALSE(hub.has_news(stream));
  hub.show({{{shirt, 0}}});
  EXPECT_THAT(texts(hub.take(stream)),
              ElementsAre(R"(stock {"skuId":"100","available":0,"stock":"SOLD_OUT"})"));
}

TEST_F(EventHubTest, AStreamInWhichTooMuchWaitsIsCut) {
  const auto slow = open(stream_of(mina));
  const auto fast = open(stream_of(mina));
  for (std::int64_t at = 11; at < 40; ++at) {
    hub.publish(page({event(at)}));
    EXPECT_TRUE(hub.take(fast));
  }
  EXPECT_EQ(hub.cut(), 1);
  EXPECT_TRUE(hub.has_news(slow));
  EXPECT_EQ(hub.take(slow).error().code, Errc::not_found);
  EXPECT_EQ(hub.size(), 1) << "it is gone, and its place is free";
}

TEST_F(EventHubTest, ASessionAndANodeHaveLimits) {
  open(stream_of(mina, 1));
  const auto second = open(stream_of(mina, 1));
  EXPECT_EQ(hub.open(stream_of(mina, 1), {}).error().code, Errc::rate_limited);
  open(stream_of(juno, 2));
  EXPECT_EQ(hub.open(stream_of(juno, 3), {}).error().code, Errc::overloaded);
  hub.close(second);
  EXPECT_TRUE(hub.open(stream_of(juno, 3), {}));
}

// Whenever the past arrives, and however far it reaches: what is shown is what there was.
RC_GTEST_PROP(EventHubProperties, NothingIsMissedOrShownTwice, ()) {
  EventHub hub{{.waiting_bytes_max = 1 << 20}};
  const auto last = *rc::gen::inRange<std::int64_t>(1, 40);
  const auto after = *rc::gen::inRange<std::int64_t>(0, last + 1);
  const auto opened = *rc::gen::inRange<std::int64_t>(after, last + 1);
  const auto answered = *rc::gen::inRange<std::int64_t>(opened, last + 1);
  const auto known = *rc::gen::inRange<std::int64_t>(after, last + 1); // to the past's reader
  const auto stream = *hub.open(stream_from(mina, after), EventPosition{opened, 0});
  std::vector<std::string> shown;
  const auto take = [&] {
    for (const auto& text : texts(hub.take(stream)))
      shown.push_back(text);
  };
  const auto catch_up = [&] {
    StreamPage past{{}, {std::max(known, opened), 0}, false};
    for (auto at = after + 1; at <= past.reached.micros; ++at)
      past.events.push_back(event(at));
    hub.catch_up(stream, past);
  };
  for (auto at = opened + 1; at <= last; ++at) {
    if (at == answered + 1)
      catch_up();
    hub.publish(page({event(at)}));
    if (*rc::gen::arbitrary<bool>())
      take();
  }
  if (answered == last)
    catch_up();
  take();
  std::vector<std::string> all;
  for (auto at = after + 1; at <= last; ++at)
    all.push_back("event " + std::to_string(at));
  RC_ASSERT(shown == all);
}

} // namespace baro
