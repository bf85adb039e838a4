#include "net/gateway.hpp"

#include "net/ask.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <gtest/gtest.h>

namespace baro {
namespace {

using Asked = Result<Categories>;

constexpr Deadline soon{std::chrono::seconds{1}};

Categories one_category(const char* name) { return {{{CategoryId{1}, name}}}; }

class GatewayTest : public testing::Test {
protected:
  /// Asks the stand-in; the answer goes into `answer` when it comes.
  void ask_for_categories(std::optional<Asked>& answer, Deadline deadline = Deadline::max()) {
    ask_for_categories(stand_in->ctrl(), answer, deadline);
  }

  void ask_for_categories(caf::strong_actor_ptr to, std::optional<Asked>& answer,
                          Deadline deadline) {
    asio::co_spawn(io.get_executor(), ask_and_keep(std::move(to), answer, deadline),
                   asio::detached);
    settle();
  }

  Task<void> ask_and_keep(caf::strong_actor_ptr to, std::optional<Asked>& answer,
                          Deadline deadline) {
    auto question = caf::make_message(ListCategories{});
    answer.emplace(
      co_await request<Categories>(*gateway, std::move(to), std::move(question), deadline));
  }

  void settle() {
    io.restart();
    io.poll();
  }

  /// Takes the next question, to answer it when the test says so.
  caf::response_promise next_question() {
    caf::response_promise promise;
    stand_in->receive([&](ListCategories) -> caf::delegated<caf::message> {
      promise = stand_in->make_response_promise();
      return {};
    });
    return promise;
  }

  caf::actor_system_config system_config;
  caf::actor_system system{system_config};
  caf::scoped_actor stand_in{system};
  asio::io_context io;
  std::unique_ptr<Gateway> gateway = std::make_unique<Gateway>(system, io);
};

TEST_F(GatewayTest, BringsAnswersToTheirQuestions) {
  std::optional<Asked> first;
  std::optional<Asked> second;
  ask_for_categories(first);
  ask_for_categories(second);
  auto one = next_question();
  auto other = next_question();

  other.deliver(one_category("second"));
  settle();
  EXPECT_FALSE(first);
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((**second).all[0].name, "second");

  one.deliver(one_category("first"));
  settle();
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((**first).all[0].name, "first");
}

TEST_F(GatewayTest, BringsErrors) {
  std::optional<Asked> answer;
  ask_for_categories(answer);
  next_question().deliver(to_caf(Errc::duplicate, "why"));
  settle();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().code, Errc::duplicate);
  EXPECT_EQ(answer->error().detail, "why");
}

TEST_F(GatewayTest, NobodyWaitsLongerThanHisDeadline) {
  std::optional<Asked> hasty;
  std::optional<Asked> patient;
  ask_for_categories(hasty, soon);
  ask_for_categories(patient, soon + std::chrono::seconds{1});
  gateway->expire(soon);
  settle();
  ASSERT_TRUE(hasty);
  EXPECT_EQ(hasty->error().code, Errc::deadline_passed);
  EXPECT_FALSE(patient);
}

TEST_F(GatewayTest, ALateAnswerIsNotTakenForThatOfTheNextQuestion) {
  std::optional<Asked> first;
  ask_for_categories(first, soon);
  auto late = next_question();
  gateway->expire(soon);
  settle();

  std::optional<Asked> second;
  ask_for_categories(second); // in the slot of the first
  auto timely = next_question();
  late.deliver(one_category("late"));
  settle();
  EXPECT_FALSE(second);
  timely.deliver(one_category("timely"));
  settle();
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((**second).all[0].name, "timely");
}

TEST_F(GatewayTest, WhoIsNotThereCannotAnswer) {
  std::optional<Asked> answer;
  ask_for_categories(nullptr, answer, Deadline::max());
  settle();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().code, Errc::unavailable);
}

TEST_F(GatewayTest, AnAnswerOfAnotherTypeIsOurMistake) {
  std::optional<Asked> answer;
  ask_for_categories(answer);
  next_question().deliver(Skus{});
  settle();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().code, Errc::internal_error);
}

TEST_F(GatewayTest, AnAnswerAfterTheEndIsDropped) {
  std::optional<Asked> answer;
  ask_for_categories(answer);
  auto late = next_question();
  gateway.reset();
  late.deliver(one_category("late"));
  settle();
  EXPECT_FALSE(answer);
}

/// The stand-in plays the shard of an order.
class EntityTest : public GatewayTest {
protected:
  struct OneShard : Directory {
    explicit OneShard(caf::actor shard) : shard(std::move(shard)) {}
    caf::actor shard_of(Address) const override { return shard; }
    caf::actor shard;
  };

  static constexpr OrderId order{7};

  Task<void> ask_and_keep(std::optional<Result<Done>>& answer) {
    answer.emplace(co_await ask_entity<OrderActor>(*gateway, directory, address_of(order),
                                                   ExpireOrder{order}, Deadline::max()));
  }

  void ask(std::optional<Result<Done>>& answer) {
    asio::co_spawn(io.get_executor(), ask_and_keep(answer), asio::detached);
    settle();
  }

  /// Answers the next question, and waits until that has led to something.
  void answer_with(const std::optional<Result<Done>>& answer, const caf::error& reason) {
    stand_in->receive([&](const Envelope& envelope) -> caf::result<void> {
      EXPECT_EQ(envelope.to, address_of(order));
      return reason ? caf::result<void>{reason} : caf::result<void>{};
    });
    while (!answer && stand_in->mailbox().empty()) {
      io.restart();
      io.run_one_for(std::chrono::milliseconds{10});
    }
  }

  const OneShard directory{caf::actor_cast<caf::actor>(stand_in)};
};

TEST_F(EntityTest, IsAskedAgainWhereItHasMoved) {
  std::optional<Result<Done>> answer;
  ask(answer);
  answer_with(answer, to_caf(Errc::fenced));
  ASSERT_FALSE(answer);
  answer_with(answer, {});
  EXPECT_TRUE(*answer);
}

TEST_F(EntityTest, IsNotAskedForGood) {
  std::optional<Result<Done>> answer;
  int asked = 0;
  for (ask(answer); !answer; ++asked)
    answer_with(answer, to_caf(Errc::fenced));
  EXPECT_EQ(asked, moves_max + 1);
  EXPECT_EQ(answer->error().code, Errc::fenced);
}

TEST_F(EntityTest, IsNotAskedAgainWhenItRefuses) {
  std::optional<Result<Done>> answer;
  ask(answer);
  answer_with(answer, to_caf(Errc::unavailable));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().code, Errc::unavailable);
}

} // namespace
} // namespace baro
