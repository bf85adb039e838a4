#include "actors/events/events_actor.hpp"

#include "tests/support/actor_test.hpp"

#include <gmock/gmock.h>

namespace baro {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr UserId mina{1};
constexpr EventPosition end_of_stream{10, 0};

StreamPage page(std::int64_t at) { return {{{{at, 0}, mina, "event"}}, {at, 0}, false}; }

std::vector<std::string> names(const EventsReady& ready) {
  std::vector<std::string> names;
  for (const auto& event : ready.events)
    names.push_back(event.name);
  return names;
}

} // namespace

/// The test plays the stream, both of its readers, and the one of the database.
class EventsActorTest : public test::ActorTest {
protected:
  EventMetrics metrics{registry};
  const EventsActor events = spawn<EventsImpl>(EventsServices{
    played<EventStreamActor>(), played<EventStreamActor>(), played<ReaderActor>(), metrics});

  test::Pending<EventsOpened> open(std::optional<EventPosition> after = std::nullopt,
                                   std::vector<SkuId> skus = {}) {
    return ask<EventsOpened>(events, OpenEvents{mina, SessionId{1}, std::move(skus), after});
  }

  EventStreamId opened() {
    auto stream = open();
    answer<ReadStream>(StreamPage{{}, end_of_stream, false});
    return stream.value().stream;
  }

  test::Pending<EventsReady> next(EventStreamId stream) {
    return ask<EventsReady>(events, NextEvents{stream});
  }
};

TEST_F(EventsActorTest, NobodyReadsTheStreamWhileNobodyHasOneOpen) {
  pass(std::chrono::seconds{10});
  EXPECT_TRUE(nothing_asked());
  const auto stream = opened();
  EXPECT_FALSE(nothing_asked());
  ask<Done>(events, CloseEvents{stream});
  answer<ReadStream>(StreamPage{{}, end_of_stream, false});
  EXPECT_TRUE(nothing_asked());
}

TEST_F(EventsActorTest, WhatHappensIsToldAtOnce) {
  const auto stream = opened();
  auto ready = next(stream);
  EXPECT_TRUE(ready.pending());
  answer<ReadStream>(page(11));
  EXPECT_THAT(names(ready.value()), ElementsAre("order"));
  EXPECT_EQ(ready.value().reached, (EventPosition{11, 0}));
}

TEST_F(EventsActorTest, WhoWaitsInVainIsToldSoAfterASecond) {
  const auto stream = opened();
  auto ready = next(stream);
  pass(std::chrono::milliseconds{999});
  EXPECT_TRUE(ready.pending());
  pass(std::chrono::milliseconds{1});
  EXPECT_THAT(ready.value().events, IsEmpty());
  EXPECT_EQ(ready.value().reached, end_of_stream);
}

TEST_F(EventsActorTest, AStreamThatIsOpenGoesOnWhenRedisIsBack) {
  const auto stream = opened();
  refuse<ReadStream, StreamPage>(Errc::unavailable);
  EXPECT_TRUE(nothing_asked()) << "asked again without a pause";
  pass(std::chrono::seconds{1});
  answer_with<ReadStream>([](const ReadStream& question) -> caf::result<StreamPage> {
    EXPECT_EQ(question.after, end_of_stream);
    return page(11);
  });
  EXPECT_THAT(names(next(stream).value()), ElementsAre("order"));
}

TEST_F(EventsActorTest, NoStreamIsOpenedWhileRedisIsAway) {
  auto stream = open();
  refuse<ReadStream, StreamPage>(Errc::unavailable);
  EXPECT_EQ(stream.error(), Errc::unavailable);
  pass(std::chrono::seconds{10});
  EXPECT_TRUE(nothing_asked());
}

TEST_F(EventsActorTest, WhatWasMissedAndCannotBeReadIsAGap) {
  auto stream = open(EventPosition{5, 0});
  answer<ReadStream>(StreamPage{{}, end_of_stream, false});
  refuse<ReadPast, StreamPage>(Errc::unavailable);
  EXPECT_THAT(names(next(stream.value().stream).value()), ElementsAre("gap"));
}

TEST_F(EventsActorTest, CatchUpComesOneAfterTheOtherAndNotForThoseWhoHaveGone) {
  opened();
  std::vector<EventStreamId> streams;
  for (const auto missed : {5, 6, 7})
    streams.push_back(open(EventPosition{missed, 0}).value().stream);
  ask<Done>(events, CloseEvents{streams[1]});
  const auto answer_past = [&](std::int64_t after) {
    answer_with<ReadPast>([&](const ReadPast& question) -> caf::result<StreamPage> {
      EXPECT_EQ(question.after, (EventPosition{after, 0}));
      return page(after + 1);
    });
  };
  auto first = next(streams[0]);
  auto last = next(streams[2]);
  answer_past(5);
  EXPECT_THAT(names(first.value()), ElementsAre("order"));
  EXPECT_TRUE(last.pending());
  answer_past(7);
  EXPECT_THAT(names(last.value()), ElementsAre("order"));
}

TEST_F(EventsActorTest, WatchedStockIsLookedAtOnceASecond) {
  auto stream = open(std::nullopt, {SkuId{7}});
  answer<ReadStream>(StreamPage{{}, end_of_stream, false});
  answer<FindStockLevels>(StockLevels{{{SkuId{7}, 3}}});
  EXPECT_THAT(names(next(stream.value().stream).value()), ElementsAre("stock"));
  pass(std::chrono::seconds{1});
  answer<FindStockLevels>(StockLevels{{{SkuId{7}, 2}}});
  EXPECT_THAT(names(next(stream.value().stream).value()), ElementsAre("stock"));
}

TEST_F(EventsActorTest, AStreamThatIsClosedHasNothingToSay) {
  const auto stream = opened();
  ask<Done>(events, CloseEvents{stream});
  EXPECT_EQ(next(stream).error(), Errc::not_found);
}

} // namespace baro
