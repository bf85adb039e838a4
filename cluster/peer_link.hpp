#pragma once

#include "cluster/config.hpp"
#include "protocol/type_ids.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace baro {

struct ClusterMetrics;

/// What all links of a node share. Outlives them.
struct LinkServices {
  const std::vector<caf::actor>& shards;
  ClusterMetrics& metrics;
  LinkConfig config{};
};

/// This node's end of the connection to one other node, while it lasts. All that the two say to
/// each other goes from link to link, so that what is in flight is counted in one place, and nobody
/// waits for an answer that cannot come any more.
class PeerLinkState {
public:
  static constexpr const char* name = "baro.peer_link";

  /// Changes of the shard map that the other node tells go to `membership`.
  PeerLinkState(caf::event_based_actor* self, caf::actor membership, const LinkServices& services)
    : self_(self), membership_(std::move(membership)), services_(services) {}

  caf::behavior make_behavior();

private:
  struct Asked {
    caf::response_promise reply;
    Envelope envelope;
    caf::actor_clock::time_point since;
  };

  void connect(const caf::actor& remote);
  bool is_from_remote() const;
  void ask(Envelope& envelope);
  void answered(std::uint64_t request, caf::message& answer);
  void ask_again_later(Asked asked);
  void ask_first_again();
  void answer(FromPeer& message);
  void pass_on(const ShardRows& news);
  caf::result<void> part();
  void part_if_nothing_is_left();
  void give_up_overdue();
  void lost();

  caf::event_based_actor* self_;
  caf::actor membership_;
  const LinkServices& services_;
  caf::actor remote_; // the other end
  std::uint64_t requests_ = 0;
  std::map<std::uint64_t, Asked> asked_; // the oldest first
  std::deque<Asked> returned_;           // undone; each is asked again after the same pause
  std::size_t unanswered_ = 0;           // also those that were given up
  std::optional<caf::typed_response_promise<void>> farewell_; // of the other node
};

using PeerLinkImpl = caf::stateful_actor<PeerLinkState>;

} // namespace baro
