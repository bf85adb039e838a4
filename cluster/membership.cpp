#include "cluster/membership.hpp"

#include "cluster/connectivity.hpp"
#include "cluster/placement.hpp"
#include "cluster/standing.hpp"
#include "monitoring/cluster_metrics.hpp"
#include "monitoring/log.hpp"

#include <algorithm>
#include <utility>

namespace baro {

caf::behavior MembershipState::make_behavior() {
  for (std::uint32_t shard = 0; shard < map_.size(); ++shard)
    map_[shard].shard = shard;
  return {
    [this](sweep_atom) { tick(); },
    [this](ClusterChanged) { renew(); },
    [this](const ShardRows& news) { learn(news.rows); },
    [this](const PeerChanged& change) { peer_changed(change); },
    [this](const ShardDrained& shard) { drained(shard.row); },
    [this](const caf::actor& peers, std::uint16_t port) {
      peers_ = peers;
      port_ = port;
      tick();
    },
    [this](LeaveNode) { return leave(); },
  };
}

// The lease --------------------------------------------------------------------------------------

void MembershipState::tick() {
  renew();
  self_->delayed_send(self_, services_.config.renew_interval, sweep_atom_v);
}

void MembershipState::renew() {
  if (renewing_ || is_evicted_) {
    renew_again_ = true;
    return;
  }
  renewing_ = true;
  renew_again_ = false;
  const auto asked_at = self_->clock().now();
  self_
    ->request(services_.store, caf::infinite,
              RenewLease{state_, services_.host, port_, map_version_, unreachable()})
    .then(
      [this, asked_at](const ClusterView& view) {
        renewing_ = false;
        renewed(view, asked_at);
        if (renew_again_)
          renew();
      },
      [this](const caf::error& error) {
        renewing_ = false;
        not_renewed(from_caf(error));
      });
}

// Counted from before the question, so that this clock ends the lease before the database's does.
void MembershipState::renewed(const ClusterView& view, caf::actor_clock::time_point asked_at) {
  const auto& config = services_.config;
  services_.standing.prolong_lease(asked_at + config.lease - config.lease_margin);
  const auto now = self_->clock().now();
  if (!renewed_at_ || now - *renewed_at_ > config.lease / 2)
    in_contact_since_ = now;
  renewed_at_ = now;
  is_coordinator_ = view.is_coordinator;
  services_.metrics.renewed.Increment();
  services_.metrics.coordinates.Set(is_coordinator_ ? 1 : 0);
  members_ = view.members;
  self_->send(peers_, KnowMembers{members_});
  map_version_ = view.map_version;
  learn(view.shards);
  if (view.is_asked_to_leave && !is_asked_to_leave_) {
    is_asked_to_leave_ = true;
    services_.asked_to_leave();
  }
  act();
}

void MembershipState::not_renewed(const Error& reason) {
  renewed_at_.reset();
  in_contact_since_ = caf::actor_clock::time_point::max();
  services_.metrics.not_renewed.Increment();
  log_warning("lease_not_renewed", {{"reason", reason.detail}});
  if (reason.code != Errc::fenced)
    return;
  is_evicted_ = true;
  services_.standing.prolong_lease(caf::actor_clock::time_point::min());
  services_.standing.set_serving(false);
  services_.evicted();
}

// What there is to do ----------------------------------------------------------------------------

void MembershipState::act() {
  if (is_evicted_)
    return;
  if (state_ == NodeState::JOINING && is_connected_with_all()) {
    state_ = NodeState::SERVING;
    log_info("node_serves", {{"members", members_.size()}});
    renew();
  }
  if (state_ == NodeState::SERVING && !services_.standing.is_serving() && knows_all_owners())
    services_.standing.set_serving(true);
  if (is_coordinator_)
    coordinate();
  hand_over();
  leave_if_nothing_is_left();
}

bool MembershipState::is_connected_with_all() const {
  return std::ranges::all_of(members_, [this](const Member& member) {
    return member.incarnation == services_.me || member.state == NodeState::JOINING
           || links_.contains(member.incarnation);
  });
}

bool MembershipState::knows_all_owners() const {
  return std::ranges::all_of(map_, [this](const ShardRow& row) {
    return row.owner == services_.me || links_.contains(row.owner);
  });
}

bool MembershipState::others_serve() const {
  return std::ranges::any_of(members_, [this](const Member& member) {
    return member.incarnation != services_.me && member.state == NodeState::SERVING;
  });
}

// Only who serves is missed: whoever joins looks for the others himself.
std::vector<Incarnation> MembershipState::unreachable() {
  std::vector<Incarnation> result;
  if (state_ == NodeState::JOINING)
    return result;
  const auto now = self_->clock().now();
  std::map<Incarnation, caf::actor_clock::time_point> missing;
  for (const auto& member : members_) {
    if (member.incarnation == services_.me || member.state == NodeState::JOINING
        || links_.contains(member.incarnation))
      continue;
    const auto known = missing_since_.find(member.incarnation);
    const auto since = known == missing_since_.end() ? now : known->second;
    missing.emplace(member.incarnation, since);
    if (since <= now - services_.config.unreachable_max)
      result.push_back(member.incarnation);
  }
  missing_since_ = std::move(missing);
  return result;
}

// The first complaint alone would make the wrong one go: its other end may be the one that nobody
// reaches.
std::vector<Incarnation> MembershipState::cut_off() {
  const auto now = self_->clock().now();
  auto result = find_cut_off(members_);
  if (result.empty())
    broken_since_.reset();
  else if (!broken_since_)
    broken_since_ = now;
  if (broken_since_ && now - *broken_since_ < services_.config.reports_wait)
    result.clear();
  return result;
}

void MembershipState::coordinate() {
  const auto now = self_->clock().now();
  auto gone = cut_off();
  if (!evicting_ && in_contact_since_ <= now - services_.config.lease) {
    evicting_ = true;
    self_->request(services_.store, caf::infinite, EvictExpired{std::move(gone)})
      .then([this] { evicting_ = false; }, [this](const caf::error&) { evicting_ = false; });
  }
  auto rows = plan_placement(map_, members_, services_.config.moves_max);
  if (placing_ || rows.empty())
    return;
  placing_ = true;
  self_->request(services_.store, caf::infinite, PlaceShards{std::move(rows)})
    .then(
      [this](const ShardRows& placed) {
        placing_ = false;
        learn(placed.rows);
        tell_peers(placed.rows);
        if (!placed.rows.empty())
          act(); // else the next renewal shows why
      },
      [this](const caf::error& error) {
        placing_ = false;
        log_warning("shards_not_placed", {{"reason", from_caf(error).detail}});
      });
}

// The map ----------------------------------------------------------------------------------------

void MembershipState::learn(const std::vector<ShardRow>& rows) {
  bool news = false;
  for (const auto& row : rows) {
    if (row.shard >= map_.size() || row.epoch <= map_[row.shard].epoch)
      continue;
    news = true;
    map_[row.shard] = row;
    assign(row);
  }
  if (!news)
    return;
  owned_ = static_cast<std::size_t>(
    std::ranges::count(map_, services_.me, [](const ShardRow& row) { return row.owner; }));
  services_.metrics.shards.Set(static_cast<double>(owned_));
  if (is_coordinator_)
    coordinate();
  leave_if_nothing_is_left();
}

void MembershipState::tell_peers(const std::vector<ShardRow>& rows) {
  if (rows.empty())
    return;
  for (const auto& [peer, link] : links_)
    self_->send(link, ShardRows{rows});
}

void MembershipState::assign(const ShardRow& row) {
  AssignShard order{row, row.owner == services_.me, {}};
  if (const auto link = links_.find(row.owner); link != links_.end())
    order.link = link->second;
  self_->send(services_.shards[row.shard], std::move(order));
}

void MembershipState::peer_changed(const PeerChanged& change) {
  if (change.link)
    links_.insert_or_assign(change.peer, change.link);
  else
    links_.erase(change.peer);
  for (const auto& row : map_)
    if (row.owner == change.peer)
      assign(row);
  act();
}

// Hand-over --------------------------------------------------------------------------------------

void MembershipState::drained(const ShardRow& row) {
  drained_.push_back(row);
  hand_over();
}

// Whatever has drained since goes into one commit.
void MembershipState::hand_over() {
  std::erase_if(drained_, [this](const ShardRow& row) { return map_[row.shard] != row; });
  if (handing_over_ || drained_.empty())
    return;
  handing_over_ = true;
  auto rows = std::exchange(drained_, {});
  self_->request(services_.store, caf::infinite, HandOver{rows})
    .then(
      [this, asked = rows.size()](const ShardRows& handed) {
        handing_over_ = false;
        services_.metrics.handed_over.Increment(static_cast<double>(handed.rows.size()));
        learn(handed.rows);
        tell_peers(handed.rows);
        if (handed.rows.size() < asked)
          renew(); // there is another plan for those, or there will be: their next owner is gone
        hand_over();
      },
      [this, rows](const caf::error& error) {
        handing_over_ = false; // tried again with the next renewal
        drained_.insert(drained_.end(), rows.begin(), rows.end());
        log_warning("shards_not_handed_over", {{"reason", from_caf(error).detail}});
      });
}

caf::result<void> MembershipState::leave() {
  services_.standing.set_serving(false);
  state_ = NodeState::LEAVING;
  auto reply = self_->make_response_promise<void>();
  leaving_.push_back(reply);
  log_info("node_leaves", {{"shards", owned_}});
  renew();
  leave_if_nothing_is_left();
  return reply;
}

void MembershipState::leave_if_nothing_is_left() {
  if (state_ == NodeState::LEAVING && (owned_ == 0 || !others_serve()))
    for (auto& reply : std::exchange(leaving_, {}))
      reply.deliver();
}

} // namespace baro
