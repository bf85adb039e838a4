#include "net/loop.hpp"

#include <pthread.h>

namespace baro {

void Loop::start(std::string thread_name) {
  thread_ = std::thread{[this, name = std::move(thread_name)] {
    pthread_setname_np(pthread_self(), name.c_str());
    io_.run();
  }};
}

void Loop::stop() {
  io_.stop();
  if (thread_.joinable())
    thread_.join();
}

} // namespace baro
