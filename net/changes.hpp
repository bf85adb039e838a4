#pragma once

#include "protocol/address.hpp"
#include "protocol/ids.hpp"

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

namespace baro {

/// Something that answers show and calls change. Few subjects share a place in the table of
/// changes; then a change of one counts as a change of the other, too.
struct Subject {
  enum class Kind : std::uint8_t { product, sku, look, lists, popularity, stores, categories };

  static constexpr std::uint64_t places = 65'536;

  constexpr explicit Subject(Kind kind, std::int64_t id = 0)
    : place(static_cast<std::uint16_t>(
      mix(static_cast<std::uint64_t>(id) ^ (static_cast<std::uint64_t>(kind) << 56)) % places)) {}

  constexpr explicit Subject(ProductId id) : Subject(Kind::product, id.value) {}
  constexpr explicit Subject(SkuId id) : Subject(Kind::sku, id.value) {}
  constexpr explicit Subject(LookId id) : Subject(Kind::look, id.value) {}

  std::uint16_t place;
};

namespace subject {

inline constexpr Subject lists{Subject::Kind::lists};           // which products there are
inline constexpr Subject popularity{Subject::Kind::popularity}; // how often they are liked
inline constexpr Subject stores{Subject::Kind::stores};         // and what of theirs is on sale
inline constexpr Subject categories{Subject::Kind::categories};

} // namespace subject

/// What was changed through this node, and in which order. From any thread.
class Changes {
public:
  /// How many changes there had been.
  using Moment = std::uint64_t;

  Moment now() const { return now_; }

  /// To be called once a change is on disk, and before anybody is told.
  void note(Subject subject) {
    const auto moment = ++now_;
    auto& last = last_[subject.place];
    // The latest of several that are noted at once stays.
    for (auto before = last.load(); before < moment && !last.compare_exchange_weak(before, moment);)
      ;
  }

  bool any_since(Moment moment, std::span<const Subject> subjects) const {
    for (const auto subject : subjects)
      if (last_[subject.place] > moment)
        return true;
    return false;
  }

private:
  std::atomic<Moment> now_ = 0;
  std::vector<std::atomic<Moment>> last_ = std::vector<std::atomic<Moment>>(Subject::places);
};

} // namespace baro
