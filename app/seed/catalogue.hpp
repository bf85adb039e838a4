#pragma once

#include "app/seed/design.hpp"
#include "protocol/ids.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baro {

inline constexpr std::uint64_t demo_seed = 20'240'601;

inline constexpr std::size_t demo_categories = 8;
inline constexpr std::size_t demo_stores = 40;
inline constexpr std::size_t demo_products = 600;
inline constexpr std::size_t demo_skus = 2'500;
inline constexpr std::size_t demo_looks = 200;

/// How far back the shop's history goes. Newer things have higher ids.
inline constexpr auto demo_history = std::chrono::days{60};

enum class StoreStyle : std::uint8_t { minimal, street, romantic, classic, casual };

struct DemoStore {
  StoreId id;
  std::string_view name;
  StoreStyle style;
  std::string description;
  std::string address;
  std::string phone_number;
  std::string_view status;

  bool is_active() const { return status == "ACTIVE"; }
};

struct DemoSku {
  SkuId id;
  std::string size;
  const Color* color;
  Quantity stock;
};

struct DemoProduct {
  ProductId id;
  StoreId store;
  CategoryId category;
  Design design;
  std::string name;
  std::string description;
  Won price = 0;
  std::int64_t likes = 0;
  bool on_sale = true;
  std::vector<const Color*> colors; // the first is the one in front
  std::vector<DemoSku> skus;
};

struct LookItem {
  ProductId product;
  Design design;
  const Color* color; // one of the product's
};

struct DemoLook {
  LookId id;
  std::string title;
  std::string description;
  Tone tone;
  std::vector<LookItem> items; // 3..5, one for each slot
};

/// Everything that is in the demo shop, with ids that count from 1.
struct Catalogue {
  std::vector<std::string_view> categories;
  std::vector<DemoStore> stores;
  std::vector<DemoProduct> products;
  std::vector<DemoLook> looks;
};

/// The same catalogue for the same seed.
Catalogue make_catalogue(std::uint64_t seed = demo_seed);

/// Of the products, some of which go together. Part of make_catalogue().
std::vector<DemoLook> make_looks(const std::vector<DemoProduct>& products, std::uint64_t seed);

/// How often something is liked when `total` things share the attention: a few very often, most
/// hardly.
std::int64_t long_tail_likes(std::uint64_t random, std::int64_t total);

} // namespace baro
