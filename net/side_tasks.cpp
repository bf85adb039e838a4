#include "net/side_tasks.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>

namespace baro {

void SideTasks::begin(Task<void> task) {
  ++running_;
  asio::co_spawn(executor_, std::move(task), [this](const std::exception_ptr& failure) {
    if (failure)
      failure_ = failure;
    --running_;
    one_ended_.cancel();
  });
}

Task<void> SideTasks::wait_until_at_most(std::size_t tasks) {
  constexpr auto as_result = asio::as_tuple(use_task);
  while (running_ > tasks) {
    one_ended_.expires_at(Deadline::max());
    co_await one_ended_.async_wait(as_result);
  }
  if (failure_)
    std::rethrow_exception(std::exchange(failure_, nullptr));
}

} // namespace baro
