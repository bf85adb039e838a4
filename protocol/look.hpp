#pragma once

#include "protocol/common.hpp"

namespace baro {

/// A picture of a look, and its place among them.
struct LookImage {
  std::string image_url;
  std::int32_t display_order = 0;
};
BOOST_DESCRIBE_STRUCT(LookImage, (), (image_url, display_order))

/// A product that is worn in a look, and its place among them.
struct LookProduct {
  ProductId product_id;
  std::string store_name;
  std::string product_name;
  Won price = 0;
  std::optional<std::string> thumbnail_url;
  std::int32_t display_order = 0;
};
BOOST_DESCRIBE_STRUCT(LookProduct, (),
                      (product_id, store_name, product_name, price, thumbnail_url, display_order))

/// A look. Products that were withdrawn are left out.
struct LookView {
  LookId look_id;
  std::string title;
  std::optional<std::string> description;
  std::string thumbnail_url;
  std::int64_t likes_count = 0;
  std::vector<LookImage> images;
  std::vector<std::string> look_image_urls; // those of `images` once more, for older shop fronts
  std::vector<LookProduct> products;
};
BOOST_DESCRIBE_STRUCT(LookView, (),
                      (look_id, title, description, thumbnail_url, likes_count, images,
                       look_image_urls, products))

/// Errors: not_found.
struct GetLook {
  LookId look;
};
BOOST_DESCRIBE_STRUCT(GetLook, (), (look))

inline constexpr std::int64_t look_images_max = 20;
inline constexpr std::int64_t look_products_max = 30;

/// Errors: products_not_found (and which).
struct CreateLook {
  Caller caller;
  LookId look;
  std::string title;
  std::optional<std::string> description;
  std::string thumbnail_url;
  std::vector<std::string> image_urls;
  std::vector<ProductId> products; // in their order; each counts once
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(CreateLook, (),
                      (caller, look, title, description, thumbnail_url, image_urls, products,
                       idempotency))

struct CreatedLook {
  LookId look_id;
};
BOOST_DESCRIBE_STRUCT(CreatedLook, (), (look_id))

/// Changes what is given and leaves the rest. Errors: not_found, not_allowed (neither its creator
/// nor an admin), products_not_found (and which).
struct ChangeLook {
  Caller caller;
  LookId look;
  std::optional<std::string> title;
  std::optional<std::string> description;
  std::optional<std::string> thumbnail_url;
  std::optional<std::vector<std::string>> image_urls;
  std::optional<std::vector<ProductId>> products;
};
BOOST_DESCRIBE_STRUCT(ChangeLook, (),
                      (caller, look, title, description, thumbnail_url, image_urls, products))

/// Errors: not_found, not_allowed (neither its creator nor an admin).
struct DeleteLook {
  Caller caller;
  LookId look;
};
BOOST_DESCRIBE_STRUCT(DeleteLook, (), (caller, look))

} // namespace baro
