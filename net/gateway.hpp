#pragma once

#include "net/async.hpp"

#include <caf/actor.hpp>
#include <caf/actor_companion.hpp>
#include <caf/actor_system.hpp>
#include <caf/message.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace baro {

/// How the coroutines of one io_context talk to actors: an actor whose mailbox is that io_context.
/// Each question takes a slot; its number, and how often it was used, come back with the answer.
/// An answer whose slot was used again since is late, and dropped.
/// To be used in the thread that runs the io_context. To be destroyed there, or while no thread
/// runs it, or after a close() behind which it has run everything that was posted before.
class Gateway {
public:
  Gateway(caf::actor_system& system, asio::io_context& io);
  ~Gateway() { close(); }
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  /// Sends, and suspends the coroutine until the answer: what the actor replied, or a caf::error.
  Task<caf::message> request(caf::strong_actor_ptr to, caf::message question, Deadline deadline);

  /// Answers everybody whose deadline has passed. To be called every now and then.
  void expire(Deadline now);

  /// From now on answers are dropped.
  void close();

private:
  using Waiter
    = asio::async_result<asio::use_awaitable_t<Executor>, void(caf::message)>::handler_type;

  struct Slot {
    std::uint64_t generation = 1;
    Deadline deadline;
    std::optional<Waiter> waiter;
  };

  std::uint64_t take_slot(Waiter waiter, Deadline deadline);
  void resume(std::uint64_t request, caf::message answer);
  void receive(caf::mailbox_element_ptr element);

  asio::io_context& io_;
  caf::actor companion_;
  caf::strong_actor_ptr self_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

} // namespace baro
