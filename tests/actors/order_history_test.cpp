#include "actors/order/order_actor.hpp"
#include "actors/sku/sku_actor.hpp"
#include "monitoring/stock_metrics.hpp"
#include "tests/support/entity_test.hpp"

#include <algorithm>
#include <random>

namespace baro {

namespace {

constexpr UserId buyer{5};
constexpr Won total = 2'000;
constexpr Quantity ordered = 2;

} // namespace

/// Everything that may happen to an order, in every order, to a real ORDER and a real SKU that may
/// die at any moment. The test plays the database, which judges by version and epoch.
class OrderHistoryTest : public test::EntityTest {
protected:
  /// An order with its SKU and its open payment, as the database has them.
  struct Story {
    OrderRecord record;
    Quantity on_hand = 0;
    Epoch epoch = 0;
    OrderId order() const { return record.view.order_id; }
    SkuId sku() const { return record.view.items[0].sku_id; }
    PaymentId payment() const { return record.payments[0].payment; }
  };

  enum class Happening : std::uint8_t { confirmed, noticed, noticed_again, timed_out, cancelled };

  StockMetrics metrics{registry};
  IdGenerator ids{0};
  const SkuServices sku_services{
    played<StockWriterActor>(), played<ReaderActor>(), metrics, clock, {}};
  Story story;
  const OrderServices services{
    directory, played<StockWriterActor>(),
    spawn_reader<LoadOrder>([this](const LoadOrder&) { return story.record; }), ids, clock};
  caf::actor order_actor;

  void begin() {
    const auto number = ids.next();
    story = {};
    auto& view = story.record.view;
    view.order_id = OrderId{number};
    view.total_price = total;
    view.payment_due_at = Timestamp{time.micros + 1'000'000};
    view.items.push_back(
      {ProductId{1}, SkuId{number}, {}, "shirt", std::nullopt, ordered, total / ordered});
    story.record.user = buyer;
    story.record.payments.push_back(
      {PaymentId{number}, PaymentStatus::PENDING, total, "local", {}, {}, time});
    factory.makers[address_of(story.sku())] = [this]() -> Result<caf::actor> {
      SkuActivated activated;
      activated.offer.sku = story.sku();
      activated.offer.on_sale = true;
      activated.on_hand = story.on_hand;
      activated.epoch = ++story.epoch;
      return caf::actor_cast<caf::actor>(system.spawn<SkuImpl>(activated, sku_services));
    };
    factory.makers[address_of(story.order())] = [this]() -> Result<caf::actor> {
      order_actor = caf::actor_cast<caf::actor>(system.spawn<OrderImpl>(story.record, services));
      return order_actor;
    };
  }

  void end() {
    kill();
    factory.makers.clear();
  }

  /// Lets it happen; whether it was acknowledged shows later.
  std::function<bool()> happen(Happening what) {
    const auto address = address_of(story.order());
    switch (what) {
      case Happening::confirmed:
      case Happening::noticed:
      case Happening::noticed_again: {
        auto answer = ask_entity<Answer<PaymentView>>(
          address, RecordCharge{story.order(),
                                story.payment(),
                                {PaymentStatus::CONFIRMED, "at the provider", {}, total},
                                {},
                                {}});
        return [answer] { return answer.succeeded(); };
      }
      case Happening::timed_out: {
        time = std::max(time, *story.record.view.payment_due_at);
        auto answer = ask_entity<Done>(address, ExpireOrder{story.order()});
        return [answer] { return answer.succeeded(); };
      }
      case Happening::cancelled: {
        auto answer
          = ask_entity<OrderView>(address, CancelOrder{{buyer, Role::BUYER}, story.order()});
        return [answer] { return answer.succeeded(); };
      }
    }
    return {};
  }

  /// As PostgreSQL does: all of it or nothing, and only as it was decided on.
  Result<StockCommitted> commit(const CommitStock& commit) {
    const auto& step = std::get<OrderChanged>(commit.fact);
    if (step.version != story.record.version)
      return Error{Errc::fenced, "the order has changed meanwhile"};
    Quantity moved = 0;
    for (const auto& line : step.lines) {
      if (line.epoch != story.epoch || story.on_hand + line.delta < 0)
        return Error{Errc::fenced, {}, {{line.sku}}};
      moved += line.delta;
    }
    story.on_hand += moved;
    Order after{story.record};
    after.apply(step);
    story.record = after.record();
    return StockCommitted{};
  }

  void answer_commit() {
    answer_with<CommitStock>([this](const CommitStock& asked) -> caf::result<StockCommitted> {
      auto verdict = commit(asked);
      if (verdict)
        return *verdict;
      return to_caf(verdict.error());
    });
  }

  /// Answers whatever is to be committed until all is quiet, pauses of retries included.
  void settle() {
    for (int quiet = 0; quiet < 2;) {
      if (nothing_asked()) {
        pass(std::chrono::milliseconds{200});
        ++quiet;
      } else {
        answer_commit();
        quiet = 0;
      }
    }
  }

  /// The node dies: whoever waits for its order hears that no verdict came.
  void kill() {
    if (order_actor)
      caf::anon_send_exit(order_actor, caf::exit_reason::kill);
    order_actor = nullptr;
    run();
  }

  /// What is on its way to the database arrives, though nobody is left to hear of it; or does not.
  void lose_commit(bool arrives) {
    answer_with<CommitStock>([&](const CommitStock& asked) -> caf::result<StockCommitted> {
      if (arrives)
        (void)commit(asked);
      return to_caf(Errc::unavailable);
    });
  }

  Won charged() const {
    Won sum = 0;
    for (const auto& payment : story.record.payments)
      if (payment.status == PaymentStatus::CONFIRMED)
        sum += payment.amount;
    return sum;
  }

  Won refunded() const {
    Won sum = 0;
    for (const auto& refund : story.record.refunds)
      sum += refund.amount;
    return sum;
  }

  void expect_legal(const std::string& history) {
    const auto status = story.record.view.order_status;
    EXPECT_LE(charged(), total) << history;
    EXPECT_EQ(charged() - refunded(), status == OrderStatus::PAID ? total : 0) << history;
    EXPECT_EQ(story.on_hand, status == OrderStatus::CANCELLED ? ordered : 0) << history;
  }
};

// In each history, each happening is decided on either at once or with all that come before the
// next pause, so that they meet a step that is still being committed.
TEST_F(OrderHistoryTest, EveryOrderOfArrivalEndsCancelledAndPaidBackWhenTheBuyerCancels) {
  std::vector all{Happening::confirmed, Happening::noticed, Happening::noticed_again,
                  Happening::timed_out, Happening::cancelled};
  int histories = 0;
  do {
    for (unsigned pauses = 0; pauses < 1u << all.size(); ++pauses) {
      begin();
      std::string history = "pauses " + std::to_string(pauses) + ":";
      for (std::size_t i = 0; i < all.size(); ++i) {
        history += ' ' + std::to_string(static_cast<int>(all[i]));
        happen(all[i]);
        if (pauses >> i & 1u)
          settle();
      }
      settle();
      expect_legal(history);
      EXPECT_EQ(story.record.view.order_status, OrderStatus::CANCELLED) << history;
      EXPECT_EQ(charged(), total) << history;
      end();
      ++histories;
    }
  } while (std::ranges::next_permutation(all).found);
  EXPECT_EQ(histories, 120 * 32);
}

TEST_F(OrderHistoryTest, EveryOrderOfArrivalEndsPaidWhenNobodyCancels) {
  std::vector all{Happening::confirmed, Happening::noticed, Happening::noticed_again,
                  Happening::timed_out};
  do {
    for (unsigned pauses = 0; pauses < 1u << all.size(); ++pauses) {
      begin();
      for (std::size_t i = 0; i < all.size(); ++i) {
        happen(all[i]);
        if (pauses >> i & 1u)
          settle();
      }
      settle();
      expect_legal("pauses " + std::to_string(pauses));
      EXPECT_EQ(story.record.view.order_status, OrderStatus::PAID);
      end();
    }
  } while (std::ranges::next_permutation(all).found);
}

TEST_F(OrderHistoryTest, APaymentThatComesWhenItsUnitsAreSoldIsGivenBack) {
  begin();
  happen(Happening::timed_out);
  settle();
  ASSERT_EQ(story.on_hand, ordered);
  story.on_hand = ordered - 1; // somebody else was faster
  ++story.epoch;
  happen(Happening::confirmed);
  settle();
  EXPECT_EQ(story.record.view.order_status, OrderStatus::CANCELLED);
  EXPECT_EQ(charged(), total);
  EXPECT_EQ(refunded(), total);
  EXPECT_EQ(story.on_hand, ordered - 1);
  end();
}

// Whoever was not acknowledged asks again, as clients, providers and the timekeeper do.
TEST_F(OrderHistoryTest, CrashesAndMovesAtAnyMomentLeaveOneChargeAndAllUnits) {
  constexpr unsigned seeds = 1'500;
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random{seed};
    const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
    begin();
    std::vector all{Happening::confirmed, Happening::noticed, Happening::noticed_again,
                    Happening::timed_out};
    if (chance(50))
      all.push_back(Happening::cancelled);
    std::ranges::shuffle(all, random);
    std::vector<std::pair<Happening, std::function<bool()>>> waiting;
    for (const auto what : all) {
      waiting.emplace_back(what, happen(what));
      while (!nothing_asked() && chance(70))
        if (chance(50))
          answer_commit();
        else
          lose_commit(chance(50));
      if (chance(30))
        kill();
      if (chance(20))
        ++story.epoch; // the SKU is activated on another node
    }
    for (int tries = 0; tries < 10 && !waiting.empty(); ++tries) {
      settle();
      std::erase_if(waiting, [](const auto& one) { return one.second(); });
      for (auto& [what, is_acknowledged] : waiting)
        is_acknowledged = happen(what);
    }
    EXPECT_TRUE(waiting.empty()) << "seed " << seed;
    expect_legal("seed " + std::to_string(seed));
    end();
  }
}

} // namespace baro
