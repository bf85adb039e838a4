#pragma once

#include "protocol/address.hpp"
#include "protocol/swipe.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <string_view>

namespace baro {

/// One feature of looks, the same on every node and for ever. The kind is its highest byte, so that
/// features of one kind stand together when they are sorted.
struct FeatureKey {
  std::uint64_t value = 0;

  friend auto operator<=>(const FeatureKey&, const FeatureKey&) = default;
};

constexpr FeatureKind kind_of(FeatureKey key) { return static_cast<FeatureKind>(key.value >> 56); }

constexpr FeatureKey feature_key(FeatureKind kind, std::uint64_t number) {
  return {(static_cast<std::uint64_t>(kind) << 56) | (mix(number) >> 8)};
}

constexpr FeatureKey feature_key(FeatureKind kind, std::string_view name) {
  std::uint64_t hash = 0;
  for (const char byte : name)
    hash = mix(hash ^ static_cast<unsigned char>(byte));
  return feature_key(kind, hash);
}

/// The lowest price of each band but the first: people think of prices in such steps.
inline constexpr std::array<Won, 6> price_bands
  = {10'000, 30'000, 50'000, 100'000, 200'000, 500'000};

constexpr std::size_t price_band(Won price) {
  return static_cast<std::size_t>(std::ranges::upper_bound(price_bands, price)
                                  - price_bands.begin());
}

} // namespace baro

template <>
struct std::hash<baro::FeatureKey> {
  std::size_t operator()(baro::FeatureKey key) const noexcept { return key.value; }
};
