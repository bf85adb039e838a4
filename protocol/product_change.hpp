#pragma once

#include "protocol/catalogue.hpp"

namespace baro {

/// Changes what is given and leaves the rest. Errors: not_found (the product, also when withdrawn,
/// or a category), not_allowed (not the store's owner).
struct ChangeProduct {
  Caller caller;
  ProductId product;
  std::optional<std::string> name;
  std::optional<Won> price;
  std::optional<std::string> description;
  std::optional<std::string> thumbnail_url;
  std::optional<std::vector<CategoryId>> categories;
  std::optional<std::vector<std::string>> image_urls;
};
BOOST_DESCRIBE_STRUCT(ChangeProduct, (),
                      (caller, product, name, price, description, thumbnail_url, categories,
                       image_urls))

/// A changed product as the caller sees it, and the SKUs whose offers changed with it.
struct ProductChanged {
  ProductView product;
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(ProductChanged, (), (product, skus))

/// Takes a product off sale for good. Its likes and orders stay. Doing it twice changes nothing
/// more. Errors: not_found, not_allowed (not the store's owner).
struct WithdrawProduct {
  Caller caller;
  ProductId product;
};
BOOST_DESCRIBE_STRUCT(WithdrawProduct, (), (caller, product))

/// The SKUs that are not sold any more.
struct ProductWithdrawn {
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(ProductWithdrawn, (), (skus))

} // namespace baro
