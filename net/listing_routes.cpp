#include "net/cached.hpp"
#include "net/paging.hpp"
#include "net/product_fields.hpp"
#include "net/relay.hpp"

namespace baro {

namespace {

constexpr std::int32_t items_page = 21;
constexpr std::int32_t stores_page = 20;

constexpr Field page_fields[] = {field::cursor_id(), field::page_size()};
constexpr Schema page_query{page_fields};

constexpr Field search_fields[] = {
  field::text("q", 1, 100).example("린넨 셔츠"),
  field::id("categoryId").optional(),
  field::id("storeId").optional(),
  field::integer("minPrice", 0, product_field::price_max).optional(),
  field::integer("maxPrice", 0, product_field::price_max).optional(),
  field::cursor_id(),
  field::page_size(),
};
constexpr Rule search_rules[] = {{Rule::Kind::in_order, "minPrice", "maxPrice"}};
constexpr Schema search_query{search_fields, search_rules};

Task<Reply> search_products(Call& call) {
  const auto query = call.query();
  return cached(call,
                SearchProducts{query.text("q"), query.maybe_id<CategoryId>("categoryId"),
                               query.maybe_id<StoreId>("storeId"), query.maybe_number("minPrice"),
                               query.maybe_number("maxPrice"), page_of(query, items_page)});
}

Task<Reply> list_liked(Call& call) {
  return relay(call, 200, call.services().catalogue,
               ListLikedProducts{call.user(), page_of(call.query(), items_page)});
}

Task<Reply> list_store_products(Call& call) {
  return cached(call, ListStoreProducts{call.id<StoreId>(), page_of(call.query(), items_page)});
}

Task<Reply> list_stores(Call& call) {
  return cached(call, ListStores{std::nullopt, page_of(call.query(), stores_page)});
}

Task<Reply> list_own_stores(Call& call) {
  return relay(call, 200, call.services().catalogue,
               ListStores{call.user(), page_of(call.query(), stores_page)});
}

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/products/search",
   .access = Access::viewer,
   .summary = "Products on sale by their words, newest first",
   .handler = search_products,
   .query = &search_query,
   .answer = answers<Slice<ItemView>>},
  {.method = http::verb::get,
   .path = "/products/liked",
   .access = Access::logged_in,
   .summary = "What one likes, newest products first",
   .handler = list_liked,
   .query = &page_query,
   .answer = answers<Slice<ItemView>>},
  {.method = http::verb::get,
   .path = "/stores",
   .access = Access::anyone,
   .summary = "All ACTIVE stores, newest first",
   .handler = list_stores,
   .query = &page_query,
   .answer = answers<Slice<StoreView>>,
   .cache = "no-cache"},
  {.method = http::verb::get,
   .path = "/stores/mine",
   .access = Access::store_owner,
   .summary = "One's own stores, whatever their status, newest first",
   .handler = list_own_stores,
   .query = &page_query,
   .answer = answers<Slice<StoreView>>},
  {.method = http::verb::get,
   .path = "/stores/{id}/products",
   .access = Access::viewer,
   .summary = "What a store has on sale, newest first",
   .handler = list_store_products,
   .query = &page_query,
   .answer = answers<Slice<ItemView>>},
};

} // namespace

std::span<const Route> listing_routes() { return routes; }

} // namespace baro
