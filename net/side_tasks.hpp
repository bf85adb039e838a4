#pragma once

#include "net/async.hpp"

#include <cstddef>
#include <exception>

namespace baro {

/// Coroutines that run beside the one that began them, in its thread. It has to wait until none
/// runs any more before it ends.
class SideTasks {
public:
  explicit SideTasks(Executor executor) : executor_(executor), one_ended_(executor) {}

  void begin(Task<void> task);

  /// Waits until no more than `tasks` of them run. Throws what one of them ended by, once all that
  /// were waited for have.
  Task<void> wait_until_at_most(std::size_t tasks);

private:
  Executor executor_;
  Timer one_ended_; // never expires: it is cancelled
  std::size_t running_ = 0;
  std::exception_ptr failure_;
};

} // namespace baro
