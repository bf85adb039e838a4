#pragma once

#include "net/field.hpp"

/// What the fields of a product look like, wherever they are sent.
namespace baro::product_field {

inline constexpr Won price_max = 1'000'000'000;
/// Of one SKU.
inline constexpr std::int64_t units_max = 1'000'000'000;

inline constexpr Field name = field::text("name", 1, 100).example("울 라운드 니트");
inline constexpr Field price = field::integer("price", 1, price_max).example("39000");
inline constexpr Field description = field::prose("description", 0, 10'000).optional();
inline constexpr Field thumbnail_url = field::url("thumbnailUrl");
inline constexpr Field category_ids = field::id("categoryIds").list(1, 20);
inline constexpr Field image_urls = field::url("imageUrls").list(1, 20);

} // namespace baro::product_field
