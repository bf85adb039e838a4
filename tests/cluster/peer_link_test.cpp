#include "cluster/peer_link.hpp"

#include "monitoring/cluster_metrics.hpp"
#include "tests/support/actor_test.hpp"

namespace baro {

namespace {

constexpr Address address{EntityKind::sku, 1};

} // namespace

/// Two links of two nodes, in one process. The test plays the far node's shards.
class PeerLinkTest : public test::ActorTest {
protected:
  PeerLinkTest() {
    self->send(near, Welcome{Incarnation{2}, far});
    self->send(far, Welcome{Incarnation{1}, near});
    run();
  }

  test::Pending<std::int64_t> question() {
    return ask<std::int64_t>(near, envelope(address, FindOffers{}));
  }

  ClusterMetrics metrics{registry};
  const std::vector<caf::actor> far_shards{shards_max, caf::actor_cast<caf::actor>(self)};
  const std::vector<caf::actor> near_shards{shards_max, caf::actor_cast<caf::actor>(self)};
  LinkServices near_services{near_shards, metrics, {.in_flight_max = 2}};
  LinkServices far_services{far_shards, metrics, {}};
  caf::actor near{spawn<PeerLinkImpl>(caf::actor_cast<caf::actor>(self), std::cref(near_services))};
  caf::actor far{spawn<PeerLinkImpl>(caf::actor_cast<caf::actor>(self), std::cref(far_services))};
};

TEST_F(PeerLinkTest, CarriesAnswersOfAnyKind) {
  auto asked = question();
  answer<FromPeer>(std::int64_t{42});
  EXPECT_EQ(asked.value(), 42);
}

TEST_F(PeerLinkTest, CarriesErrorsAsTheyAre) {
  auto asked = question();
  refuse<FromPeer, std::int64_t>(Errc::out_of_stock);
  EXPECT_EQ(asked.error(), Errc::out_of_stock);
}

TEST_F(PeerLinkTest, WhatCameToTheWrongNodeGoesBackToTheShard) {
  auto asked = question();
  refuse<FromPeer, std::int64_t>(Errc::not_here);
  EXPECT_TRUE(asked.pending());
  EXPECT_TRUE(nothing_asked());
  pass(near_services.config.return_pause);
  answer<Envelope>(std::int64_t{7});
  EXPECT_EQ(asked.value(), 7);
}

TEST_F(PeerLinkTest, AShardThatNobodyOwnsIsNotAskedForForEver) {
  Envelope lost = envelope(address, FindOffers{});
  lost.returns = static_cast<std::uint8_t>(near_services.config.returns_max);
  auto asked = ask<std::int64_t>(near, lost);
  refuse<FromPeer, std::int64_t>(Errc::not_here);
  EXPECT_EQ(asked.error(), Errc::unavailable);
}

TEST_F(PeerLinkTest, OnlySoManyQuestionsAreInFlight) {
  auto first = question();
  auto second = question();
  EXPECT_EQ(question().error(), Errc::overloaded);
  answer<FromPeer>(std::int64_t{1});
  EXPECT_TRUE(first.succeeded());
  EXPECT_TRUE(question().pending());
}

TEST_F(PeerLinkTest, ANodeMayGoOnceNobodyWaitsForItAndIsAskedNothingMore) {
  auto asked = question();
  auto parted = ask<Done>(far, Farewell{});
  EXPECT_TRUE(parted.pending());
  answer<FromPeer>(std::int64_t{1});
  EXPECT_EQ(asked.value(), 1);
  EXPECT_TRUE(parted.succeeded());
  auto late = question();
  EXPECT_TRUE(nothing_asked());
  pass(near_services.config.return_pause);
  answer<Envelope>(std::int64_t{2});
  EXPECT_EQ(late.value(), 2);
}

TEST_F(PeerLinkTest, WhoeverWaitsForALostNodeIsToldThatNobodyKnows) {
  auto asked = question();
  caf::anon_send_exit(far, caf::exit_reason::kill);
  run();
  EXPECT_EQ(asked.error(), Errc::deadline_passed);
}

TEST_F(PeerLinkTest, WhatCameBackUndoneIsAskedElsewhereWhenTheConnectionIsLost) {
  auto asked = question();
  refuse<FromPeer, std::int64_t>(Errc::not_here);
  caf::anon_send_exit(far, caf::exit_reason::kill);
  run();
  answer<Envelope>(std::int64_t{7});
  EXPECT_EQ(asked.value(), 7);
}

TEST_F(PeerLinkTest, WhatCameBackUndoneIsAskedElsewhereWhenTheOtherNodeIsNoMemberAnyMore) {
  auto asked = question();
  refuse<FromPeer, std::int64_t>(Errc::not_here);
  caf::anon_send_exit(near, caf::exit_reason::user_shutdown);
  run();
  answer<Envelope>(std::int64_t{7});
  EXPECT_EQ(asked.value(), 7);
}

TEST_F(PeerLinkTest, ASlowNodeIsNotWaitedForForEverAndItsLateAnswersAreDropped) {
  auto asked = question();
  pass(near_services.config.answer_wait_max + std::chrono::seconds{1});
  EXPECT_EQ(asked.error(), Errc::deadline_passed);
  answer<FromPeer>(std::int64_t{42});
  EXPECT_EQ(asked.error(), Errc::deadline_passed);
}

TEST_F(PeerLinkTest, OverdueQuestionsStillCountUntilTheyAreAnswered) {
  question();
  question();
  pass(near_services.config.answer_wait_max + std::chrono::seconds{1});
  EXPECT_EQ(question().error(), Errc::overloaded);
}

} // namespace baro
