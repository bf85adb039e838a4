#pragma once

#include "net/loop.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/detail/thread_safe_actor_clock.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <memory>
#include <vector>

namespace baro {

class ActorMetrics;

/// Runs actors in the threads that serve sockets. An actor runs where the message that woke it was
/// sent, so a request, its session, its checkout and its SKUs take turns in one thread, and none
/// has to be woken; docs/adr/0008-one-thread-per-core.md. (CAF 0.18's interface of schedulers; 1.x
/// has another.)
class LoopScheduler : public caf::scheduler::abstract_coordinator {
public:
  LoopScheduler(caf::actor_system& system, Loops& loops, ActorMetrics& metrics);
  ~LoopScheduler() override;

  /// Makes systems with this configuration run their actors in these loops. Both outlive them.
  static void use(caf::actor_system_config& config, Loops& loops, ActorMetrics& metrics);

  /// From any thread.
  void enqueue(caf::resumable* job) override;
  caf::actor_clock& clock() noexcept override { return clock_; }

protected:
  void start() override;
  void stop() override;

private:
  class Runner;

  Loops& loops_;
  ActorMetrics& metrics_;
  std::vector<std::unique_ptr<Runner>> runners_;
  caf::detail::thread_safe_actor_clock clock_;
};

} // namespace baro
