#pragma once

#include "monitoring/queue_metrics.hpp"
#include "persistence/reply.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

/// A front that owns a queue, and behind it workers that block. An idle worker gets a batch of all
/// that has gathered, so a lone request does not wait, and no timer is needed under load. While
/// another one works, that is done only if much has gathered: or else there would be many small
/// batches.
namespace baro {

/// How much may wait in front of a worker.
struct WaitLimits {
  std::size_t waiting_max = 4'096; // requests; past it they are refused: overloaded
  /// What has waited for longer is refused, too: nobody waits for its answer any more.
  std::chrono::milliseconds waiting_time_max{10'000};
  /// Where all that is counted. Null: nowhere.
  QueueMetrics* metrics = nullptr;
};

/// How requests are put together.
struct BatchLimits {
  std::size_t batch_max = 1;     // requests of each kind that a worker gets at a time
  std::size_t gathered_min = 32; // requests that are a batch of their own while another is in work
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

template <class Work, class Kind>
void carry_out(Work& work, Assignment<Kind>& assignment) {
  auto& [requests, verdicts] = assignment;
  if (requests.empty())
    return;
  if constexpr (requires { work.carry_out(requests); })
    verdicts = work.carry_out(requests);
  else
    for (const auto& request : requests)
      verdicts.push_back(work.carry_out(request));
  assert(verdicts.size() == requests.size());
  requests.clear();
}

/// Does all that lies on a desk. For each kind, `Work` has either carry_out(requests), which
/// answers a verdict for each, or carry_out(request).
template <class Work, class... Kinds>
void carry_out_all(Work& work, Desk<Kinds...>& desk) {
  (carry_out(work, std::get<Assignment<Kinds>>(desk)), ...);
}

/// Answers once all that lies on the desk is done.
using WorkerActor = caf::typed_actor<caf::result<void>(flush_atom)>;

/// Blocks, so it is spawned detached.
template <class Work, class... Kinds>
class WorkerState {
public:
  static constexpr const char* name = "baro.worker";

  WorkerState(WorkerActor::pointer, std::unique_ptr<Work> work,
              std::shared_ptr<Desk<Kinds...>> desk)
    : work_(std::move(work)), desk_(std::move(desk)) {}

  WorkerActor::behavior_type make_behavior() {
    return {[this](flush_atom) { carry_out_all(*work_, *desk_); }};
  }

private:
  std::unique_ptr<Work> work_;
  std::shared_ptr<Desk<Kinds...>> desk_;
};

/// Requests of one kind that wait at the front.
template <class Kind>
class Lane {
public:
  using Request = typename Kind::Request;
  using Reply = caf::typed_response_promise<typename Kind::Answer>;
  using Moment = caf::actor_clock::time_point;

  std::size_t waiting() const { return waiting_.size(); }

  /// Since when the first one has been waiting; later than any moment, if none has.
  Moment waiting_since() const { return waiting_.empty() ? Moment::max() : waiting_.front().since; }

  void add(Request request, Reply reply, Moment at) {
    waiting_.push_back({std::move(request), std::move(reply), at});
  }

  /// Puts up to `requests_max` on a desk, and says who waits for them. Refuses what has waited
  /// since before `oldest`, and adds how many those were to `refused`.
  std::vector<Reply> hand_over(Assignment<Kind>& to, std::size_t requests_max, Moment oldest,
                               std::size_t& refused) {
    std::vector<Reply> replies;
    for (; !waiting_.empty() && replies.size() < requests_max; waiting_.pop_front()) {
      auto& [request, reply, since] = waiting_.front();
      if (since < oldest) {
        reply.deliver(to_caf(Errc::unavailable, "waited too long for its turn"));
        ++refused;
        continue;
      }
      to.requests.push_back(std::move(request));
      replies.push_back(std::move(reply));
    }
    return replies;
  }

private:
  struct Waiting {
    Request request;
    Reply reply;
    Moment since;
  };
  std::deque<Waiting> waiting_;
};

/// The front, as what an actor's state derives from. Does not block. Ends when one of its workers
/// does, and takes the others with it.
template <class Interface, class Work, class... Kinds>
class Front {
public:
  /// One worker for each `work`.
  Front(typename Interface::pointer self, std::vector<std::unique_ptr<Work>> work,
        BatchLimits batches, WaitLimits limits)
    : self_(self), work_(std::move(work)), batches_(batches), limits_(limits) {}

  Front(typename Interface::pointer self, std::unique_ptr<Work> work, std::size_t batch_max,
        WaitLimits limits)
    : self_(self), batches_{.batch_max = batch_max}, limits_(limits) {
    work_.push_back(std::move(work));
  }

  virtual ~Front() = default;

  typename Interface::behavior_type make_behavior() {
    if (limits_.metrics)
      counts_.emplace(limits_.metrics->of(self_->name()));
    for (auto& work : std::exchange(work_, {})) {
      auto& station = stations_.emplace_back();
      station.worker = spawn_worker(std::move(work), station.desk);
    }
    return {[this](typename Kinds::Request& request) { return add<Kinds>(std::move(request)); }...};
  }

protected:
  /// Whatever it is, it is linked to the front.
  virtual WorkerActor spawn_worker(std::unique_ptr<Work> work,
                                   std::shared_ptr<Desk<Kinds...>> desk) {
    using Worker = WorkerActor::stateful_impl<WorkerState<Work, Kinds...>>;
    return self_->template spawn<Worker, caf::detached + caf::linked>(std::move(work),
                                                                      std::move(desk));
  }

  typename Interface::pointer self_;

private:
  /// Who waits for the requests of one kind.
  template <class Kind>
  struct Asking {
    std::vector<typename Lane<Kind>::Reply> replies;
  };

  /// One worker, and who waits for what it is working on.
  struct Station {
    WorkerActor worker;
    // Whichever of the two ends last frees it.
    std::shared_ptr<Desk<Kinds...>> desk = std::make_shared<Desk<Kinds...>>();
    std::tuple<Asking<Kinds>...> asking;
    bool is_working = false;
    caf::actor_clock::time_point began;
  };

  /// What came of the requests of one batch.
  struct Outcomes {
    std::size_t done = 0;
    std::size_t fenced = 0;
    std::size_t unavailable = 0;
    std::size_t refused = 0; // for any other reason

    template <class Answer>
    void add(const Result<Answer>& verdict) {
      const auto code = verdict ? Errc{} : verdict.error().code;
      ++(verdict                     ? done
         : code == Errc::fenced      ? fenced
         : code == Errc::unavailable ? unavailable
                                     : refused);
    }
  };

  template <class Kind>
  caf::result<typename Kind::Answer> add(typename Kind::Request request) {
    if (waiting() >= limits_.waiting_max) {
      if (counts_)
        counts_->overloaded.Increment();
      return to_caf(Errc::overloaded, "too many requests wait for one worker");
    }
    auto reply = self_->template make_response_promise<typename Kind::Answer>();
    const auto now = self_->clock().now();
    std::get<Lane<Kind>>(lanes_).add(std::move(request), reply, now);
    dispatch(now);
    return reply;
  }

  void dispatch(caf::actor_clock::time_point now) {
    for (auto& station : stations_)
      if (!station.is_working && waiting() >= (working_ == 0 ? 1 : batches_.gathered_min))
        dispatch(station, now);
    if (counts_)
      counts_->waiting.Set(static_cast<double>(waiting()));
  }

  void dispatch(Station& station, caf::actor_clock::time_point now) {
    const auto oldest = now - limits_.waiting_time_max;
    const auto since = std::min({std::get<Lane<Kinds>>(lanes_).waiting_since()...});
    std::size_t refused = 0;
    ((std::get<Asking<Kinds>>(station.asking).replies = std::get<Lane<Kinds>>(lanes_).hand_over(
        std::get<Assignment<Kinds>>(*station.desk), batches_.batch_max, oldest, refused)),
     ...);
    if (counts_ && refused > 0)
      counts_->overloaded.Increment(static_cast<double>(refused));
    if ((std::get<Asking<Kinds>>(station.asking).replies.empty() && ...))
      return;
    station.is_working = true;
    station.began = now;
    ++working_;
    if (counts_)
      counts_->wait.Observe(QueueMetrics::Seconds{now - since}.count());
    count_working();
    self_->request(station.worker, caf::infinite, flush_atom_v)
      .then([this, &station] { finish(station); },
            [this](caf::error& reason) { self_->quit(std::move(reason)); });
  }

  // The worker has the next batch before the answers to this one go out.
  void finish(Station& station) {
    auto asking = std::exchange(station.asking, {});
    auto done = std::exchange(*station.desk, {});
    const auto now = self_->clock().now();
    if (counts_)
      counts_->work.Observe(QueueMetrics::Seconds{now - station.began}.count());
    station.is_working = false;
    --working_;
    count_working();
    dispatch(now);
    count(done);
    (answer(std::get<Asking<Kinds>>(asking), std::get<Assignment<Kinds>>(done)), ...);
  }

  void count_working() {
    if (counts_)
      counts_->busy.Set(static_cast<double>(working_));
  }

  // Before the answers go out: whoever has one finds it counted.
  void count(const Desk<Kinds...>& done) {
    if (!counts_)
      return;
    Outcomes outcomes;
    const auto add = [&](const auto& verdicts) {
      for (const auto& verdict : verdicts)
        outcomes.add(verdict);
    };
    (add(std::get<Assignment<Kinds>>(done).verdicts), ...);
    counts_->done.Increment(static_cast<double>(outcomes.done));
    counts_->fenced.Increment(static_cast<double>(outcomes.fenced));
    counts_->unavailable.Increment(static_cast<double>(outcomes.unavailable));
    counts_->refused.Increment(static_cast<double>(outcomes.refused));
  }

  template <class Kind>
  static void answer(Asking<Kind>& asking, Assignment<Kind>& done) {
    for (std::size_t i = 0; i < asking.replies.size(); ++i)
      deliver(asking.replies[i], std::move(done.verdicts[i]));
  }

  std::size_t waiting() const { return (std::get<Lane<Kinds>>(lanes_).waiting() + ...); }

  std::vector<std::unique_ptr<Work>> work_; // until the workers take it
  BatchLimits batches_;
  WaitLimits limits_;
  std::deque<Station> stations_; // stay where they are
  std::size_t working_ = 0;
  std::tuple<Lane<Kinds>...> lanes_;
  std::optional<QueueMetrics::Queue> counts_;
};

} // namespace baro
