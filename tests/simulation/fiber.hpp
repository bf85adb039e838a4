#pragma once

#include "tests/simulation/known_stack.hpp"

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

  // One that has not come to its end is unwound.
  ~Fiber() {
    if (!inside_)
      return;
    outer_.leaves_for(inner_);
    inside_ = {};
    outer_.entered_from(inner_);
  }

  void start(std::function<void()> work) {
    boost::context::pooled_fixedsize_stack stacks;
    const auto memory = stacks.allocate();
    inner_ = KnownStack{static_cast<char*>(memory.sp) - memory.size, memory.size};
    auto run = [this, work = std::move(work)](boost::context::fiber&& outside) {
      inner_.entered_from(outer_);
      const AtEnd leaves{[this] { inner_.leaves_for_good(outer_); }};
      outside_ = std::move(outside);
      work();
      return std::move(outside_);
    };
    inside_ = {std::allocator_arg, boost::context::preallocated{memory.sp, memory.size, memory},
               std::move(stacks), std::move(run)};
    enter();
  }

  /// The one that is being run.
  static Fiber& current() { return *current_; }

  /// Returns when enter() is called again. By the fiber itself.
  void leave() {
    inner_.leaves_for(outer_);
    const AtEnd entered{[this] { inner_.entered_from(outer_); }};
    outside_ = std::move(outside_).resume();
  }

  void enter() {
    current_ = this;
    outer_.leaves_for(inner_);
    inside_ = std::move(inside_).resume();
    outer_.entered_from(inner_);
    current_ = nullptr;
  }

private:
  template <class Action>
  struct AtEnd {
    Action act;
    ~AtEnd() { act(); }
  };
  template <class Action>
  AtEnd(Action) -> AtEnd<Action>;

  static inline Fiber* current_ = nullptr;
  KnownStack inner_;
  KnownStack outer_;
  boost::context::fiber inside_;
  boost::context::fiber outside_;
};

} // namespace baro::sim
