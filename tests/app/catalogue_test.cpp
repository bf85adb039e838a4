#include "app/seed/catalogue.hpp"

#include "protocol/address.hpp"

#include <gmock/gmock.h>

#include <set>

namespace baro {
namespace {

using testing::SizeIs;

/// All that a shopper could see of a product.
std::string text_of(const DemoProduct& product) {
  auto text = std::to_string(product.id.value) + '|' + std::to_string(product.store.value) + '|'
              + product.name + '|' + product.description + '|' + std::to_string(product.price) + '|'
              + std::to_string(product.likes);
  for (const auto& sku : product.skus)
    text += '|' + sku.size + '/' + std::string{sku.color->name} + '/' + std::to_string(sku.stock);
  return text;
}

std::vector<std::string> texts_of(const Catalogue& shop) {
  std::vector<std::string> texts;
  for (const auto& product : shop.products)
    texts.push_back(text_of(product));
  for (const auto& look : shop.looks) {
    texts.push_back(look.title + '|' + look.description);
    for (const auto& item : look.items)
      texts.back()
        += '|' + std::to_string(item.product.value) + '/' + std::string{item.color->name};
  }
  return texts;
}

class CatalogueTest : public testing::Test {
protected:
  Catalogue shop = make_catalogue();
};

TEST_F(CatalogueTest, IsTheSameForTheSameSeed) {
  EXPECT_EQ(texts_of(shop), texts_of(make_catalogue()));
}

TEST_F(CatalogueTest, IsAnotherForAnotherSeed) {
  EXPECT_NE(texts_of(shop), texts_of(make_catalogue(demo_seed + 1)));
}

TEST_F(CatalogueTest, HasTheSizeOfARealShop) {
  EXPECT_THAT(shop.categories, SizeIs(demo_categories));
  EXPECT_THAT(shop.stores, SizeIs(demo_stores));
  EXPECT_THAT(shop.products, SizeIs(demo_products));
  EXPECT_THAT(shop.looks, SizeIs(demo_looks));
  std::size_t skus = 0;
  for (const auto& product : shop.products)
    skus += product.skus.size();
  EXPECT_EQ(skus, demo_skus);
}

TEST_F(CatalogueTest, HasEveryCategoryAndAlmostEveryStoreInStock) {
  std::set<CategoryId> categories;
  std::set<StoreId> stores;
  for (const auto& product : shop.products) {
    categories.insert(product.category);
    stores.insert(product.store);
  }
  EXPECT_THAT(categories, SizeIs(demo_categories));
  EXPECT_GE(stores.size(), demo_stores - 2);
}

TEST_F(CatalogueTest, NumbersEverythingFromOneWithoutGaps) {
  std::int64_t next_sku = 1;
  for (std::size_t i = 0; i < shop.products.size(); ++i) {
    EXPECT_EQ(shop.products[i].id.value, std::int64_t(i) + 1);
    for (const auto& sku : shop.products[i].skus)
      EXPECT_EQ(sku.id.value, next_sku++);
  }
}

TEST_F(CatalogueTest, AsksPricesThatFitTheGarment) {
  for (const auto& product : shop.products) {
    const auto& about = traits(product.design.garment);
    EXPECT_GE(product.price, about.price_min * 1'000 - 100) << product.name;
    EXPECT_LE(product.price, about.price_max * 1'000) << product.name;
    EXPECT_EQ(product.price % 100, 0) << product.name;
  }
}

TEST_F(CatalogueTest, NeverOffersTheSameSizeAndColourTwice) {
  for (const auto& product : shop.products) {
    std::set<std::pair<std::string, std::string_view>> options;
    for (const auto& sku : product.skus)
      EXPECT_TRUE(options.emplace(sku.size, sku.color->name).second)
        << product.name << ' ' << sku.size;
  }
}

TEST_F(CatalogueTest, HasPlentyFewAndNoneInStock) {
  int sold_out = 0, low = 0;
  for (const auto& product : shop.products)
    for (const auto& sku : product.skus) {
      ASSERT_GE(sku.stock, 0);
      sold_out += sku.stock == 0;
      low += sku.stock > 0 && sku.stock <= 5;
    }
  EXPECT_GT(sold_out, 0);
  EXPECT_GT(low, 0);
  EXPECT_LT(sold_out + low, int(demo_skus) / 4);
}

TEST_F(CatalogueTest, NamesEachProductOnceAndWithinTheLimit) {
  std::set<std::string> names;
  for (const auto& product : shop.products) {
    EXPECT_TRUE(names.insert(product.name).second) << product.name;
    EXPECT_LE(product.name.size(), 100u);
    EXPECT_FALSE(product.description.empty());
  }
}

TEST_F(CatalogueTest, SellsOnlyInActiveStores) {
  for (const auto& product : shop.products)
    EXPECT_EQ(product.on_sale, shop.stores[std::size_t(product.store.value) - 1].is_active())
      << product.name;
}

TEST_F(CatalogueTest, DressesEachLookInDifferentThingsThatAreOnSale) {
  for (const auto& look : shop.looks) {
    std::set<ProductId> products;
    std::set<Slot> slots;
    for (const auto& item : look.items) {
      const auto& product = shop.products[std::size_t(item.product.value) - 1];
      EXPECT_TRUE(product.on_sale);
      EXPECT_TRUE(products.insert(item.product).second) << look.title;
      EXPECT_TRUE(slots.insert(traits(item.design.garment).slot).second) << look.title;
      EXPECT_THAT(product.colors, testing::Contains(item.color));
    }
    EXPECT_GE(look.items.size(), 3u);
    EXPECT_LE(look.items.size(), 5u);
  }
}

TEST(LongTailLikesTest, FewAreLovedAndMostHardlyNoticed) {
  std::int64_t loved = 0, quiet = 0;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const auto likes = long_tail_likes(mix(i), 600);
    ASSERT_GE(likes, 0);
    loved += likes > 1'000;
    quiet += likes < 50;
  }
  EXPECT_GT(loved, 0);
  EXPECT_LT(loved, 500);
  EXPECT_GT(quiet, 5'000);
}

} // namespace
} // namespace baro
