#pragma once

#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>

#include <functional>
#include <utility>

namespace baro::sim {

/// Code that blocks, as the writers' workers do, on one thread with everything else: where it
/// would wait it is left, and entered again when what it waits for has happened.
class Fiber {
public:
  Fiber() = default;
  Fiber(const Fiber&) = delete;

  void start(std::function<void()> work) {
    inside_
      = boost::context::fiber{std::allocator_arg, boost::context::pooled_fixedsize_stack{},
                              [this, work = std::move(work)](boost::context::fiber&& outside) {
                                outside_ = std::move(outside);
                                work();
                                return std::move(outside_);
                              }};
    enter();
  }

  /// The one that is being run.
  static Fiber& current() { return *current_; }

  /// Returns when enter() is called again. By the fiber itself.
  void leave() { outside_ = std::move(outside_).resume(); }

  void enter() {
    current_ = this;
    inside_ = std::move(inside_).resume();
    current_ = nullptr;
  }

private:
  static inline Fiber* current_ = nullptr;
  boost::context::fiber inside_;
  boost::context::fiber outside_;
};

} // namespace baro::sim
