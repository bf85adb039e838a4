#pragma once

#include "actors/deck/taste.hpp"
#include "protocol/swipe.hpp"

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace baro {

/// Above and below the ids of all looks.
inline constexpr LookId look_top{std::numeric_limits<std::int64_t>::max()};
inline constexpr LookId look_bottom{0};

/// The newest looks, and what they can be liked for. Does not change: who holds it may read it from
/// any thread.
class LookShelf {
public:
  /// A range of ids, both ends included, as it is now. All other looks stay, but no more than
  /// `looks_max`, of which the oldest fall off.
  struct Change {
    LookId oldest;
    LookId newest;
    const std::vector<ShelfPage>& pages; // the newest look first
    std::size_t looks_max;
    bool has_oldest = false; // of all looks, where the range goes down to look_bottom
  };

  LookShelf() = default;
  LookShelf(const LookShelf& before, const Change& change);

  std::size_t size() const { return looks_.size(); }
  /// The newest is first.
  Candidate operator[](std::size_t place) const;
  /// The place of the first look that is older than this one.
  std::size_t place_before(LookId look) const;
  std::optional<Candidate> find(LookId look) const;

  LookId newest() const { return looks_.empty() ? look_bottom : looks_.front().look; }
  LookId oldest() const { return looks_.empty() ? look_top : looks_.back().look; }

  /// Whether there are no older looks than those on it.
  bool has_all() const { return has_all_; }

  /// What people call a feature.
  std::string name_of(FeatureKey feature) const;

private:
  struct ShelfLook {
    LookId look;
    std::uint32_t features_begin = 0;
    std::uint32_t features_end = 0;
    bool sold_out = false;
  };

  void add(const LookShelf& from, std::size_t begin, std::size_t end);
  void add(const ShelfPage& page);
  void add(LookId look, bool sold_out, std::vector<FeatureKey> features);

  std::vector<ShelfLook> looks_;
  std::vector<FeatureKey> features_; // of each look, sorted
  bool has_all_ = false;
  std::unordered_map<FeatureKey, std::string> names_;
};

/// Where a node's shelf stands: put there by the SHELF, read by all decks.
class ShelfPlace {
public:
  std::shared_ptr<const LookShelf> get() const { return shelf_.load(); }
  void put(std::shared_ptr<const LookShelf> shelf) { shelf_.store(std::move(shelf)); }

private:
  std::atomic<std::shared_ptr<const LookShelf>> shelf_{std::make_shared<const LookShelf>()};
};

} // namespace baro
