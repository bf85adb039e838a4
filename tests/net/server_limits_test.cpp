#include "tests/net/server_fixture.hpp"

#include <future>

namespace baro {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

class ServerLimitsTest : public ServerTest {
protected:
  /// By a request that is held until the shard is told to flush.
  void take_the_only_place(Client& first) {
    first.send("GET /products/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    stand_in.asked_for_product_1.get_future().wait();
  }
};

constexpr std::string_view credentials = R"({"email":"a@b.co","password":"correct horse"})";

TEST_F(ServerLimitsTest, ABodyThatGrowsTooLargeOnTheWayIsRefused) {
  config.body_bytes_max = 1000;
  auto shopper = client();
  shopper.send("POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
               "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 2; ++i)
    shopper.send("258\r\n" + std::string(600, ' ') + "\r\n");
  const auto answer = shopper.receive();
  EXPECT_EQ(answer.result_int(), 413);
  EXPECT_THAT(answer.body(), HasSubstr("BODY_TOO_LARGE"));
  EXPECT_FALSE(answer.keep_alive());
}

TEST_F(ServerLimitsTest, BodiesHaveALimitTogether) {
  config.bodies_bytes_max = 1000 + NetConfig::answer_bytes_expected;
  auto first = client();
  first.send("GET /products/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\n"
             + std::string(600, ' '));
  stand_in.asked_for_product_1.get_future().wait();
  const auto answer = client().post("/auth/login", std::string(600, ' '));
  EXPECT_EQ(answer.result_int(), 503);
  EXPECT_EQ(answer["Retry-After"], "1");
}

TEST_F(ServerLimitsTest, ABodyThatWasOnlyAnnouncedTakesNoRoom) {
  config.bodies_bytes_max = 1000 + NetConfig::answer_bytes_expected;
  auto slow = client();
  slow.send(fmt::format("POST /auth/login HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                        "Content-Length: {}\r\n\r\n",
                        config.bodies_bytes_max));
  ASSERT_EQ(slow.receive().result_int(), 100);
  EXPECT_EQ(client().post("/auth/login", credentials).result_int(), 200);
}

TEST_F(ServerLimitsTest, WhatWasDoneIsToldHoweverLongTheAnswer) {
  std::string address;
  for (int i = 0; i < 500; ++i)
    address += "👗";
  const auto long_order = fmt::format(
    R"({{"shippingAddress":"{}","orderItems":[{{"skuId":"5","quantity":1}}]}})", address);
  config.bodies_bytes_max = long_order.size() + NetConfig::answer_bytes_expected;
  const auto answer = client().post("/orders", long_order, cookie(buyer_session));
  EXPECT_EQ(answer.result_int(), 201);
  EXPECT_GT(answer.body().size(), NetConfig::answer_bytes_expected) << "fits, and proves nothing";
}

TEST_F(ServerLimitsTest, ARequestWhoseAnswerHasNoRoomIsNotBegun) {
  config.bodies_bytes_max = NetConfig::answer_bytes_expected;
  auto first = client();
  first.send("GET /products/1 HTTP/1.1\r\nHost: x\r\n\r\n");
  stand_in.asked_for_product_1.get_future().wait();
  EXPECT_EQ(client().get("/categories").result_int(), 503);
  caf::anon_send(shard, flush_atom_v);
  EXPECT_EQ(first.receive().result_int(), 200);
}

TEST_F(ServerLimitsTest, ASlowHeaderIsNotWaitedForForever) {
  config.header_timeout = 1ms;
  auto shopper = client();
  shopper.send("GET /categories HT");
  const auto answer = shopper.receive();
  EXPECT_EQ(answer.result_int(), 408);
  EXPECT_THAT(answer.body(), HasSubstr("REQUEST_TIMEOUT"));
}

TEST_F(ServerLimitsTest, ASlowBodyIsNotWaitedForForever) {
  config.body_timeout = 1ms;
  auto shopper = client();
  shopper.send("POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
  EXPECT_EQ(shopper.receive().result_int(), 408);
}

TEST_F(ServerLimitsTest, AnIdleConnectionIsClosed) {
  config.idle_timeout = 1ms;
  EXPECT_TRUE(client().is_at_end());
}

TEST_F(ServerLimitsTest, AHugeHeaderIsRefused) {
  auto shopper = client();
  shopper.send("GET / HTTP/1.1\r\nX: " + std::string(config.header_bytes_max, 'x'));
  EXPECT_EQ(shopper.receive().result_int(), 431);
}

TEST_F(ServerLimitsTest, HugeTrailersAreRefused) {
  auto shopper = client();
  shopper.send("POST /auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
               "0\r\nX: "
               + std::string(config.header_bytes_max, 'x'));
  EXPECT_EQ(shopper.receive().result_int(), 431);
}

TEST_F(ServerLimitsTest, ARequestWithoutVerdictTimesOut) {
  config.request_deadline = 1ms;
  const auto answer = client().get("/products/1");
  EXPECT_EQ(answer.result_int(), 504);
  EXPECT_THAT(answer.body(), HasSubstr("DEADLINE_PASSED"));
}

TEST_F(ServerLimitsTest, OverTheLimitRequestsAreTurnedAway) {
  config.in_flight_max = 1;
  auto first = client();
  take_the_only_place(first);
  auto second = client();
  const auto refused = second.get("/categories");
  EXPECT_EQ(refused.result_int(), 503);
  EXPECT_THAT(refused["Retry-After"], AnyOf("1", "2", "3"));
  caf::anon_send(shard, flush_atom_v);
  EXPECT_EQ(first.receive().result_int(), 200);
  EXPECT_EQ(second.get("/categories").result_int(), 200);
}

TEST_F(ServerLimitsTest, AQueueThatStandsIsKeptShort) {
  config.in_flight_standing_max = 1;
  config.in_flight_rush = 0ms;
  auto first = client();
  take_the_only_place(first);
  EXPECT_EQ(client().get("/categories").result_int(), 503);
  caf::anon_send(shard, flush_atom_v);
}

TEST_F(ServerLimitsTest, WhoComesBackTooSoonIsReadLater) {
  config.in_flight_max = 1;
  auto first = client();
  take_the_only_place(first);
  auto second = client();
  const auto refused = second.get("/categories");
  ASSERT_EQ(refused.result_int(), 503);
  const std::chrono::seconds pause{std::stoi(std::string{refused["Retry-After"]})};
  const auto refused_at = std::chrono::steady_clock::now();
  second.send("GET /categories HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(second.receive().result_int(), 503);
  EXPECT_GE(std::chrono::steady_clock::now() - refused_at, pause - 100ms);
  caf::anon_send(shard, flush_atom_v);
}

TEST_F(ServerLimitsTest, OverTheLimitConnectionsAreTurnedAway) {
  config.connections_max = 1;
  auto first = client();
  ASSERT_EQ(first.get("/categories").result_int(), 200);
  EXPECT_EQ(client().get("/categories").result_int(), 503);
}

TEST_F(ServerLimitsTest, OneAddressDoesNotTakeAllConnections) {
  config.connections_per_address_max = 1;
  auto first = client();
  ASSERT_EQ(first.get("/categories").result_int(), 200);
  EXPECT_EQ(client().get("/categories").result_int(), 503);
}

TEST_F(ServerLimitsTest, AProxyIsNotTakenForOneClient) {
  config.connections_per_address_max = 1;
  config.behind_proxy = true;
  auto first = client();
  ASSERT_EQ(first.get("/categories").result_int(), 200);
  EXPECT_EQ(client().get("/categories").result_int(), 200);
}

TEST_F(ServerLimitsTest, ATrailerIsNotTheWordOfTheProxy) {
  config.behind_proxy = true;
  config.login_rate = {0.001, 1};
  auto shopper = client();
  const auto log_in = [&](std::string_view trailer) {
    shopper.send(fmt::format("POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: "
                             "application/json\r\nX-Forwarded-For: 1.2.3.4\r\nTransfer-Encoding: "
                             "chunked\r\n\r\n{:x}\r\n{}\r\n0\r\nX-Forwarded-For: {}\r\n\r\n",
                             credentials.size(), credentials, trailer));
    return shopper.receive().result_int();
  };
  EXPECT_EQ(log_in("6.6.6.1"), 200);
  EXPECT_EQ(log_in("6.6.6.2"), 429);
}

TEST_F(ServerLimitsTest, AnonymousCallersHaveARate) {
  config.anonymous_rate = {0.001, 1};
  auto shopper = client();
  EXPECT_EQ(shopper.get("/categories")["RateLimit"], "\"address\";r=0;t=1000");
  const auto refused = shopper.get("/categories");
  EXPECT_EQ(refused.result_int(), 429);
  EXPECT_EQ(refused["RateLimit-Policy"], "\"address\";q=1;w=1000");
  EXPECT_GT(std::stoi(std::string{refused["Retry-After"]}), 900);
}

TEST_F(ServerLimitsTest, GuessingAtCookiesCountsAgainstTheAddress) {
  config.anonymous_rate = {0.001, 1};
  auto shopper = client();
  EXPECT_EQ(shopper.get("/cart", cookie(SessionId{99})).result_int(), 401);
  EXPECT_EQ(shopper.get("/cart", cookie(SessionId{99})).result_int(), 429);
  EXPECT_EQ(stand_in.sessions_asked, 1) << "one over its limit still made work";
}

TEST_F(ServerLimitsTest, VisitorsDoNotKeepOutWhoIsLoggedInAtTheSameAddress) {
  config.anonymous_rate = {0.001, 1};
  auto visitor = client();
  ASSERT_EQ(visitor.get("/categories").result_int(), 200);
  ASSERT_EQ(visitor.get("/categories").result_int(), 429);
  auto shopper = client();
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(shopper.post("/orders", order, cookie(buyer_session)).result_int(), 201);
}

TEST_F(ServerLimitsTest, ARunningRequestFinishesWhileTheServerDrains) {
  auto busy = client();
  auto idle = client();
  ASSERT_EQ(idle.get("/categories").result_int(), 200);
  auto operations = operator_client();
  EXPECT_EQ(operations.get("/readyz").result_int(), 200);
  busy.send("GET /products/1 HTTP/1.1\r\nHost: x\r\n\r\n");
  stand_in.asked_for_product_1.get_future().wait();

  auto drained = std::async(std::launch::async, [this] { server->drain(30s); });
  EXPECT_TRUE(idle.is_at_end());
  EXPECT_EQ(operations.get("/readyz").result_int(), 503);
  EXPECT_EQ(operations.get("/livez").result_int(), 200);
  caf::anon_send(shard, flush_atom_v);
  const auto answer = busy.receive();
  EXPECT_EQ(answer.result_int(), 200);
  EXPECT_FALSE(answer.keep_alive());
  EXPECT_TRUE(busy.is_at_end());
  drained.wait();
  EXPECT_THROW(Client{server->port()}, boost::system::system_error);
}

TEST_F(ServerLimitsTest, WhatNeverFinishesIsCutOff) {
  auto busy = client();
  busy.send("GET /products/1 HTTP/1.1\r\nHost: x\r\n\r\n");
  stand_in.asked_for_product_1.get_future().wait();
  server->drain(1ms);
  server.reset();
  EXPECT_TRUE(busy.is_at_end());
}

} // namespace
} // namespace baro
