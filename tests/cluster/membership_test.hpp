#pragma once

#include "cluster/membership.hpp"
#include "cluster/standing.hpp"
#include "monitoring/cluster_metrics.hpp"
#include "tests/support/actor_test.hpp"

#include <array>

namespace baro {

inline constexpr std::size_t shard_count = 8;
inline constexpr Incarnation older{1};
inline constexpr Incarnation me{2};
inline constexpr Incarnation newer{3};
inline constexpr Incarnation stranger{9};

inline Member member(Incarnation incarnation, NodeState state = NodeState::SERVING) {
  return {incarnation, "node", state, "host", 1};
}

inline std::vector<ShardRow> map_of(Incarnation owner, Incarnation next_owner = {}) {
  std::vector<ShardRow> map(shard_count);
  for (std::uint32_t shard = 0; shard < shard_count; ++shard)
    map[shard] = {shard, owner, next_owner, 1};
  return map;
}

/// The row after its owner has changed.
inline ShardRow given_to(Incarnation owner, ShardRow row) {
  return {row.shard, owner, {}, row.epoch + 1};
}

inline std::vector<ShardRow> given_to(Incarnation owner, std::vector<ShardRow> rows) {
  for (auto& row : rows)
    row = given_to(owner, row);
  return rows;
}

inline ClusterView view(std::vector<Member> members, std::vector<ShardRow> map) {
  return {false, std::move(members), 1, std::move(map)};
}

/// As the coordinator sees it.
inline ClusterView coordinator_view(std::vector<Member> members, std::vector<ShardRow> map) {
  return {true, std::move(members), 1, std::move(map)};
}

/// Keeps what it is told.
template <class Message>
class ListenerState {
public:
  static constexpr const char* name = "listener";

  ListenerState(caf::event_based_actor*, std::vector<Message>& heard) : heard_(heard) {}

  caf::behavior make_behavior() {
    return {[this](const Message& message) { heard_.push_back(message); }};
  }

private:
  std::vector<Message>& heard_;
};

template <class Message>
using Listener = caf::stateful_actor<ListenerState<Message>>;

/// A node that has just begun to listen. The test plays the store; what the shards, PEERS and the
/// links are told is kept.
class MembershipTest : public test::ActorTest {
protected:
  /// What the store was asked, and has not answered.
  template <class Message>
  struct Question {
    Message message;
    caf::response_promise reply;
  };

  MembershipTest() {
    self->send(membership, peers, std::uint16_t{4'711});
    run();
  }

  /// The next question of this kind, if there is one. It stays open as long as it is kept.
  template <class Message>
  std::optional<Question<Message>> asked() {
    std::optional<Question<Message>> question;
    self->receive(
      [&](const Message& message) {
        question.emplace(Question<Message>{message, self->make_response_promise()});
        return question->reply;
      },
      caf::after(std::chrono::seconds{0}) >> [] {});
    return question;
  }

  template <class Message, class... Reply>
  void deliver(std::optional<Question<Message>>& question, Reply... reply) {
    question.value().reply.deliver(std::move(reply)...);
    run();
  }

  template <class Message>
  void tell(Message message) {
    self->send(membership, std::move(message));
    run();
  }

  void connect(Incarnation peer) { tell(PeerChanged{peer, link}); }
  void disconnect(Incarnation peer) { tell(PeerChanged{peer, nullptr}); }

  /// The node joins, is connected with everybody, and serves.
  void join(const ClusterView& cluster) {
    answer<RenewLease>(cluster);
    for (const auto& other : cluster.members)
      if (other.incarnation != me)
        connect(other.incarnation);
    answer<RenewLease>(cluster);
  }

  /// The next renewal, when its time has come.
  void renew(const ClusterView& cluster) {
    pass(config.renew_interval);
    answer<RenewLease>(cluster);
  }

  void fail_to_renew() {
    pass(config.renew_interval);
    refuse<RenewLease, ClusterView>(Errc::unavailable);
  }

  Standing::Moment now() { return scheduler.clock().now(); }

  std::vector<caf::actor> spawn_shards() {
    std::vector<caf::actor> result;
    for (auto& orders : told)
      result.push_back(spawn<Listener<AssignShard>>(std::ref(orders)));
    return result;
  }

  const MembershipConfig config{};
  const ClusterView alone = view({member(me)}, map_of(me));
  const ClusterView moving = view({member(older), member(me)}, map_of(me, older));

  std::array<std::vector<AssignShard>, shard_count> told; // by shard
  std::vector<KnowMembers> told_peers;
  std::vector<ShardRows> told_links;
  int evictions = 0;
  int requests_to_leave = 0;
  Standing standing;
  ClusterMetrics metrics{registry};
  const std::vector<caf::actor> shards = spawn_shards();
  const caf::actor peers{spawn<Listener<KnowMembers>>(std::ref(told_peers))};
  const caf::actor link{spawn<Listener<ShardRows>>(std::ref(told_links))};
  const caf::actor membership{spawn<MembershipImpl>(
    MembershipServices{me, "here", played<ClusterStoreActor>(), shards, standing, metrics,
                       [this] { ++evictions; }, [this] { ++requests_to_leave; }, config})};
};

} // namespace baro
