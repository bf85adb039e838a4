#pragma once

#include "protocol/swipe.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace baro {

/// Which looks somebody has swiped, and how. Eight bytes for each, in a table that is at most three
/// quarters full: some have swiped tens of thousands.
class SwipedLooks {
public:
  std::size_t size() const { return size_; }
  std::optional<Reaction> find(LookId look) const;
  bool contains(LookId look) const { return find(look).has_value(); }

  /// Answers what was there before.
  std::optional<Reaction> set(LookId look, Reaction reaction);
  std::optional<Reaction> erase(LookId look);

  /// Those of one kind, or all.
  void erase_all(std::optional<Reaction> reaction);

private:
  /// The id, and the reaction in the lowest bit; 0: a free place.
  using Slot = std::uint64_t;

  std::size_t home_of(LookId look) const;
  /// Where the look is, or the free place where it would be.
  std::size_t place_of(LookId look) const;
  void grow();

  std::vector<Slot> slots_; // a power of two of them, or none
  std::size_t size_ = 0;
};

} // namespace baro
