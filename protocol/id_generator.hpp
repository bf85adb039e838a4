#pragma once

#include "protocol/ids.hpp"
#include "protocol/time.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <functional>
#include <thread>

namespace baro {

/// The number of a node while it runs: no two running nodes have the same.
using NodeNumber = std::int64_t;

/// Makes ids without asking anybody: 40 bits of milliseconds since 2026, 6 bits of node, 7 bits of
/// sequence. Later ids of one node are larger. Under a burst it borrows from the milliseconds to
/// come, and waits when it has borrowed `borrow_max`. From any thread.
class IdGenerator {
public:
  static constexpr NodeNumber nodes_max = 64;
  static constexpr std::int64_t ids_per_milli = 8'192;            // of all nodes together
  static constexpr std::int64_t borrow_max = 100;                 // milliseconds
  static constexpr std::int64_t epoch_millis = 1'767'225'600'000; // 2026-01-01T00:00:00Z

  /// Errors of the clock are the caller's: it must not go back at all while this runs, since it is
  /// waited for, nor over a restart by more than was waited for (see safe_from()).
  explicit IdGenerator(NodeNumber node, std::function<Timestamp()> clock = steady_now)
    : node_(node), clock_(std::move(clock)), last_(millis() << sequence_bits) {
    assert(node >= 0 && node < nodes_max);
  }

  /// No id that was made at that moment or later is lower.
  static constexpr std::int64_t lowest_at(Timestamp at) {
    return millis_of(at) << (node_bits + sequence_bits);
  }

  /// When this node may make its first id: by then its predecessor's borrowed milliseconds have
  /// passed.
  static Timestamp safe_from(Timestamp started) { return {started.micros + borrow_max * 1000}; }

  template <class IdType>
  IdType next() {
    return IdType{next()};
  }

  std::int64_t next() {
    auto last = last_.load(std::memory_order_relaxed);
    while (true) {
      const auto present = millis() << sequence_bits;
      const auto tick = std::max(last + 1, present);
      if (tick - present >= borrow_max << sequence_bits) {
        std::this_thread::yield();
        last = last_.load(std::memory_order_relaxed);
      } else if (last_.compare_exchange_weak(last, tick, std::memory_order_relaxed)) {
        const auto sequence = tick & ((1 << sequence_bits) - 1);
        return tick >> sequence_bits << (node_bits + sequence_bits) | node_ << sequence_bits
               | sequence;
      }
    }
  }

private:
  static constexpr int node_bits = 6;
  static constexpr int sequence_bits = 7;
  static_assert(ids_per_milli == 1 << (node_bits + sequence_bits));

  static constexpr std::int64_t millis_of(Timestamp at) { return at.micros / 1000 - epoch_millis; }

  std::int64_t millis() const { return millis_of(clock_()); }

  NodeNumber node_;
  std::function<Timestamp()> clock_;
  std::atomic<std::int64_t> last_; // milliseconds and sequence, without the node
};

} // namespace baro
