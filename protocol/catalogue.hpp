#pragma once

#include "protocol/common.hpp"

#include <algorithm>

namespace baro {

enum class StoreStatus : std::uint8_t { DRAFT, ACTIVE, PAUSED, SUSPENDED, CLOSED, TERMINATED };
BOOST_DESCRIBE_ENUM(StoreStatus, DRAFT, ACTIVE, PAUSED, SUSPENDED, CLOSED, TERMINATED)

/// How much is left, as shoppers see it. LOW: five or fewer.
enum class StockBand : std::uint8_t { IN_STOCK, LOW, SOLD_OUT };
BOOST_DESCRIBE_ENUM(StockBand, IN_STOCK, LOW, SOLD_OUT)

constexpr StockBand band_of(Quantity available) {
  return available <= 0   ? StockBand::SOLD_OUT
         : available <= 5 ? StockBand::LOW
                          : StockBand::IN_STOCK;
}

// Categories -------------------------------------------------------------------------------------

struct CategoryView {
  CategoryId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CategoryView, (), (id, name))

struct Categories {
  std::vector<CategoryView> all;
};
BOOST_DESCRIBE_STRUCT(Categories, (), (all))

struct ListCategories {};
BOOST_DESCRIBE_STRUCT(ListCategories, (), ())

/// Errors: duplicate (id or name).
struct CreateCategory {
  Caller caller;
  CategoryId category;
  std::string name;
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(CreateCategory, (), (caller, category, name, idempotency))

// Stores -----------------------------------------------------------------------------------------

struct StoreView {
  StoreId id;
  std::string name;
  std::optional<std::string> description;
  std::optional<std::string> phone_number;
  std::optional<std::string> address;
  std::optional<std::string> thumbnail_url;
  StoreStatus status = StoreStatus::DRAFT;
};
BOOST_DESCRIBE_STRUCT(StoreView, (),
                      (id, name, description, phone_number, address, thumbnail_url, status))

struct CreateStore {
  Caller caller;
  StoreId store;
  std::string name;
  std::optional<std::string> description;
  std::optional<std::string> phone_number;
  std::optional<std::string> address;
  std::optional<std::string> thumbnail_url;
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(CreateStore, (),
                      (caller, store, name, description, phone_number, address, thumbnail_url,
                       idempotency))

/// Changes what is given and leaves the rest. Errors: not_found, not_allowed (not its owner),
/// illegal_state (this status does not follow from the present one).
struct ChangeStore {
  Caller caller;
  StoreId store;
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::string> phone_number;
  std::optional<std::string> address;
  std::optional<std::string> thumbnail_url;
  std::optional<StoreStatus> status;
};
BOOST_DESCRIBE_STRUCT(ChangeStore, (),
                      (caller, store, name, description, phone_number, address, thumbnail_url,
                       status))

/// A changed store, and the SKUs whose offers changed with it.
struct StoreChanged {
  StoreView store;
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(StoreChanged, (), (store, skus))

struct GetStore {
  StoreId store;
};
BOOST_DESCRIBE_STRUCT(GetStore, (), (store))

// Products ---------------------------------------------------------------------------------------

struct SkuOptions {
  std::optional<std::string> size;
  std::optional<std::string> color;
};
BOOST_DESCRIBE_STRUCT(SkuOptions, (), (size, color))
template <>
inline constexpr bool omits_absent<SkuOptions> = true;

/// A product in a list.
struct ItemView {
  ProductId id;
  std::string store_name;
  std::string product_name;
  Won price = 0;
  std::optional<std::string> thumbnail_url;
  std::int64_t likes_count = 0;
  std::optional<bool> is_liked; // by whom it is shown to; the edge fills it in
};
BOOST_DESCRIBE_STRUCT(ItemView, (),
                      (id, store_name, product_name, price, thumbnail_url, likes_count, is_liked))

/// Units that can be bought before they are received.
struct PreorderOffer {
  Quantity available = 0; // of those that can be bought, so many are only promised
  std::optional<Timestamp> ships_at;
};
BOOST_DESCRIBE_STRUCT(PreorderOffer, (), (available, ships_at))

/// Of what can be sold, the promised units go last.
inline std::optional<PreorderOffer> preorder_of(Quantity on_hand, Quantity promised,
                                                std::optional<Timestamp> ships_at) {
  const auto available = std::min(on_hand, promised);
  return available > 0 ? std::optional{PreorderOffer{available, ships_at}} : std::nullopt;
}

struct SkuView {
  SkuId sku_id;
  SkuOptions options;
  StockBand stock = StockBand::SOLD_OUT;
  Quantity available = 0;
  std::optional<PreorderOffer> preorder{};
};
BOOST_DESCRIBE_STRUCT(SkuView, (), (sku_id, options, stock, available, preorder))
template <>
inline constexpr bool omits_absent<SkuView> = true;

/// What a product's page says of its drop.
struct ProductDrop {
  Timestamp starts_at;
  Quantity per_customer = 1;
};
BOOST_DESCRIBE_STRUCT(ProductDrop, (), (starts_at, per_customer))

struct ProductView {
  ProductId id;
  StoreId store_id;
  std::string store_name;
  std::string product_name;
  Won price = 0;
  std::optional<std::string> description;
  std::vector<std::string> images;
  std::vector<std::string> categories;
  std::int64_t likes_count = 0;
  std::optional<bool> is_liked; // by whom it is shown to; the edge fills it in
  std::vector<SkuView> skus;
  std::optional<ProductDrop> drop; // while it is one
};
BOOST_DESCRIBE_STRUCT(ProductView, (),
                      (id, store_id, store_name, product_name, price, description, images,
                       categories, likes_count, is_liked, skus, drop))

struct NewSku {
  SkuId sku;
  SkuOptions options;
  Quantity quantity = 0;
};
BOOST_DESCRIBE_STRUCT(NewSku, (), (sku, options, quantity))

/// Errors: not_found (store or category), not_allowed (not the store's owner), store_not_active,
/// duplicate (two SKUs with the same options).
struct CreateProduct {
  Caller caller;
  ProductId product;
  StoreId store;
  std::string name;
  Won price = 0;
  std::optional<std::string> description;
  std::optional<std::string> thumbnail_url;
  std::vector<CategoryId> categories;
  std::vector<std::string> image_urls;
  std::vector<NewSku> skus;
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(CreateProduct, (),
                      (caller, product, store, name, price, description, thumbnail_url, categories,
                       image_urls, skus, idempotency))

struct CreatedProduct {
  ProductId id;
  std::string name;
  std::vector<SkuView> skus;
};
BOOST_DESCRIBE_STRUCT(CreatedProduct, (), (id, name, skus))

/// Most liked first, then the newest; only what is on sale.
struct ListPopular {
  std::optional<CategoryId> category;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListPopular, (), (category, page))

/// What came in the last 30 days and is on sale, newest first.
struct ListNewest {
  std::optional<CategoryId> category;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListNewest, (), (category, page))

/// Errors: not_found (also when withdrawn).
struct GetProduct {
  ProductId product;
};
BOOST_DESCRIBE_STRUCT(GetProduct, (), (product))

struct ListSkus {
  ProductId product;
};
BOOST_DESCRIBE_STRUCT(ListSkus, (), (product))

struct Skus {
  std::vector<SkuView> all;
};
BOOST_DESCRIBE_STRUCT(Skus, (), (all))

/// Sets or takes back a like. Doing it twice changes nothing more. Errors: not_found.
struct LikeProduct {
  UserId user;
  ProductId product;
  bool liked = true;
};
BOOST_DESCRIBE_STRUCT(LikeProduct, (), (user, product, liked))

/// Which of these products a user likes.
struct FindLiked {
  UserId user;
  std::vector<ProductId> products;
};
BOOST_DESCRIBE_STRUCT(FindLiked, (), (user, products))

struct LikedProducts {
  std::vector<ProductId> all;
};
BOOST_DESCRIBE_STRUCT(LikedProducts, (), (all))

// Offers -----------------------------------------------------------------------------------------

/// What a SKU is sold as.
struct Offer {
  SkuId sku;
  ProductId product;
  StoreId store;
  UserId owner; // of the store
  std::string product_name;
  std::string store_name;
  std::optional<std::string> thumbnail_url;
  SkuOptions options;
  Won price = 0;
  bool on_sale = false;
  bool is_drop = false;
};
BOOST_DESCRIBE_STRUCT(Offer, (),
                      (sku, product, store, owner, product_name, store_name, thumbnail_url, options,
                       price, on_sale, is_drop))

/// The offers of these SKUs. Those that do not exist are left out.
struct FindOffers {
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(FindOffers, (), (skus))

/// An offer, and how many were on hand when it was read.
struct StockedOffer {
  Offer offer;
  Quantity on_hand = 0;
  std::optional<PreorderOffer> preorder{};
};
BOOST_DESCRIBE_STRUCT(StockedOffer, (), (offer, on_hand, preorder))

struct Offers {
  std::vector<StockedOffer> all;
};
BOOST_DESCRIBE_STRUCT(Offers, (), (all))

/// The SKU that is meant when only the product is named: that of a product which has just one.
/// Answers in the order asked. Errors: not_found, sku_required.
struct FindOnlySkus {
  std::vector<ProductId> products;
};
BOOST_DESCRIBE_STRUCT(FindOnlySkus, (), (products))

struct OnlySkus {
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(OnlySkus, (), (skus))

} // namespace baro
