#include "app/seed/catalogue.hpp"

#include "app/seed/random.hpp"
#include "app/seed/words.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace baro {

namespace {

enum Stream : std::uint64_t { store_stream = 1, block_stream, product_stream };

constexpr std::array<std::string_view, demo_categories> categories
  = {"상의", "하의", "아우터", "원피스", "니트", "신발", "가방", "액세서리"};

// How likely each garment is in a store of each style, in the order of Garment.
constexpr std::array<std::array<std::int64_t, garment_count>, 5> stocks_garment = {{
  {5, 4, 6, 3, 2, 1, 5, 4, 2, 5, 6, 1, 1, 1, 3, 7, 2, 3, 2, 3, 3, 4, 3, 4, 3, 1, 1, 1, 2, 2, 2},
  {7, 4, 2, 0, 6, 8, 2, 1, 2, 0, 0, 4, 5, 4, 6, 1, 4, 1, 1, 0, 8, 0, 2, 2, 1, 5, 5, 4, 1, 1, 2},
  {3, 2, 3, 9, 1, 0, 5, 6, 3, 2, 3, 0, 0, 1, 1, 2, 1, 6, 6, 11, 2, 4, 2, 3, 5, 0, 0, 1, 2, 1, 2},
  {2, 1, 9, 2, 0, 0, 5, 4, 4, 9, 9, 0, 1, 0, 1, 8, 1, 2, 1, 2, 1, 9, 4, 2, 3, 0, 0, 0, 4, 4, 1},
  {6, 5, 4, 1, 6, 5, 4, 3, 2, 1, 1, 5, 3, 5, 8, 2, 5, 2, 2, 1, 7, 1, 3, 4, 1, 5, 4, 3, 1, 1, 2},
}};

// Which tones a store of each style sells, in the order of Tone.
constexpr std::array<std::array<std::int64_t, 5>, 5> stocks_tone = {{
  {10, 6, 3, 1, 0},
  {9, 3, 4, 1, 4},
  {6, 3, 2, 9, 2},
  {6, 8, 5, 0, 3},
  {7, 5, 6, 3, 3},
}};

// Numbers of SKUs of six products: always 25, which makes 2,500 of 600.
constexpr std::array<std::array<int, 6>, 7> block_skus = {{
  {6, 6, 4, 4, 3, 2},
  {9, 6, 4, 3, 2, 1},
  {8, 6, 4, 4, 2, 1},
  {6, 4, 4, 4, 4, 3},
  {8, 4, 4, 4, 3, 2},
  {6, 6, 6, 4, 2, 1},
  {9, 4, 4, 4, 3, 1},
}};

struct Grid {
  int colors;
  int sizes;
};

/// How a number of SKUs comes about. One size is FREE.
Grid grid_of(int skus, SizeRun sizes, Random& random) {
  if (sizes == SizeRun::free)
    return {skus, 1};
  const bool wide = random.chance(50);
  switch (skus) {
    case 1: return {1, 1};
    case 2: return wide && sizes == SizeRun::clothes ? Grid{2, 1} : Grid{1, 2};
    case 3: return {1, 3};
    case 4: return wide ? Grid{2, 2} : Grid{1, 4};
    case 6: return sizes == SizeRun::shoes && wide ? Grid{1, 6} : Grid{2, 3};
    case 8: return {2, 4};
    default: return {3, skus / 3};
  }
}

std::vector<std::string> sizes_of(int count, SizeRun run, Random& random) {
  static constexpr std::array clothes = {"S", "M", "L", "XL"};
  if (run == SizeRun::shoes) {
    std::vector<std::string> sizes;
    const auto first = 230 + 10 * random.below(7 - count);
    for (int i = 0; i < count; ++i)
      sizes.push_back(std::to_string(first + 10 * i));
    return sizes;
  }
  if (run == SizeRun::free || count == 1)
    return {"FREE"};
  const auto first = count == 2 ? random.below(2) : 0;
  return {clothes.begin() + first, clothes.begin() + first + count};
}

std::span<const Color> colors_for(const Design& design) {
  if (design.pattern == Pattern::denim)
    return denim_colors();
  const bool leather_tote = design.garment == Garment::tote && design.detail == 2;
  return traits(design.garment).leather || leather_tote ? leather_colors() : fabric_colors();
}

std::vector<const Color*> pick_colors(const Design& design, int count, StoreStyle style,
                                      Random& random) {
  const auto choice = colors_for(design);
  std::vector<std::int64_t> weights;
  for (const auto& color : choice)
    weights.push_back(1 + 3 * stocks_tone[std::size_t(style)][std::size_t(color.tone)]);
  // Patterns need a ground that is not quite black.
  if (design.pattern == Pattern::check || design.pattern == Pattern::floral)
    weights[0] = 1;
  std::vector<const Color*> colors;
  while (int(colors.size()) < count) {
    const auto index = random.pick_weighted(weights);
    colors.push_back(&choice[index]);
    weights[index] = 0;
  }
  return colors;
}

Design pick_design(StoreStyle style, int skus, Random& random) {
  auto garment = Garment::tee;
  // One size only comes in a few colours.
  do
    garment = Garment(random.pick_weighted(stocks_garment[std::size_t(style)]));
  while (traits(garment).sizes == SizeRun::free && skus > 4);

  Design design{garment};
  design.pattern = random.pick(traits(garment).patterns);
  design.detail = std::uint8_t(random.below(3));
  design.fit = Fit(random.pick_weighted(std::array{2, 5, style == StoreStyle::street ? 8 : 4}));
  design.length = Length(random.pick_weighted(std::array{2, 6, 2}));
  if (garment == Garment::tote && design.detail == 2)
    design.pattern = Pattern::plain;
  return design;
}

Won pick_price(const GarmentTraits& about, StoreStyle style, Random& random) {
  auto thousands = random.between(about.price_min, about.price_max);
  // Low prices are more common, except at the tailor's.
  if (style != StoreStyle::classic)
    thousands = std::min(thousands, random.between(about.price_min, about.price_max));
  return thousands * 1'000 - (random.chance(70) ? 100 : 0);
}

Quantity pick_stock(Random& random) {
  switch (random.pick_weighted(std::array{6, 12, 82})) {
    case 0: return 0;
    case 1: return random.between(1, 5);
    default: return random.between(10, 300);
  }
}

DemoStore make_store(std::size_t index, std::uint64_t seed) {
  Random random{seed, store_stream, index};
  const auto& words = store_words(index);
  DemoStore store;
  store.id = StoreId{std::int64_t(index) + 1};
  store.name = words.name;
  store.style = StoreStyle(index / 8);
  store.description = words.description;
  store.address = store_address(random);
  store.phone_number = "02-" + std::to_string(random.between(2'000, 8'999)) + '-'
                       + std::to_string(random.between(1'000, 9'999));
  store.status = index == 15 ? "PAUSED" : index == 31 ? "DRAFT" : "ACTIVE";
  return store;
}

DemoProduct make_product(std::size_t index, int skus, const DemoStore& store, std::int64_t next_sku,
                         Random& random) {
  DemoProduct product;
  product.id = ProductId{std::int64_t(index) + 1};
  product.store = store.id;
  product.on_sale = store.is_active();
  product.design = pick_design(store.style, skus, random);
  const auto& about = traits(product.design.garment);
  product.category = CategoryId{about.category + 1};
  product.price = pick_price(about, store.style, random);
  product.likes = long_tail_likes(random.next(), demo_products);

  const auto grid = grid_of(skus, about.sizes, random);
  product.colors = pick_colors(product.design, grid.colors, store.style, random);
  const auto sizes = sizes_of(grid.sizes, about.sizes, random);
  for (const auto* color : product.colors)
    for (const auto& size : sizes)
      product.skus.push_back({SkuId{next_sku++}, size, color, pick_stock(random)});
  return product;
}

} // namespace

std::int64_t long_tail_likes(std::uint64_t random, std::int64_t total) {
  const auto rank = 1 + std::int64_t(random >> 1) % total;
  return std::min(15 * total / rank, 20'000 + rank) - 15 + std::int64_t(random % 15);
}

Catalogue make_catalogue(std::uint64_t seed) {
  Catalogue shop;
  shop.categories.assign(categories.begin(), categories.end());
  for (std::size_t i = 0; i < demo_stores; ++i)
    shop.stores.push_back(make_store(i, seed));

  std::set<std::string> names;
  std::int64_t next_sku = 1;
  for (std::size_t block = 0; block < demo_products / 6; ++block) {
    Random random{seed, block_stream, block};
    auto counts = random.pick(block_skus);
    random.shuffle(counts);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto index = 6 * block + i;
      Random own{seed, product_stream, index};
      const auto& store = own.pick(shop.stores);
      auto product = make_product(index, counts[i], store, next_sku, own);
      do
        product.name = product_name(product.design, own);
      while (!names.insert(product.name).second);
      product.description = product_description(product.design, own);
      next_sku += counts[i];
      shop.products.push_back(std::move(product));
    }
  }
  shop.looks = make_looks(shop.products, seed);
  return shop;
}

} // namespace baro
