#pragma once

#include "net/async.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include <deque>
#include <string>
#include <thread>

namespace baro {

/// A thread, and the io_context that it runs. Whoever lives there ends before it stops.
class Loop {
public:
  ~Loop() { stop(); }

  void start(std::string thread_name);

  /// Nothing runs any more when it returns.
  void stop();

  asio::io_context& io() { return io_; }

private:
  asio::io_context io_{1}; // one thread: what it posts to itself takes no lock
  asio::executor_work_guard<Executor> work_{io_.get_executor()};
  std::thread thread_;
};

/// Not a vector: a loop stays where it is.
using Loops = std::deque<Loop>;

} // namespace baro
