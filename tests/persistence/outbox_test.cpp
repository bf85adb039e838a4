#include "persistence/outbox.hpp"

#include "monitoring/stock_metrics.hpp"
#include "persistence/event_stream.hpp"
#include "persistence/pg_stock_repository.hpp"
#include "persistence/webhook_queries.hpp"
#include "tests/persistence/shop_test.hpp"

#include <gmock/gmock.h>

namespace baro {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A shop whose outbox goes to Redis, and to a webhook if there is one.
class OutboxTest : public ShopTest {
protected:
  OutboxTest() {
    add_product(1, 1'000);
    redis({"DEL", event_stream_key});
  }

  static RedisConfig redis_config() {
    return value_of(parse_redis_url(server_url("BARO_TEST_REDIS_URL")));
  }

  RedisReply redis(RedisCommand command) {
    return value_of(std::move(redis_.run({&command, 1}).front()));
  }

  OutboxConfig outbox_config(std::int64_t batches_max = 32) {
    return {.pg = config, .redis = redis_config(), .batches_max = batches_max};
  }

  void place(std::vector<std::int64_t> ids) {
    std::vector<CommitStock> batch;
    for (const auto id : ids) {
      OrderPlaced placed;
      placed.order = OrderId{id};
      placed.user = shopper;
      placed.shipping_address = "Seoul";
      placed.total_price = 1'000;
      placed.ordered_at = {1'790'000'000'123'456};
      placed.lines = {{sku_of(1), ProductId{1}, 1, 1'000, 0}};
      batch.push_back({std::move(placed), {}});
    }
    commit(batch);
  }

  static CommitStock cancellation(std::int64_t id, std::int64_t version) {
    OrderChanged step;
    step.order = OrderId{id};
    step.version = version;
    step.status = OrderStatus::CANCELLED;
    step.cancel_reason = CancelReason::BUYER;
    step.at = {1'790'000'001'000'000};
    step.lines = {{sku_of(1), 1, OrderMovement::CANCELLATION, 0}};
    step.event = OrderEvent::CANCELLED;
    return {std::move(step), {}};
  }

  void cancel(std::int64_t id) { commit(std::vector{cancellation(id, 0)}); }

  StreamPage read(std::optional<EventPosition> after = stream_start) {
    return value_of(actors_.ask<StreamPage>(stream_, ReadStream{after}));
  }

  StreamPage past(UserId user, EventPosition after) {
    return value_of(actors_.ask<StreamPage>(stream_, ReadPast{user, after}));
  }

  /// The ids of the events in the stream.
  std::vector<std::string> streamed() {
    std::vector<std::string> ids;
    for (const auto& event : read().events) {
      const auto begin = event.data.find(R"("id": ")") + 7;
      ids.push_back(event.data.substr(begin, event.data.find('"', begin) - begin));
    }
    return ids;
  }

  void add_webhook(std::int64_t id, const std::string& types = "{}") {
    run("INSERT INTO webhooks VALUES (" + std::to_string(id)
        + ", 'https://erp.example', 'secret', '" + types + "')");
  }

  /// The events that are due for delivery.
  std::vector<std::string> due() {
    std::vector<std::string> ids;
    for (const auto& delivery : value_of(claim(database(), {{}, 8, 60'000})).all) {
      ids.push_back(delivery.event_id);
      claimed_.push_back(delivery);
    }
    std::ranges::sort(ids);
    return ids;
  }

  /// Notes how the attempt at an event that was due has ended.
  void note_attempt(const std::string& event, bool delivered, std::int64_t retry_ms = 60'000) {
    const auto it = std::ranges::find(claimed_, event, &Delivery::event_id);
    ASSERT_NE(it, claimed_.end());
    value_of(note(database(), {it->delivery, delivered, 200, {}, retry_ms}));
  }

  Outbox outbox_{outbox_config()};

private:
  void commit(const std::vector<CommitStock>& batch) {
    const auto outcome = repository_.commit(batch);
    ASSERT_EQ(outcome.kind, StockOutcome::Kind::committed) << outcome.error.detail;
  }

  prometheus::Registry registry_;
  StockMetrics metrics_{registry_};
  PgStockRepository repository_{config, metrics_};
  RedisSession redis_{redis_config()};
  Actors actors_;
  EventStreamActor stream_ = actors_.spawn<EventStreamImpl>(
    EventStreamConfig{.redis = redis_config(), .page = 2, .past_max = 4});
  std::vector<Delivery> claimed_;
};

TEST_F(OutboxTest, WhatHappensToOrdersIsToldInTheCommitItself) {
  place({1, 2});
  cancel(1);
  EXPECT_EQ(number("SELECT count(*) FROM outbox"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM order_events"), 3);
  EXPECT_EQ(number("SELECT count(*) FROM order_events WHERE type = 'order.cancelled' AND "
                   "order_id = 1 AND sequence = 1 AND user_id = 2"),
            1);
}

TEST_F(OutboxTest, WhatIsNotCommittedIsNotTold) {
  place({1});
  const std::vector stale{cancellation(1, 7)};
  prometheus::Registry registry;
  StockMetrics metrics{registry};
  PgStockRepository repository{config, metrics};
  EXPECT_EQ(repository.commit(stale).kind, StockOutcome::Kind::refused);
  EXPECT_EQ(number("SELECT count(*) FROM outbox"), 1);
}

TEST_F(OutboxTest, EventsGoToTheStreamInTheOrderOfTheirCommits) {
  place({3});
  place({1, 2});
  cancel(3);
  EXPECT_EQ(value_of(outbox_.stream()).events, 4);
  EXPECT_THAT(streamed(), ElementsAre("3-0", "1-0"));
  const auto page = read(read().reached);
  EXPECT_EQ(page.events.size(), 2U);
  EXPECT_EQ(page.events[1].user, shopper);
  EXPECT_THAT(page.events[1].data,
              AllOf(HasSubstr(R"("type": "order.cancelled")"), HasSubstr(R"("sequence": 1)"),
                    HasSubstr(R"("at": "2026-09-21T14:13:21.000Z")"),
                    HasSubstr(R"("totalPrice": 1000)"), Not(HasSubstr("userId"))));
}

TEST_F(OutboxTest, AnEventIsStreamedOnce) {
  place({1});
  EXPECT_TRUE(value_of(outbox_.has_unstreamed()));
  value_of(outbox_.stream());
  EXPECT_FALSE(value_of(outbox_.has_unstreamed()));
  EXPECT_EQ(value_of(outbox_.stream()).batches, 0);
  EXPECT_THAT(streamed(), ElementsAre("1-0"));
}

TEST_F(OutboxTest, OneNodeAtATimeWorksOnIt) {
  place({1});
  run("BEGIN; SELECT pg_advisory_xact_lock(7234018284)");
  EXPECT_EQ(value_of(outbox_.stream()).batches, 0);
  EXPECT_EQ(value_of(outbox_.deal_out()).batches, 0);
  run("COMMIT");
  EXPECT_EQ(value_of(outbox_.stream()).batches, 1);
}

TEST_F(OutboxTest, WhatRedisDoesNotTakeWaits) {
  place({1});
  auto away = outbox_config();
  away.redis.port = 1;
  Outbox cut_off{away};
  EXPECT_EQ(code_of(cut_off.stream()), Errc::unavailable);
  EXPECT_EQ(value_of(cut_off.lag()).rows, 1);
  value_of(outbox_.stream());
  EXPECT_THAT(streamed(), ElementsAre("1-0"));
  EXPECT_EQ(value_of(outbox_.lag()).rows, 0);
}

TEST_F(OutboxTest, ARelayOfThePastAddsNothing) {
  redis({"XADD", event_stream_key, "99999999999999999-0", "user", "2", "event", "{}"});
  place({1, 2});
  EXPECT_EQ(code_of(outbox_.stream()), Errc::unavailable);
  EXPECT_EQ(redis({"XLEN", event_stream_key}).number(), 1);
  EXPECT_TRUE(value_of(outbox_.has_unstreamed()));
}

TEST_F(OutboxTest, OnlyOnesOwnPastIsFound) {
  place({1, 2});
  value_of(outbox_.stream());
  EXPECT_EQ(past(shopper, stream_start).events.size(), 2U);
  const auto of_stranger = past(stranger, stream_start);
  EXPECT_THAT(of_stranger.events, IsEmpty());
  EXPECT_EQ(of_stranger.reached, past(shopper, stream_start).reached);
}

TEST_F(OutboxTest, WhoMissedMoreThanIsGoneThroughHasAGap) {
  place({1});
  value_of(outbox_.stream());
  const auto first = read().reached;
  place({2, 3, 4, 5});
  value_of(outbox_.stream());
  EXPECT_FALSE(past(shopper, first).has_gap);
  place({6});
  value_of(outbox_.stream());
  EXPECT_TRUE(past(shopper, first).has_gap);
}

TEST_F(OutboxTest, WhatIsGoneFromTheStreamIsAGap) {
  place({1});
  value_of(outbox_.stream());
  const auto seen = read().reached;
  EXPECT_FALSE(read(seen).has_gap);
  redis({"XTRIM", event_stream_key, "MAXLEN", "0"});
  EXPECT_TRUE(past(shopper, seen).has_gap);
  EXPECT_TRUE(read(seen).has_gap);
  EXPECT_EQ(read(seen).reached, stream_start) << "or it would be told again and again";
}

TEST_F(OutboxTest, EachWebhookGetsTheEventsThatItWants) {
  add_webhook(1);
  add_webhook(2, "{order.cancelled}");
  place({1, 2});
  cancel(2);
  EXPECT_EQ(value_of(outbox_.deal_out()).events, 4);
  EXPECT_THAT(due(), ElementsAre("1-0", "2-0", "2-1"));
}

TEST_F(OutboxTest, WebhooksDoNotWaitForRedis) {
  add_webhook(1);
  place({1});
  EXPECT_EQ(value_of(outbox_.deal_out()).batches, 1);
  EXPECT_TRUE(value_of(outbox_.has_unstreamed()));
  EXPECT_FALSE(value_of(outbox_.has_undealt()));
}

TEST_F(OutboxTest, AnEventIsDueOnceTheOneBeforeItIsDelivered) {
  add_webhook(1);
  place({1, 2});
  cancel(1);
  value_of(outbox_.deal_out());
  EXPECT_THAT(due(), ElementsAre("1-0", "2-0"));
  EXPECT_THAT(due(), IsEmpty()) << "they are under way";
  note_attempt("2-0", false);
  note_attempt("1-0", true);
  EXPECT_THAT(due(), ElementsAre("1-1")) << "another order's failure holds up nobody";
}

TEST_F(OutboxTest, WhatFailedIsDueAgainAfterItsPauseAndSoIsWhatWaitsBehindIt) {
  add_webhook(1);
  place({1});
  cancel(1);
  value_of(outbox_.deal_out());
  due();
  note_attempt("1-0", false, 60'000);
  EXPECT_THAT(due(), IsEmpty());
  EXPECT_EQ(number("SELECT count(*) FROM webhook_deliveries WHERE next_try_at > now()"), 2);
  run("UPDATE webhook_deliveries SET next_try_at = now()");
  EXPECT_THAT(due(), ElementsAre("1-0"));
  EXPECT_EQ(number("SELECT attempts FROM webhook_deliveries WHERE sequence = 0"), 2);
}

TEST_F(OutboxTest, ADeliveryWhoseNodeCrashedIsDueAgain) {
  add_webhook(1);
  place({1});
  value_of(outbox_.deal_out());
  EXPECT_EQ(value_of(claim(database(), {{}, 8, 0})).all.size(), 1U);
  EXPECT_THAT(due(), ElementsAre("1-0"));
}

TEST_F(OutboxTest, AWebhookHasSoManyDeliveriesUnderWay) {
  add_webhook(1);
  add_webhook(2);
  place({1, 2, 3});
  value_of(outbox_.deal_out());
  EXPECT_EQ(value_of(claim(database(), {{{WebhookId{1}, 2}}, 2, 60'000})).all.size(), 2U);
}

TEST_F(OutboxTest, AReplayDeliversOnceMoreAndWhatWasBeforeTheWebhook) {
  place({1, 2});
  value_of(outbox_.deal_out());
  add_webhook(1);
  EXPECT_THAT(due(), IsEmpty());
  const ReplayWebhook all{WebhookId{1}, {0}, {id_max}};
  EXPECT_EQ(value_of(replay(database(), all)).events, 2);
  EXPECT_THAT(due(), ElementsAre("1-0", "2-0"));
  note_attempt("1-0", true);
  EXPECT_EQ(value_of(replay(database(), all)).events, 2);
  EXPECT_THAT(due(), ElementsAre("1-0", "2-0"));
  EXPECT_EQ(value_of(replay(database(), {WebhookId{1}, {0}, {1}})).events, 0);
  EXPECT_EQ(code_of(replay(database(), {WebhookId{9}, {0}, {1}})), Errc::not_found);
}

TEST_F(OutboxTest, TheLogSaysHowEachDeliveryStands) {
  add_webhook(1);
  place({1, 2});
  value_of(outbox_.deal_out());
  due();
  note_attempt("1-0", true);
  const auto log = value_of(answer(database(), ListDeliveries{WebhookId{1}, {{}, 10}})).content;
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[0].event_id, "2-0");
  EXPECT_TRUE(log[0].next_try_at);
  EXPECT_FALSE(log[0].delivered_at);
  EXPECT_EQ(log[1].event_id, "1-0");
  EXPECT_EQ(log[1].last_status, 200);
  EXPECT_TRUE(log[1].delivered_at);
  EXPECT_EQ(code_of(answer(database(), ListDeliveries{WebhookId{9}, {{}, 10}})), Errc::not_found);
}

} // namespace
} // namespace baro
