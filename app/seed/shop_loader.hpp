#pragma once

#include "app/seed/catalogue.hpp"
#include "persistence/bulk_load.hpp"
#include "protocol/id_generator.hpp"

#include <cstdint>
#include <functional>

namespace baro {

inline constexpr std::int64_t seed_scale_max = 10'000;

/// The shop's history takes at least some days, and ids exist since their epoch only.
inline constexpr Timestamp seed_present_min{
  IdGenerator::epoch_millis * 1'000 + std::chrono::microseconds{std::chrono::days{3}}.count()};

struct SeedPlan {
  Timestamp present;      // at least seed_present_min; everything in the shop is older
  std::int64_t scale = 1; // so many times the products, which share the pictures
  std::function<void(std::int64_t products)> progress = [](std::int64_t) {};
};

struct SeedCount {
  std::int64_t stores = 0;
  std::int64_t products = 0;
  std::int64_t skus = 0;
  std::int64_t looks = 0;
};

/// Loads the demo accounts and the catalogue. What is in the shop depends on nothing but the
/// arguments, salts of passwords aside. Needs the memory of the catalogue, whatever the scale.
PgResult<SeedCount> load_shop(BulkLoader& loader, const Catalogue& shop, const SeedPlan& plan);

} // namespace baro
