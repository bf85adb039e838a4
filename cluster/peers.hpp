#pragma once

#include "cluster/peer_link.hpp"

#include <caf/io/middleman_actor.hpp>

#include <map>
#include <set>
#include <string>

namespace baro {

/// Who this node is to others.
struct PeerIdentity {
  Incarnation incarnation;
  std::string name;
  std::string cluster; // the id of the cluster: nodes of two databases never mix
};

/// What the PEERS actor needs. `network` opens connections, with TLS or without.
struct PeersServices {
  PeerIdentity me;
  caf::io::middleman_actor network;
  caf::actor membership;
  const LinkServices& links;
};

/// PEERS, one per node, published on the cluster port: sees to it that there is one connection to
/// each other member. Of two nodes, that which joined later connects. What cannot be connected is
/// tried again whenever the membership tells who there is.
class PeersState {
public:
  static constexpr const char* name = "baro.peers";

  PeersState(caf::event_based_actor* self, PeersServices services)
    : self_(self), services_(std::move(services)) {}

  caf::behavior make_behavior();

private:
  void know(const std::vector<Member>& members);
  void dial(const Member& member);
  void introduce(const Member& member, const caf::actor& peers);
  caf::result<Welcome> welcome(const Hello& hello);
  std::string objection_to(const Hello& hello) const;
  caf::actor spawn_link();
  void begin(Incarnation peer, const std::string& name, const caf::actor& link);
  void end(Incarnation peer);
  bool is_from_here() const;
  caf::result<void> part();
  void parted();
  void dial_failed(const Member& member, const std::string& reason);

  caf::event_based_actor* self_;
  PeersServices services_;
  std::map<Incarnation, Member> members_; // without this node
  std::map<Incarnation, caf::actor> links_;
  std::set<Incarnation> dialing_;
  std::optional<caf::typed_response_promise<void>> farewell_;
  std::size_t parting_ = 0; // how many links have yet to part
};

using PeersImpl = caf::stateful_actor<PeersState>;

} // namespace baro
