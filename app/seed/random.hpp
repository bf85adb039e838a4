#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

namespace baro {

/// The same numbers for the same seed on every machine, which the distributions of <random> do not
/// promise. SplitMix64.
class Random {
public:
  /// `stream` and `number` name what the numbers are for: each gets its own sequence.
  Random(std::uint64_t seed, std::uint64_t stream, std::uint64_t number = 0)
    : state_(seed * 0x9e3779b97f4a7c15 ^ stream * 0xd1b54a32d192ed03
             ^ number * 0x8cb92ba72f3d8dd7) {
    next();
  }

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// 0 .. bound - 1. The bias of the remainder is far below what a demo shop could show.
  std::int64_t below(std::int64_t bound) {
    assert(bound > 0);
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(bound));
  }

  std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }
  bool chance(std::int64_t percent) { return below(100) < percent; }

  template <class Range>
  const auto& pick(const Range& range) {
    return std::data(range)[below(static_cast<std::int64_t>(std::size(range)))];
  }

  /// An index into `weights`, each as likely as its weight.
  template <class Weights>
  std::size_t pick_weighted(const Weights& weights) {
    std::int64_t sum = 0;
    for (const std::int64_t weight : weights)
      sum += weight;
    auto left = below(sum);
    std::size_t index = 0;
    for (const std::int64_t weight : weights) {
      if (left < weight)
        break;
      left -= weight;
      ++index;
    }
    return index;
  }

  template <class Range>
  void shuffle(Range& range) {
    for (auto left = static_cast<std::int64_t>(std::size(range)); left > 1; --left)
      std::swap(range[left - 1], range[below(left)]);
  }

private:
  std::uint64_t state_;
};

} // namespace baro
