#include "net/loop_scheduler.hpp"

#include "monitoring/actor_metrics.hpp"

#include <boost/asio/post.hpp>
#include <caf/actor_system.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>
#include <caf/scheduled_actor.hpp>
#include <fmt/format.h>

#include <unordered_map>

namespace baro {

namespace {

// After so many turns of actors the sockets have theirs.
constexpr int turns_max = 256;
// Messages that an actor takes in one turn; CAF itself sets no limit.
constexpr std::size_t messages_max = 64;

} // namespace

/// What is ready to run in one loop.
class LoopScheduler::Runner : public caf::execution_unit {
public:
  Runner(LoopScheduler& scheduler, Loop& loop)
    : execution_unit(&scheduler.system()), scheduler_(scheduler), loop_(loop) {}

  /// The one of this thread; null: the thread is no loop.
  static thread_local Runner* here;

  bool belongs_to(const LoopScheduler& scheduler) const { return &scheduler_ == &scheduler; }

  /// In the loop's own thread.
  void exec_later(caf::resumable* job) override {
    ready_.push_back(job);
    if (++readied_ >= ActorMetrics::sample_every && measured_ == nullptr) {
      readied_ = 0;
      measured_ = job;
      measured_since_ = Clock::now();
    }
    look_after_ready();
  }

  /// From any other thread.
  void exec_from_afar(caf::resumable* job) {
    asio::post(loop_.io(), [this, job] { exec_later(job); });
  }

  void start(std::size_t number) {
    asio::post(loop_.io(), [this] { here = this; });
    loop_.start(fmt::format("baro.loop-{}", number));
  }

  void stop() {
    loop_.stop();
    for (auto* job : ready_)
      cleanup_and_release(job);
    ready_.clear();
  }

private:
  void look_after_ready() {
    if (!std::exchange(is_looked_after_, true))
      asio::post(loop_.io(), [this] { run_ready(); });
  }

  void run_ready() {
    for (int turns = 0; turns < turns_max && !ready_.empty(); ++turns) {
      auto* const job = ready_.front();
      ready_.pop_front();
      if (job == measured_)
        run_measured(job);
      else
        run(job);
    }
    is_looked_after_ = false;
    if (!ready_.empty())
      look_after_ready();
  }

  // Whoever is not ready any more is let go of, since its next message brings it back.
  void run(caf::resumable* job) {
    if (job->resume(this, scheduler_.max_throughput()) == caf::resumable::resume_later)
      ready_.push_back(job);
    else
      caf::intrusive_ptr_release(job);
  }

  void run_measured(caf::resumable* job) {
    measured_ = nullptr;
    if (job->subtype() != caf::resumable::scheduled_actor)
      return run(job);
    auto& actor = static_cast<caf::scheduled_actor&>(*job);
    auto& kind = kind_of(actor);
    const auto messages = actor.mailbox().closed() ? 0 : actor.mailbox().size();
    const auto began = Clock::now();
    run(job); // after it the actor may be gone
    kind.turn.Observe(Seconds{Clock::now() - began}.count());
    kind.wait.Observe(Seconds{began - measured_since_}.count());
    kind.mailbox.Observe(static_cast<double>(messages));
  }

  ActorMetrics::Kind& kind_of(const caf::scheduled_actor& actor) {
    const auto* const name = actor.name(); // a constant: its address will do
    const auto known = kinds_.find(name);
    return known != kinds_.end() ? known->second
                                 : kinds_.emplace(name, scheduler_.metrics_.of(name)).first->second;
  }

  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;

  LoopScheduler& scheduler_;
  Loop& loop_;
  std::deque<caf::resumable*> ready_;
  bool is_looked_after_ = false;
  int readied_ = 0;                    // since the last one that is measured
  caf::resumable* measured_ = nullptr; // it waits for its turn
  Clock::time_point measured_since_;
  std::unordered_map<const char*, ActorMetrics::Kind> kinds_;
};

thread_local LoopScheduler::Runner* LoopScheduler::Runner::here = nullptr;

LoopScheduler::LoopScheduler(caf::actor_system& system, Loops& loops, ActorMetrics& metrics)
  : abstract_coordinator(system), loops_(loops), metrics_(metrics) {}

LoopScheduler::~LoopScheduler() = default;

void LoopScheduler::use(caf::actor_system_config& config, Loops& loops, ActorMetrics& metrics) {
  config.set("caf.scheduler.max-throughput", messages_max);
  config.module_factories.push_back(
    [&loops, &metrics](caf::actor_system& system) -> caf::actor_system::module* {
      return new LoopScheduler(system, loops, metrics);
    });
}

void LoopScheduler::enqueue(caf::resumable* job) {
  if (Runner::here && Runner::here->belongs_to(*this))
    Runner::here->exec_later(job);
  else
    runners_[next_worker_++ % runners_.size()]->exec_from_afar(job);
}

void LoopScheduler::start() {
  for (auto& loop : loops_)
    runners_.push_back(std::make_unique<Runner>(*this, loop));
  for (std::size_t i = 0; i < runners_.size(); ++i)
    runners_[i]->start(i);
  clock_.start_dispatch_loop(system());
  abstract_coordinator::start();
}

void LoopScheduler::stop() {
  stop_actors();
  for (auto& runner : runners_)
    runner->stop();
  clock_.stop_dispatch_loop();
}

} // namespace baro
