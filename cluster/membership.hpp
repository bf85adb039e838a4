#pragma once

#include "cluster/config.hpp"
#include "protocol/actors.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baro {

class Standing;
struct ClusterMetrics;

/// What the MEMBERSHIP actor needs. The references outlive it.
struct MembershipServices {
  Incarnation me;
  std::string host; // where the other nodes reach this one
  ClusterStoreActor store;
  const std::vector<caf::actor>& shards;
  Standing& standing;
  ClusterMetrics& metrics;
  /// Called once, when this node finds that it was evicted. Nothing that it knows is true any more.
  std::function<void()> evicted;
  /// Called once, when an admin has asked this node to leave.
  std::function<void()> asked_to_leave;
  MembershipConfig config{};
};

/// MEMBERSHIP, one per node: keeps the lease, knows who owns which shard, tells shards and other
/// nodes what changes, and carries out what the node has to do about it: as the coordinator, if it
/// is that, and as the owner of shards that are to be handed over. The database is the judge in
/// all of it; a node acts on what it read there, or on what another node says that it wrote there.
class MembershipState {
public:
  static constexpr const char* name = "baro.membership";

  MembershipState(caf::event_based_actor* self, MembershipServices services)
    : self_(self), services_(std::move(services)), map_(services_.shards.size()) {}

  caf::behavior make_behavior();

private:
  void tick();
  void renew();
  void renewed(const ClusterView& view, caf::actor_clock::time_point asked_at);
  void not_renewed(const Error& reason);
  void act();
  bool is_connected_with_all() const;
  bool knows_all_owners() const;
  bool others_serve() const;
  std::vector<Incarnation> unreachable();
  std::vector<Incarnation> cut_off();
  void coordinate();
  void learn(const std::vector<ShardRow>& rows);
  void tell_peers(const std::vector<ShardRow>& rows);
  void assign(const ShardRow& row);
  void peer_changed(const PeerChanged& change);
  void drained(const ShardRow& row);
  void hand_over();
  caf::result<void> leave();
  void leave_if_nothing_is_left();

  caf::event_based_actor* self_;
  MembershipServices services_;
  caf::actor peers_; // the PEERS actor, and its port
  std::uint16_t port_ = 0;
  NodeState state_ = NodeState::JOINING;
  bool is_evicted_ = false;
  bool is_asked_to_leave_ = false;
  bool is_coordinator_ = false;
  std::vector<Member> members_;
  std::int64_t map_version_ = -1;
  std::vector<ShardRow> map_; // by shard
  std::size_t owned_ = 0;
  std::map<Incarnation, caf::actor> links_;
  std::map<Incarnation, caf::actor_clock::time_point> missing_since_; // who should have a link
  std::optional<caf::actor_clock::time_point> broken_since_; // any connection between others
  std::vector<ShardRow> drained_;
  // What the store has been asked, and has not answered, yet.
  bool renewing_ = false;
  bool renew_again_ = false;
  bool evicting_ = false;
  bool placing_ = false;
  bool handing_over_ = false;
  std::vector<caf::typed_response_promise<void>> leaving_;
  // Since when the database has answered without a break: only who has heard from it for a whole
  // lease knows that the others could have renewed theirs.
  std::optional<caf::actor_clock::time_point> renewed_at_;
  caf::actor_clock::time_point in_contact_since_ = caf::actor_clock::time_point::max();
};

using MembershipImpl = caf::stateful_actor<MembershipState>;

} // namespace baro
