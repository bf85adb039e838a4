#include "cluster/peers.hpp"

#include "monitoring/cluster_metrics.hpp"
#include "monitoring/log.hpp"

#include <fmt/format.h>

#include <utility>

namespace baro {

namespace {

constexpr std::chrono::seconds dial_wait_max{2};

} // namespace

caf::behavior PeersState::make_behavior() {
  self_->set_down_handler([this](const caf::down_msg& down) {
    for (const auto& [peer, link] : links_)
      if (link.address() == down.source)
        return end(peer);
  });
  return {
    [this](const KnowMembers& news) {
      if (is_from_here())
        know(news.members);
    },
    [this](const Hello& hello) { return welcome(hello); },
    [this](Farewell) -> caf::result<void> {
      return is_from_here() ? part() : to_caf(Errc::not_allowed, "only its own node lets it go");
    },
  };
}

void PeersState::know(const std::vector<Member>& members) {
  members_.clear();
  for (const auto& member : members)
    if (member.incarnation != services_.me.incarnation)
      members_.emplace(member.incarnation, member);
  for (const auto& [peer, link] : links_)
    if (!members_.contains(peer))
      self_->send_exit(link, caf::exit_reason::user_shutdown);
  for (const auto& [peer, member] : members_)
    if (peer < services_.me.incarnation && member.port != 0 && !links_.contains(peer)
        && dialing_.insert(peer).second)
      dial(member);
}

void PeersState::dial(const Member& member) {
  self_->request(services_.network, dial_wait_max, caf::connect_atom_v, member.host, member.port)
    .then(
      [this, member](const caf::node_id&, const caf::strong_actor_ptr& peers,
                     const std::set<std::string>&) {
        if (peers)
          introduce(member, caf::actor_cast<caf::actor>(peers));
        else
          dial_failed(member, "nobody is behind its port");
      },
      [this, member](const caf::error& error) { dial_failed(member, to_string(error)); });
}

void PeersState::introduce(const Member& member, const caf::actor& peers) {
  auto link = spawn_link();
  const auto& me = services_.me;
  self_
    ->request(peers, dial_wait_max,
              Hello{wire_version, me.cluster, member.incarnation, me.incarnation, me.name, link})
    .then(
      [this, member, link](const Welcome& welcome) {
        if (welcome.incarnation != member.incarnation) {
          self_->send_exit(link, caf::exit_reason::user_shutdown);
          return dial_failed(member, "another node answers there");
        }
        dialing_.erase(member.incarnation);
        self_->send(link, welcome);
        begin(member.incarnation, member.name, link);
      },
      [this, member, link](const caf::error& error) {
        self_->send_exit(link, caf::exit_reason::user_shutdown);
        dial_failed(member, from_caf(error).detail);
      });
}

caf::result<Welcome> PeersState::welcome(const Hello& hello) {
  if (const auto objection = objection_to(hello); !objection.empty()) {
    log_warning("peer_refused", {{"peer", hello.name}, {"reason", objection}});
    return to_caf(Errc::not_allowed, objection);
  }
  const auto link = spawn_link();
  self_->send(link, Welcome{hello.incarnation, hello.link});
  begin(hello.incarnation, hello.name, link);
  return Welcome{services_.me.incarnation, link};
}

std::string PeersState::objection_to(const Hello& hello) const {
  if (hello.wire != wire_version)
    return fmt::format("it speaks wire version {}, this node {}: run the same release on both",
                       hello.wire, wire_version);
  if (hello.cluster != services_.me.cluster)
    return "it belongs to another cluster: both need the same database";
  if (hello.to != services_.me.incarnation)
    return "it looks for another node, which was here before";
  if (!members_.contains(hello.incarnation)) {
    self_->send(services_.membership, ClusterChanged{});
    return "it is not known as a member, yet";
  }
  return "";
}

caf::actor PeersState::spawn_link() {
  auto link = self_->spawn<PeerLinkImpl>(services_.membership, std::cref(services_.links));
  return caf::actor_cast<caf::actor>(link);
}

void PeersState::begin(Incarnation peer, const std::string& name, const caf::actor& link) {
  end(peer);
  links_.emplace(peer, link);
  self_->monitor(link);
  services_.links.metrics.peers.Set(static_cast<double>(links_.size()));
  log_info("peer_connected", {{"peer", name}, {"incarnation", peer.value}});
  self_->send(services_.membership, PeerChanged{peer, link});
}

void PeersState::end(Incarnation peer) {
  const auto it = links_.find(peer);
  if (it == links_.end())
    return;
  self_->demonitor(it->second);
  self_->send_exit(it->second, caf::exit_reason::user_shutdown);
  links_.erase(it);
  services_.links.metrics.peers.Set(static_cast<double>(links_.size()));
  log_warning("peer_disconnected", {{"incarnation", peer.value}});
  self_->send(services_.membership, PeerChanged{peer, nullptr});
}

// Whoever gets through to the cluster port can send this actor anything, and need not say who he
// is.
bool PeersState::is_from_here() const {
  const auto& sender = self_->current_sender();
  return sender && sender->node() == self_->node();
}

caf::result<void> PeersState::part() {
  farewell_ = self_->make_response_promise<void>();
  parting_ = links_.size() + 1;
  for (const auto& [peer, link] : links_)
    self_->request(link, caf::infinite, Farewell{})
      .then([this] { parted(); }, [this](const caf::error&) { parted(); });
  auto reply = *farewell_;
  parted();
  return reply;
}

void PeersState::parted() {
  if (--parting_ == 0)
    farewell_->deliver();
}

void PeersState::dial_failed(const Member& member, const std::string& reason) {
  dialing_.erase(member.incarnation);
  log_warning("peer_not_connected", {{"peer", member.name},
                                     {"address", fmt::format("{}:{}", member.host, member.port)},
                                     {"reason", reason}});
}

} // namespace baro
