#include "tests/net/server_fixture.hpp"

namespace baro {
namespace {

using testing::HasSubstr;

TEST_F(ServerTest, AnswersOneRequestAfterTheOther) {
  auto shopper = client();
  for (int i = 0; i < 3; ++i) {
    const auto answer = shopper.get("/categories");
    EXPECT_EQ(answer.result_int(), 200);
    EXPECT_EQ(answer.body(), R"([{"id":"1","name":"니트"}])");
    EXPECT_TRUE(answer.keep_alive());
  }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
  auto shopper = client();
  shopper.send("GET /categories HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\n\r\n"
               "HEAD /categories HTTP/1.1\r\nHost: x\r\nX-Request-Id: b\r\n\r\n"
               "GET /nowhere HTTP/1.1\r\nHost: x\r\nX-Request-Id: c\r\n\r\n");
  EXPECT_EQ(shopper.receive()["X-Request-Id"], "a");
  const auto head = shopper.receive(true);
  EXPECT_EQ(head["X-Request-Id"], "b");
  EXPECT_NE(head["Content-Length"], "0");
  const auto missing = shopper.receive();
  EXPECT_EQ(missing["X-Request-Id"], "c");
  EXPECT_EQ(missing.result_int(), 404);
}

TEST_F(ServerTest, AnUnchangedAnswerIsNotSentAgain) {
  auto shopper = client();
  const std::string tag{shopper.get("/categories")["ETag"]};
  const auto again = shopper.get("/categories", "If-None-Match: " + tag + "\r\n");
  EXPECT_EQ(again.result_int(), 304);
  EXPECT_EQ(again.body(), "");
}

TEST_F(ServerTest, WhoAsksIsDecidedBeforeWhatIsAsked) {
  auto shopper = client();
  EXPECT_EQ(shopper.post("/orders", "{broken").result_int(), 401);
  EXPECT_EQ(shopper.post("/orders", "{broken", cookie(SessionId{99})).result_int(), 401);
  EXPECT_EQ(shopper.post("/stores", "{broken", cookie(buyer_session)).result_int(), 403);
  EXPECT_EQ(shopper.post("/orders", "{broken", cookie(buyer_session)).result_int(), 400);
  EXPECT_EQ(shopper.post("/cart/items", "{broken", cookie(owner_session)).result_int(), 403);
}

TEST_F(ServerTest, AnotherSiteChangesNothing) {
  const auto answer
    = client().post("/orders", order, cookie(buyer_session) + "Sec-Fetch-Site: cross-site\r\n");
  EXPECT_EQ(answer.result_int(), 403);
  EXPECT_THAT(answer.body(), HasSubstr("CROSS_SITE_REQUEST"));
}

TEST_F(ServerTest, AReplayedAnswerSaysSo) {
  auto shopper = client();
  const auto first = shopper.post("/orders", order, cookie(buyer_session));
  EXPECT_EQ(first.result_int(), 201);
  EXPECT_EQ(first.count("Idempotency-Replayed"), 0);
  EXPECT_EQ(first["RateLimit"], "\"session\";r=42;t=5");
  const auto again
    = shopper.post("/orders", order, cookie(buyer_session) + "Idempotency-Key: k\r\n");
  EXPECT_EQ(again.result_int(), 201);
  EXPECT_EQ(again["Idempotency-Replayed"], "true");
}

TEST_F(ServerTest, LoggingInBeginsASessionAndEndsTheOneBefore) {
  const auto answer = client().post(
    "/auth/login", R"({"email":"a@b.co","password":"correct horse"})", cookie(buyer_session));
  EXPECT_EQ(answer.body(), R"({"isNew":false})");
  EXPECT_THAT(std::string{answer["Set-Cookie"]}, testing::StartsWith("baro=9."));
  EXPECT_EQ(stand_in.sessions_closed, 1);
}

TEST_F(ServerTest, LoggingOutEndsTheSessionAndWithoutOneChangesNothing) {
  auto shopper = client();
  const auto out = shopper.post("/auth/logout", "", cookie(buyer_session));
  EXPECT_EQ(out.result_int(), 204);
  EXPECT_THAT(std::string{out["Set-Cookie"]}, testing::StartsWith("baro=;"));
  EXPECT_EQ(stand_in.sessions_closed, 1);
  EXPECT_EQ(shopper.post("/auth/logout", "").result_int(), 204);
  EXPECT_EQ(stand_in.sessions_closed, 1);
}

TEST_F(ServerTest, AWrongMethodIsToldTheRightOnes) {
  const auto answer = client().get("/auth/login");
  EXPECT_EQ(answer.result_int(), 405);
  EXPECT_EQ(answer["Allow"], "OPTIONS, POST");
}

TEST_F(ServerTest, AChunkedBodyIsReadWhole) {
  auto shopper = client();
  shopper.send(
    "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-Continue\r\n"
    + cookie(buyer_session) + "Transfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(shopper.receive().result_int(), 100);
  shopper.send(fmt::format("{:x}\r\n{}\r\n", 10, order.substr(0, 10)));
  shopper.send(fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", order.size() - 10, order.substr(10)));
  EXPECT_EQ(shopper.receive().result_int(), 201);
}

TEST_F(ServerTest, WhatIsNotHttpIsRefused) {
  for (const std::string_view text :
       {"\x16\x03\x01\r\n\r\n", "GET /categories\r\n\r\n", "GET /categories HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        "GET /categories HTTP/1.1\r\nHost: x/y\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    auto shopper = client();
    shopper.send(text);
    EXPECT_EQ(shopper.receive().result_int(), 400) << text;
  }
}

TEST_F(ServerTest, AClientThatLeavesDisturbsNobody) {
  client().send("GET /products/1 HTTP/1.1\r\nHost: x\r\n\r\n");
  stand_in.asked_for_product_1.get_future().wait();
  caf::anon_send(shard, flush_atom_v);
  EXPECT_EQ(client().get("/categories").result_int(), 200);
}

TEST_F(ServerTest, ATakenPortIsNamed) {
  client();
  auto other = config;
  other.port = server->port();
  prometheus::Registry registry_of_other;
  Server second{other, services(), registry_of_other};
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().detail, HasSubstr(std::to_string(other.port)));
}

TEST_F(ServerTest, OperatorsSeeRoutesAndNoPaths) {
  client().get("/products/4711");
  auto operations = operator_client();
  const auto metrics = operations.get("/metrics").body();
  EXPECT_THAT(
    metrics,
    HasSubstr(
      "baro_http_requests_total{method=\"GET\",route=\"/products/{id}\",status=\"4xx\"} 1"));
  EXPECT_THAT(metrics, testing::Not(HasSubstr("4711")));
  is_ready = false;
  EXPECT_EQ(operations.get("/readyz").result_int(), 503);
  EXPECT_EQ(operations.post("/metrics", "").result_int(), 405);
}

} // namespace
} // namespace baro
