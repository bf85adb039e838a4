#include "cluster/peers.hpp"

#include "monitoring/cluster_metrics.hpp"
#include "tests/support/actor_test.hpp"

#include <gmock/gmock.h>

namespace baro {

namespace {

using ::testing::HasSubstr;

constexpr Incarnation older{1};
constexpr Incarnation me{2};
constexpr Incarnation newer{3};
constexpr std::chrono::seconds dial_wait{2};

Member member(Incarnation incarnation, std::uint16_t port = 4'711) {
  return {incarnation, "node", NodeState::SERVING, "host", port};
}

/// The far node's end of a connection.
caf::behavior far_end(caf::event_based_actor*) {
  return {[](const FromPeer&) { return std::int64_t{42}; }};
}

} // namespace

/// The test plays the network, the membership, and the PEERS of the far node.
class PeersTest : public test::ActorTest {
protected:
  PeersTest() { know({member(older, 0), member(me), member(newer)}); }
  ~PeersTest() override { lose_far_link(); }

  void know(std::vector<Member> members) {
    self->send(peers, KnowMembers{std::move(members)});
    run();
  }

  test::Pending<Welcome> greet(Hello hello) { return ask<Welcome>(peers, std::move(hello)); }
  Hello hello_of(Incarnation incarnation) {
    return {wire_version, "shop", me, incarnation, "node", far_link};
  }

  /// Why whoever says this is turned away; empty if he is not.
  std::string objection_to(Hello hello) {
    const auto welcome = greet(std::move(hello));
    if (welcome.pending() || welcome.succeeded())
      return "";
    EXPECT_EQ(welcome.error(), Errc::not_allowed);
    return welcome.failure().detail;
  }

  void lose_far_link() {
    caf::anon_send_exit(far_link, caf::exit_reason::kill);
    run();
  }

  /// The next message of this kind to the test, if there is one.
  template <class Message>
  std::optional<Message> told() {
    std::optional<Message> result;
    self->receive([&](const Message& message) { result = message; },
                  caf::after(std::chrono::seconds{0}) >> [] {});
    return result;
  }

  struct Call {
    std::string host;
    std::uint16_t port = 0;
    caf::response_promise reply;
  };

  /// The next connection that is to be opened, if there is one.
  std::optional<Call> dialed() {
    std::optional<Call> call;
    self->receive(
      [&](caf::connect_atom, const std::string& host, std::uint16_t port) {
        call.emplace(Call{host, port, self->make_response_promise()});
        return call->reply;
      },
      caf::after(std::chrono::seconds{0}) >> [] {});
    return call;
  }

  /// The far node's PEERS answer, or nobody does.
  void connect(std::optional<Call> call, const caf::strong_actor_ptr& far_peers) {
    call.value().reply.deliver(self->node(), far_peers, std::set<std::string>{});
    run();
  }

  void connect(std::optional<Call> call) {
    connect(std::move(call), caf::actor_cast<caf::strong_actor_ptr>(self));
  }

  bool has_ended(const caf::actor& actor) {
    self->monitor(actor);
    const bool ended = told<caf::down_msg>().has_value();
    self->demonitor(actor);
    return ended;
  }

  ClusterMetrics metrics{registry};
  const std::vector<caf::actor> shards{};
  LinkServices links{shards, metrics, {}};
  const caf::actor far_link{system.spawn(far_end)};
  const caf::actor peers{spawn<PeersImpl>(PeersServices{{me, "here", "shop"},
                                                        played<caf::io::middleman_actor>(),
                                                        caf::actor_cast<caf::actor>(self),
                                                        links})};
};

// Who is let in ----------------------------------------------------------------------------------

TEST_F(PeersTest, ANodeOfAnotherReleaseIsTurnedAwayAndToldWhatToDo) {
  auto hello = hello_of(newer);
  hello.wire = wire_version + 1;
  EXPECT_THAT(objection_to(hello), HasSubstr("run the same release"));
  EXPECT_TRUE(nothing_asked());
}

TEST_F(PeersTest, ANodeOfAnotherClusterIsTurnedAwayAndToldWhatToDo) {
  auto hello = hello_of(newer);
  hello.cluster = "another shop";
  EXPECT_THAT(objection_to(hello), HasSubstr("need the same database"));
  EXPECT_TRUE(nothing_asked());
}

TEST_F(PeersTest, WhoLooksForTheNodeThatWasHereBeforeIsTurnedAway) {
  const auto link = greet(hello_of(newer)).value().link;
  told<PeerChanged>();
  auto hello = hello_of(newer);
  hello.to = older;
  EXPECT_THAT(objection_to(hello), HasSubstr("another node"));
  EXPECT_FALSE(has_ended(link));
}

TEST_F(PeersTest, WhoIsNotKnownAsAMemberIsTurnedAwayAndLookedFor) {
  EXPECT_THAT(objection_to(hello_of(Incarnation{9})), HasSubstr("not known as a member, yet"));
  EXPECT_TRUE(told<ClusterChanged>());
  know({member(me), member(Incarnation{9})});
  EXPECT_TRUE(greet(hello_of(Incarnation{9})).succeeded());
}

TEST_F(PeersTest, AMemberIsWelcomeAndCanBeReachedOverItsLink) {
  const auto welcome = greet(hello_of(newer)).value();
  EXPECT_EQ(welcome.incarnation, me);
  const auto change = told<PeerChanged>().value();
  EXPECT_EQ(change.peer, newer);
  EXPECT_EQ(change.link, welcome.link);
  EXPECT_EQ(metrics.peers.Value(), 1);
  const auto asked = ask<std::int64_t>(change.link, envelope({EntityKind::sku, 1}, FindOffers{}));
  EXPECT_EQ(asked.value(), 42);
}

TEST_F(PeersTest, ANodeThatSaysHelloAgainGetsANewLinkForTheOldOne) {
  const auto first = greet(hello_of(newer)).value().link;
  EXPECT_EQ(told<PeerChanged>().value().link, first);
  const auto second = greet(hello_of(newer)).value().link;
  EXPECT_EQ(told<PeerChanged>().value().link, nullptr);
  EXPECT_EQ(told<PeerChanged>().value().link, second);
  EXPECT_TRUE(has_ended(first));
  EXPECT_FALSE(has_ended(second));
  EXPECT_TRUE(nothing_asked()) << "the end of the first says nothing about the second";
  EXPECT_EQ(metrics.peers.Value(), 1);
}

TEST_F(PeersTest, ALostConnectionIsReported) {
  greet(hello_of(newer));
  told<PeerChanged>();
  lose_far_link();
  const auto change = told<PeerChanged>().value();
  EXPECT_EQ(change.peer, newer);
  EXPECT_EQ(change.link, nullptr);
  EXPECT_EQ(metrics.peers.Value(), 0);
}

TEST_F(PeersTest, WhoIsNoMemberAnyMoreLosesItsLink) {
  const auto link = greet(hello_of(newer)).value().link;
  told<PeerChanged>();
  know({member(me), member(newer)});
  EXPECT_TRUE(nothing_asked());
  know({member(me)});
  EXPECT_EQ(told<PeerChanged>().value().link, nullptr);
  EXPECT_TRUE(has_ended(link));
  EXPECT_EQ(metrics.peers.Value(), 0);
}

TEST_F(PeersTest, WhoNamesNobodyToTalkToIsNotConnected) {
  auto hello = hello_of(newer);
  hello.link = {};
  EXPECT_TRUE(has_ended(greet(std::move(hello)).value().link));
}

TEST_F(PeersTest, WhoDoesNotSayWhoHeIsChangesNothing) {
  const auto link = greet(hello_of(newer)).value().link;
  caf::anon_send(peers, KnowMembers{});
  run();
  EXPECT_FALSE(has_ended(link));
}

TEST_F(PeersTest, ANodeMayGoOnceAllItsLinksHaveParted) {
  EXPECT_TRUE(ask<Done>(peers, Farewell{}).succeeded()) << "there are none";
  greet(hello_of(newer));
  EXPECT_TRUE(ask<Done>(peers, Farewell{}).succeeded());
}

// Who is dialed ----------------------------------------------------------------------------------

TEST_F(PeersTest, OnlyOlderMembersAreDialedAndOnlyOnceTheyListen) {
  EXPECT_FALSE(dialed()) << "the older one has no port yet";
  know({{older, "first", NodeState::JOINING, "far", 7'000}, member(me), member(newer)});
  const auto call = dialed();
  ASSERT_TRUE(call);
  EXPECT_EQ(call->host, "far");
  EXPECT_EQ(call->port, 7'000);
  EXPECT_FALSE(dialed()) << "the newer one does it";
}

TEST_F(PeersTest, WhoIsDialedIsToldWhoCallsAndThenConnected) {
  know({member(older), member(me)});
  connect(dialed());
  Hello hello;
  answer_with<Hello>([&](const Hello& message) -> caf::result<Welcome> {
    hello = message;
    return Welcome{older, far_link};
  });
  EXPECT_EQ(hello.wire, wire_version);
  EXPECT_EQ(hello.cluster, "shop");
  EXPECT_EQ(hello.to, older);
  EXPECT_EQ(hello.incarnation, me);
  EXPECT_EQ(hello.name, "here");
  const auto change = told<PeerChanged>().value();
  EXPECT_EQ(change.peer, older);
  EXPECT_EQ(change.link, hello.link);
  EXPECT_EQ((ask<std::int64_t>(hello.link, envelope({EntityKind::sku, 1}, FindOffers{})).value()),
            42);
  know({member(older), member(me)});
  EXPECT_FALSE(dialed()) << "they are connected already";
}

TEST_F(PeersTest, AnOlderMemberWhoseConnectionWasLostIsDialedAgain) {
  know({member(older), member(me)});
  connect(dialed());
  answer<Hello>(Welcome{older, far_link});
  lose_far_link();
  know({member(older), member(me)});
  EXPECT_TRUE(dialed());
}

TEST_F(PeersTest, AMemberIsDialedOnceAtATimeAndAgainAfterAFailure) {
  know({member(older), member(me)});
  auto call = dialed();
  know({member(older), member(me)});
  EXPECT_FALSE(dialed());
  call->reply.deliver(caf::make_error(caf::sec::cannot_connect_to_node));
  run();
  EXPECT_FALSE(dialed()) << "not before the membership says who there is";
  know({member(older), member(me)});
  EXPECT_TRUE(dialed());
}

TEST_F(PeersTest, ADialThatHangsIsGivenUp) {
  know({member(older), member(me)});
  const auto hangs = dialed();
  pass(dial_wait);
  know({member(older), member(me)});
  EXPECT_TRUE(dialed());
}

TEST_F(PeersTest, AMemberThatDoesNotAnswerIsGivenUp) {
  know({member(older), member(me)});
  connect(dialed());
  pass(dial_wait);
  EXPECT_FALSE(told<PeerChanged>());
  know({member(older), member(me)});
  EXPECT_TRUE(dialed());
}

TEST_F(PeersTest, AMemberBehindWhosePortNobodyIsIsDialedAgain) {
  know({member(older), member(me)});
  connect(dialed(), nullptr);
  know({member(older), member(me)});
  EXPECT_TRUE(dialed());
}

TEST_F(PeersTest, AMemberThatTurnsTheNodeAwayIsDialedAgain) {
  know({member(older), member(me)});
  connect(dialed());
  caf::actor link;
  answer_with<Hello>([&](const Hello& hello) -> caf::result<Welcome> {
    link = hello.link;
    return to_caf(Errc::not_allowed, "not known as a member, yet");
  });
  EXPECT_TRUE(has_ended(link));
  EXPECT_FALSE(told<PeerChanged>());
  know({member(older), member(me)});
  EXPECT_TRUE(dialed());
}

TEST_F(PeersTest, AnotherNodeAtTheAddressOfAMemberIsNotTakenForIt) {
  know({member(older), member(me)});
  connect(dialed());
  caf::actor link;
  answer_with<Hello>([&](const Hello& hello) -> caf::result<Welcome> {
    link = hello.link;
    return Welcome{newer, far_link};
  });
  EXPECT_TRUE(has_ended(link));
  EXPECT_FALSE(told<PeerChanged>());
  EXPECT_EQ(metrics.peers.Value(), 0);
}

} // namespace baro
