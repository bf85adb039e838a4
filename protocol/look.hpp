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

} // namespace baro
