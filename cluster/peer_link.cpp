#include "cluster/peer_link.hpp"

#include "cluster/ask_any.hpp"
#include "monitoring/cluster_metrics.hpp"
#include "protocol/directory.hpp"

#include <utility>

namespace baro {

namespace {

constexpr std::chrono::milliseconds overdue_look_interval{250};

bool is_not_here(const caf::message& answer) {
  return answer.match_elements<caf::error>() && answer.get_as<caf::error>(0) == Errc::not_here;
}

} // namespace

caf::behavior PeerLinkState::make_behavior() {
  self_->set_down_handler([this](const caf::down_msg&) { lost(); });
  self_->set_exit_handler([this](const caf::exit_msg&) { lost(); });
  self_->delayed_send(self_, overdue_look_interval, sweep_atom_v);
  return {
    [this](Envelope& envelope) { ask(envelope); },
    [this](FromPeer& message) { answer(message); },
    [this](const ShardRows& news) { pass_on(news); },
    [this](const Welcome& welcome) { connect(welcome.link); },
    [this](Farewell) { return part(); },
    [this](sweep_atom) { give_up_overdue(); },
  };
}

void PeerLinkState::connect(const caf::actor& remote) {
  if (!remote)
    return lost();
  remote_ = remote;
  self_->monitor(remote_);
}

bool PeerLinkState::is_from_remote() const {
  const auto& sender = self_->current_sender();
  return remote_ && sender && sender->address() == remote_.address();
}

// For a shard of this node, to one of the other's.
void PeerLinkState::ask(Envelope& envelope) {
  auto reply = self_->make_response_promise();
  if (!remote_)
    return reply.deliver(to_caf(Errc::unavailable, "the other node is not connected"));
  if (farewell_)
    return ask_again_later({std::move(reply), std::move(envelope), self_->clock().now()});
  if (unanswered_ >= services_.config.in_flight_max) {
    services_.metrics.refused.Increment();
    return reply.deliver(to_caf(Errc::overloaded, "too many requests to one node"));
  }
  services_.metrics.sent.Increment();
  ++unanswered_;
  const auto request = ++requests_;
  auto question = caf::make_message(FromPeer{envelope});
  asked_.emplace(request, Asked{std::move(reply), std::move(envelope), self_->clock().now()});
  ask_any(self_, remote_, std::move(question),
          [this, request](caf::message& answer) { answered(request, answer); });
}

void PeerLinkState::answered(std::uint64_t request, caf::message& answer) {
  --unanswered_;
  part_if_nothing_is_left();
  const auto it = asked_.find(request);
  if (it == asked_.end())
    return; // too late
  auto asked = std::move(it->second);
  asked_.erase(it);
  if (is_not_here(answer))
    ask_again_later(std::move(asked));
  else if (!asked.reply.async())
    asked.reply.deliver(std::move(answer));
}

// The maps of the two nodes differ for a moment. The shard here knows by then where it has to go.
void PeerLinkState::ask_again_later(Asked asked) {
  services_.metrics.returned.Increment();
  if (++asked.envelope.returns > services_.config.returns_max)
    return asked.reply.deliver(to_caf(Errc::unavailable, "the shard's owner does not own it"));
  returned_.push_back(std::move(asked));
  self_->run_delayed(services_.config.return_pause, [this] { ask_first_again(); });
}

void PeerLinkState::ask_first_again() {
  auto asked = std::move(returned_.front());
  returned_.pop_front();
  const auto& shard = services_.shards[shard_of(asked.envelope.to)];
  asked.reply.delegate(shard, std::move(asked.envelope));
}

// For the other node, by a shard of this one.
void PeerLinkState::answer(FromPeer& message) {
  const bool is_known = is_from_remote(); // before the promise takes the sender
  auto reply = self_->make_response_promise();
  if (!is_known)
    return reply.deliver(to_caf(Errc::not_allowed, "say hello first"));
  services_.metrics.received.Increment();
  const auto shard = services_.shards[shard_of(message.envelope.to)];
  ask_any(self_, shard, caf::make_message(std::move(message)),
          [reply](caf::message& answer) mutable { reply.deliver(std::move(answer)); });
}

void PeerLinkState::pass_on(const ShardRows& news) {
  if (is_from_remote())
    self_->send(membership_, news);
  else if (remote_)
    self_->send(remote_, news);
}

// When the other node goes, nothing more is asked of it: its shards have new owners. When this one
// goes, the other end is told.
caf::result<void> PeerLinkState::part() {
  const bool is_other_s = is_from_remote();
  auto reply = self_->make_response_promise<void>();
  if (is_other_s) {
    farewell_ = reply;
    part_if_nothing_is_left();
  } else if (remote_) {
    self_->request(remote_, services_.config.answer_wait_max, Farewell{})
      .then([reply]() mutable { reply.deliver(); },
            [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  } else {
    reply.deliver();
  }
  return reply;
}

void PeerLinkState::part_if_nothing_is_left() {
  if (farewell_ && unanswered_ == 0)
    farewell_->deliver();
}

void PeerLinkState::give_up_overdue() {
  const auto expired = self_->clock().now() - services_.config.answer_wait_max;
  while (!asked_.empty() && asked_.begin()->second.since <= expired) {
    auto asked = std::move(asked_.begin()->second);
    asked_.erase(asked_.begin());
    services_.metrics.overdue.Increment();
    asked.reply.deliver(to_caf(Errc::deadline_passed, "another node did not answer in time"));
  }
  self_->delayed_send(self_, overdue_look_interval, sweep_atom_v);
}

// Whether they did what they were asked, nobody knows. What came back undone waits no longer: this
// actor ends, and whoever asked is to have another answer than that.
void PeerLinkState::lost() {
  while (!returned_.empty())
    ask_first_again();
  for (auto& [request, asked] : std::exchange(asked_, {}))
    asked.reply.deliver(to_caf(Errc::deadline_passed, "the connection to another node was lost"));
  self_->quit();
}

} // namespace baro
