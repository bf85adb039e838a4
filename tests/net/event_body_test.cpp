#include "net/event_body.hpp"

#include "tests/net/server_fixture.hpp"

namespace baro {
namespace {

using testing::ElementsAre;

const std::string session = fmt::format("Cookie: baro={}.{}\r\n", buyer_session.value, secret);

/// The stand-in plays EVENTS: it has these to tell, and then nothing until told that all is over.
class EventBodyTest : public ServerTest {
protected:
  EventBodyTest() {
    stand_in.events = {
      {{{"order", R"({"id":"1-0"})", EventPosition{11, 0}}}, {12, 0}},
      {{{"stock", R"({"skuId":"5"})", std::nullopt}}, {13, 0}},
    };
  }

  /// Opens a stream, and waits until it has told what there is.
  void open(Client& browser, std::string_view headers = "", std::string_view query = "") {
    browser.send(
      fmt::format("GET /events{} HTTP/1.1\r\nHost: x\r\n{}{}\r\n", query, session, headers));
    stand_in.asked_for_events.get_future().wait();
  }

  void end() { caf::anon_send(shard, sweep_atom_v); }
};

TEST_F(EventBodyTest, EventsAreWrittenAsTheyComeUntilThereAreNoMore) {
  auto browser = client();
  open(browser);
  end();
  const auto answer = browser.receive();
  EXPECT_EQ(answer.result_int(), 200);
  EXPECT_EQ(answer["Content-Type"], "text/event-stream");
  EXPECT_EQ(answer["Cache-Control"], "no-store");
  EXPECT_EQ(answer.count("Content-Length"), 0);
  EXPECT_EQ(answer.body(), "event: order\nid: 11-0\ndata: {\"id\":\"1-0\"}\n\n"
                           "event: stock\ndata: {\"skuId\":\"5\"}\n\n");
  stand_in.events_closed.get_future().wait();
}

TEST_F(EventBodyTest, AClientThatHasSeenNothingYetIsToldWhereItIs) {
  stand_in.events = {{{}, {12, 0}}, {{}, {13, 0}}};
  auto browser = client();
  open(browser);
  end();
  EXPECT_EQ(browser.receive().body(), "id: 12-0\n\n");
}

TEST_F(EventBodyTest, WhatIsAskedForIsPassedOn) {
  auto browser = client();
  open(browser, "Last-Event-ID: 11-2\r\n", "?skus=5,6");
  EXPECT_EQ(stand_in.opened.after, (EventPosition{11, 2}));
  EXPECT_THAT(stand_in.opened.skus, ElementsAre(SkuId{5}, SkuId{6}));
  EXPECT_EQ(stand_in.opened.session, buyer_session);
  end();
  browser.receive();
}

TEST_F(EventBodyTest, AnOpenStreamIsNoRequestInFlight) {
  config.in_flight_max = 1;
  auto browser = client();
  open(browser);
  EXPECT_EQ(client().get("/categories").result_int(), 200);
  end();
  browser.receive();
}

TEST_F(EventBodyTest, AStreamEndsWithItsSession) {
  config.event_heartbeat = 0ms;
  stand_in.session_goes_on = false;
  auto browser = client();
  browser.send("GET /events HTTP/1.1\r\nHost: x\r\n" + session + "\r\n");
  EXPECT_EQ(browser.receive().body(), "");
  stand_in.events_closed.get_future().wait();
}

TEST_F(EventBodyTest, AServerThatDrainsEndsItsStreams) {
  auto browser = client();
  open(browser);
  server->announce_drain();
  caf::anon_send(shard, sweep_atom_v);
  EXPECT_EQ(browser.receive().result_int(), 200);
  server->drain(10s);
}

TEST_F(EventBodyTest, NonsenseIsRefused) {
  auto shopper = client();
  for (const std::string_view query : {"?skus=", "?skus=x", "?skus=1,,2", "?skus=0"})
    EXPECT_EQ(shopper.get(fmt::format("/events{}", query), session).result_int(), 400) << query;
  EXPECT_EQ(shopper.get("/events", session + "Last-Event-ID: yesterday\r\n").result_int(), 400);
  EXPECT_EQ(shopper.get("/events").result_int(), 401);
}

} // namespace
} // namespace baro
