#include "actors/deck/swiped_looks.hpp"

#include "protocol/address.hpp"

#include <utility>

namespace baro {

namespace {

constexpr std::size_t slots_min = 16;

constexpr std::uint64_t slot_of(LookId look, Reaction reaction) {
  return (static_cast<std::uint64_t>(look.value) << 1) | static_cast<std::uint64_t>(reaction);
}

constexpr LookId look_of(std::uint64_t slot) { return {static_cast<std::int64_t>(slot >> 1)}; }
constexpr Reaction reaction_of(std::uint64_t slot) { return static_cast<Reaction>(slot & 1); }

} // namespace

std::size_t SwipedLooks::home_of(LookId look) const {
  return mix(static_cast<std::uint64_t>(look.value)) & (slots_.size() - 1);
}

std::size_t SwipedLooks::place_of(LookId look) const {
  auto place = home_of(look);
  while (slots_[place] != 0 && look_of(slots_[place]) != look)
    place = (place + 1) & (slots_.size() - 1);
  return place;
}

std::optional<Reaction> SwipedLooks::find(LookId look) const {
  if (slots_.empty())
    return std::nullopt;
  const auto slot = slots_[place_of(look)];
  return slot == 0 ? std::nullopt : std::optional{reaction_of(slot)};
}

std::optional<Reaction> SwipedLooks::set(LookId look, Reaction reaction) {
  if (4 * (size_ + 1) > 3 * slots_.size())
    grow();
  auto& slot = slots_[place_of(look)];
  const auto before = std::exchange(slot, slot_of(look, reaction));
  if (before != 0)
    return reaction_of(before);
  ++size_;
  return std::nullopt;
}

// Whoever stands behind the gap and could not have its own place moves up, so that no search ends
// too early.
std::optional<Reaction> SwipedLooks::erase(LookId look) {
  if (slots_.empty())
    return std::nullopt;
  auto gap = place_of(look);
  const auto erased = std::exchange(slots_[gap], 0);
  if (erased == 0)
    return std::nullopt;
  --size_;
  const auto mask = slots_.size() - 1;
  for (auto place = (gap + 1) & mask; slots_[place] != 0; place = (place + 1) & mask) {
    const auto home = home_of(look_of(slots_[place]));
    if (((place - home) & mask) >= ((place - gap) & mask)) {
      slots_[gap] = std::exchange(slots_[place], 0);
      gap = place;
    }
  }
  return reaction_of(erased);
}

void SwipedLooks::erase_all(std::optional<Reaction> reaction) {
  size_ = 0;
  for (const auto slot : std::exchange(slots_, {}))
    if (slot != 0 && reaction && reaction_of(slot) != *reaction)
      set(look_of(slot), reaction_of(slot));
}

void SwipedLooks::grow() {
  const auto before = std::exchange(slots_, {});
  slots_.resize(before.empty() ? slots_min : 2 * before.size());
  for (const auto slot : before)
    if (slot != 0)
      slots_[place_of(look_of(slot))] = slot;
}

} // namespace baro
