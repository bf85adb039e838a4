#pragma once

#include "protocol/catalogue.hpp"

namespace baro {

/// Products on sale that have all the words, newest first.
struct SearchProducts {
  std::string text; // as somebody typed it
  std::optional<CategoryId> category;
  std::optional<StoreId> store;
  std::optional<Won> price_min;
  std::optional<Won> price_max;
  Page page;
};
BOOST_DESCRIBE_STRUCT(SearchProducts, (), (text, category, store, price_min, price_max, page))

/// What a user likes, newest first; not what is withdrawn.
struct ListLikedProducts {
  UserId user;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListLikedProducts, (), (user, page))

/// What a store has on sale, newest first. Errors: not_found.
struct ListStoreProducts {
  StoreId store;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListStoreProducts, (), (store, page))

/// Stores, newest first: those of an owner, whatever their status, or else all that are ACTIVE.
struct ListStores {
  std::optional<UserId> owner;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListStores, (), (owner, page))

} // namespace baro
