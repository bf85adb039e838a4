#pragma once

#include "persistence/reply.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cassert>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

/// A front that owns a queue, and the worker behind it that blocks. Each time the worker is idle it
/// gets a batch of all that gathered meanwhile, so a lone request does not wait, and no timer is
/// needed under load.
namespace baro {

/// How much may wait in front of a worker.
struct WaitLimits {
  std::size_t waiting_max = 4'096; // requests; past it they are refused: overloaded
  /// What has waited for longer is refused, too: nobody waits for its answer any more.
  std::chrono::milliseconds waiting_time_max{10'000};
};

/// A kind of request, and what answers it.
template <class RequestType, class AnswerType>
struct Kind {
  using Request = RequestType;
  using Answer = AnswerType;
};

/// Requests of one kind, and what the worker says to each of them, in order.
template <class Kind>
struct Assignment {
  std::vector<typename Kind::Request> requests;
  std::vector<VerdictOn<typename Kind::Answer>> verdicts;
};

/// Where a front and its worker hand over. It is the worker's from the message until its answer,
/// else the front's.
template <class... Kinds>
using Desk = std::tuple<Assignment<Kinds>...>;

/// Answers once all that lies on the desk is done.
using WorkerActor = caf::typed_actor<caf::result<void>(flush_atom)>;

/// Blocks, so it is spawned detached. For each kind, `Work` has either carry_out(requests), which
/// answers a verdict for each, or carry_out(request).
template <class Work, class... Kinds>
class WorkerState {
public:
  static constexpr const char* name = "baro.worker";

  WorkerState(WorkerActor::pointer, std::unique_ptr<Work> work,
              std::shared_ptr<Desk<Kinds...>> desk)
    : work_(std::move(work)), desk_(std::move(desk)) {}

  WorkerActor::behavior_type make_behavior() {
    return {[this](flush_atom) { (carry_out(std::get<Assignment<Kinds>>(*desk_)), ...); }};
  }

private:
  template <class Kind>
  void carry_out(Assignment<Kind>& assignment) {
    auto& [requests, verdicts] = assignment;
    if (requests.empty())
      return;
    if constexpr (requires { work_->carry_out(requests); })
      verdicts = work_->carry_out(requests);
    else
      for (const auto& request : requests)
        verdicts.push_back(work_->carry_out(request));
    assert(verdicts.size() == requests.size());
    requests.clear();
  }

  std::unique_ptr<Work> work_;
  std::shared_ptr<Desk<Kinds...>> desk_;
};

/// Requests of one kind at the front: those that wait, and who waits for those on the desk.
template <class Kind>
class Lane {
public:
  using Request = typename Kind::Request;
  using Reply = caf::typed_response_promise<typename Kind::Answer>;
  using Moment = caf::actor_clock::time_point;

  std::size_t waiting() const { return waiting_.size(); }

  void add(Request request, Reply reply, Moment at) {
    waiting_.push_back({std::move(request), std::move(reply), at});
  }

  /// Puts up to `requests_max` on the desk. Refuses what has waited since before `oldest`.
  void hand_over(Assignment<Kind>& to, std::size_t requests_max, Moment oldest) {
    for (; !waiting_.empty() && in_work_.size() < requests_max; waiting_.pop_front()) {
      auto& [request, reply, since] = waiting_.front();
      if (since < oldest) {
        reply.deliver(to_caf(Errc::unavailable, "waited too long for its turn"));
        continue;
      }
      to.requests.push_back(std::move(request));
      in_work_.push_back(std::move(reply));
    }
  }

  void answer(Assignment<Kind>& from) {
    for (std::size_t i = 0; i < in_work_.size(); ++i)
      deliver(in_work_[i], std::move(from.verdicts[i]));
    in_work_.clear();
    from.verdicts.clear();
  }

private:
  struct Waiting {
    Request request;
    Reply reply;
    Moment since;
  };
  std::deque<Waiting> waiting_;
  std::vector<Reply> in_work_;
};

/// The front, as what an actor's state derives from. Does not block. Ends when its worker does, and
/// takes the worker with it.
template <class Interface, class Work, class... Kinds>
class Front {
public:
  /// `batch_max` requests of each kind are in work at a time.
  Front(typename Interface::pointer self, std::unique_ptr<Work> work, std::size_t batch_max,
        WaitLimits limits)
    : self_(self), work_(std::move(work)), batch_max_(batch_max), limits_(limits) {}

  typename Interface::behavior_type make_behavior() {
    using Worker = WorkerActor::stateful_impl<WorkerState<Work, Kinds...>>;
    worker_ = self_->template spawn<Worker, caf::detached + caf::linked>(std::move(work_), desk_);
    return {[this](typename Kinds::Request& request) { return add<Kinds>(std::move(request)); }...};
  }

private:
  template <class Kind>
  caf::result<typename Kind::Answer> add(typename Kind::Request request) {
    if ((lane<Kinds>().waiting() + ...) >= limits_.waiting_max)
      return to_caf(Errc::overloaded, "too many requests wait for one worker");
    auto reply = self_->template make_response_promise<typename Kind::Answer>();
    const auto now = self_->clock().now();
    lane<Kind>().add(std::move(request), reply, now);
    if (!is_working_)
      dispatch(now);
    return reply;
  }

  void dispatch(caf::actor_clock::time_point now) {
    const auto oldest = now - limits_.waiting_time_max;
    (lane<Kinds>().hand_over(assignment<Kinds>(), batch_max_, oldest), ...);
    is_working_ = !(assignment<Kinds>().requests.empty() && ...);
    if (!is_working_)
      return;
    self_->request(worker_, caf::infinite, flush_atom_v)
      .then(
        [this] {
          (lane<Kinds>().answer(assignment<Kinds>()), ...);
          dispatch(self_->clock().now());
        },
        [this](caf::error& reason) { self_->quit(std::move(reason)); });
  }

  template <class Kind>
  Lane<Kind>& lane() {
    return std::get<Lane<Kind>>(lanes_);
  }

  template <class Kind>
  Assignment<Kind>& assignment() {
    return std::get<Assignment<Kind>>(*desk_);
  }

  typename Interface::pointer self_;
  std::unique_ptr<Work> work_; // until the worker takes it
  std::size_t batch_max_;
  WaitLimits limits_;
  WorkerActor worker_;
  bool is_working_ = false;
  std::tuple<Lane<Kinds>...> lanes_;
  // Whichever of the two ends last frees it.
  std::shared_ptr<Desk<Kinds...>> desk_ = std::make_shared<Desk<Kinds...>>();
};

} // namespace baro
