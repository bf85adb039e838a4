#include "net/cached.hpp"
#include "net/new_product.hpp"
#include "net/paging.hpp"
#include "net/product_fields.hpp"
#include "net/relay.hpp"

#include <algorithm>

namespace baro {

namespace {

constexpr std::int32_t items_page = 21;
constexpr std::int32_t ledger_page = 50;

// Categories -------------------------------------------------------------------------------------

constexpr Field category_fields[] = {field::id("id"), field::text("name", 1, 50).example("니트")};
constexpr Schema category_body{category_fields};

Task<Reply> list_categories(Call& call) { return cached(call, ListCategories{}); }

Task<Reply> create_category(Call& call) {
  const auto body = call.body();
  return relay(
    call, 201, call.services().catalogue,
    CreateCategory{call.caller(), body.id<CategoryId>("id"), body.text("name"), call.idempotency},
    [&call](const auto&) { call.changes().note(subject::categories); });
}

// Stores -----------------------------------------------------------------------------------------

constexpr Field store_name = field::text("name", 1, 100).example("바로 스튜디오");
constexpr Field store_description = field::prose("description", 0, 2000).optional();
constexpr Field store_phone = field::phone("phoneNumber").optional();
constexpr Field store_address = field::prose("address", 1, 500).optional();
constexpr Field store_thumbnail = field::url("thumbnailUrl").optional();

constexpr Field new_store_fields[]
  = {store_name, store_description, store_phone, store_address, store_thumbnail};
constexpr Schema new_store_body{new_store_fields};

constexpr Field store_fields[]
  = {store_name.optional(), store_description, store_phone,
     store_address,         store_thumbnail,   field::choice<StoreStatus>("status").optional()};
constexpr Schema store_body{store_fields};

Task<Reply> create_store(Call& call) {
  const auto body = call.body();
  return relay(call, 201, call.services().catalogue,
               CreateStore{call.caller(), call.fresh<StoreId>(), body.text("name"),
                           body.maybe_text("description"), body.maybe_text("phoneNumber"),
                           body.maybe_text("address"), body.maybe_text("thumbnailUrl"),
                           call.idempotency});
}

Task<Reply> show_store(Call& call) {
  return relay(call, 200, call.services().catalogue, GetStore{call.id<StoreId>()});
}

Task<Reply> change_store(Call& call) {
  const auto body = call.body();
  return relay(call, 200, call.services().catalogue,
               ChangeStore{call.caller(), call.id<StoreId>(), body.maybe_text("name"),
                           body.maybe_text("description"), body.maybe_text("phoneNumber"),
                           body.maybe_text("address"), body.maybe_text("thumbnailUrl"),
                           body.maybe_choice<StoreStatus>("status")},
               [&call](const StoreView&) { call.changes().note(subject::stores); });
}

// Products ---------------------------------------------------------------------------------------

constexpr Field category_filter = field::id("categoryId").optional();

constexpr Field popular_fields[]
  = {category_filter, field::cursor_id(), field::integer("cursorLikes", 0, id_max).optional(),
     field::page_size()};
constexpr Rule popular_rules[] = {{Rule::Kind::both_or_neither, "cursorId", "cursorLikes"}};
constexpr Schema popular_query{popular_fields, popular_rules};

constexpr Field newest_fields[] = {category_filter, field::cursor_id(), field::page_size()};
constexpr Schema newest_query{newest_fields};

constexpr Field options_fields[] = {field::text("size", 1, 50).optional().example("M"),
                                    field::text("color", 1, 50).optional().example("아이보리")};
constexpr Schema options{options_fields};

constexpr Field quantity = field::integer("quantity", 0, product_field::units_max);
constexpr Field sku_fields[] = {field::object("options", options), quantity};
constexpr Schema sku{sku_fields};

constexpr Field product_fields[] = {
  product_field::name,
  field::id("storeId"),
  product_field::price,
  product_field::description,
  product_field::thumbnail_url,
  product_field::category_ids,
  product_field::image_urls,
  quantity.optional(),
  field::object("skus", sku).list(1, 100).optional(),
};
constexpr Rule product_rules[] = {{Rule::Kind::exactly_one, "quantity", "skus"}};
constexpr Schema product_body{product_fields, product_rules};

Task<Reply> list_popular(Call& call) {
  const auto query = call.query();
  return cached(call,
                ListPopular{query.maybe_id<CategoryId>("categoryId"), page_of(query, items_page)});
}

Task<Reply> list_newest(Call& call) {
  const auto query = call.query();
  return cached(call,
                ListNewest{query.maybe_id<CategoryId>("categoryId"), page_of(query, items_page)});
}

Task<Reply> show_product(Call& call) { return cached(call, GetProduct{call.id<ProductId>()}); }

// A product without options has one SKU.
std::vector<NewSku> skus_of(Call& call, const Input& input) {
  if (const auto units = input.maybe_number("quantity"))
    return {{call.fresh<SkuId>(), {}, *units}};
  std::vector<NewSku> skus;
  for (const auto& one : input.objects("skus")) {
    const auto chosen = one.object("options");
    skus.push_back({call.fresh<SkuId>(),
                    {chosen.maybe_text("size"), chosen.maybe_text("color")},
                    one.number("quantity")});
  }
  return skus;
}

Task<Reply> create_product(Call& call) {
  return relay(call, 201, call.services().catalogue,
               to_create_product(call, call.body(), call.idempotency),
               [&call](const auto& created) {
                 call.changes().note(Subject{created.view.id});
                 call.changes().note(subject::lists);
               });
}

Task<Reply> set_like(Call& call, bool liked) {
  const auto product = call.id<ProductId>();
  return relay(call, 204, call.services().catalogue, LikeProduct{call.user(), product, liked},
               [&call, product](const Done&) {
                 call.changes().note(Subject{product});
                 call.changes().note(subject::popularity);
               });
}

Task<Reply> like(Call& call) { return set_like(call, true); }

Task<Reply> unlike(Call& call) { return set_like(call, false); }

// Stock ------------------------------------------------------------------------------------------

constexpr Field movement_fields[] = {
  field::integer("delta", -product_field::units_max, product_field::units_max)
    .not_zero()
    .example("50"),
  field::choice<MovementReason>("reason"),
  field::text("note", 1, 200).optional(),
};
constexpr Schema movement_body{movement_fields};

constexpr Field ledger_fields[] = {field::cursor_id(), field::page_size()};
constexpr Schema ledger_query{ledger_fields};

Task<Reply> list_skus(Call& call) {
  return relay(call, 200, call.services().catalogue, ListSkus{call.id<ProductId>()});
}

Task<Reply> move_stock(Call& call) {
  const auto body = call.body();
  const auto id = call.id<SkuId>();
  return relay_to<SkuActor>(call, 201, address_of(id),
                            MoveStock{call.caller(), call.fresh<ChangeId>(), id,
                                      body.number("delta"), body.choice<MovementReason>("reason"),
                                      body.maybe_text("note"), call.idempotency},
                            [&call, id](const auto&) { call.changes().note(Subject{id}); });
}

Task<Reply> list_ledger(Call& call) {
  return relay(call, 200, call.services().catalogue,
               ListLedger{call.caller(), call.id<SkuId>(), page_of(call.query(), ledger_page)});
}

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/categories",
   .access = Access::anyone,
   .summary = "All categories",
   .handler = list_categories,
   .answer = answers<std::vector<CategoryView>>,
   .cache = "no-cache"},
  {.method = http::verb::post,
   .path = "/categories",
   .access = Access::admin,
   .summary = "Add a category",
   .handler = create_category,
   .status = 201,
   .body = &category_body,
   .answer = answers<CategoryView>,
   .errors = may_fail_with<Errc::duplicate>,
   .creates = true},
  {.method = http::verb::post,
   .path = "/stores",
   .access = Access::store_owner,
   .summary = "Open a store, as a DRAFT",
   .handler = create_store,
   .status = 201,
   .body = &new_store_body,
   .answer = answers<StoreView>,
   .creates = true},
  {.method = http::verb::get,
   .path = "/stores/{id}",
   .access = Access::anyone,
   .summary = "A store",
   .handler = show_store,
   .answer = answers<StoreView>,
   .cache = "no-cache"},
  {.method = http::verb::patch,
   .path = "/stores/{id}",
   .access = Access::store_owner,
   .summary = "Change one's store: what is given",
   .handler = change_store,
   .body = &store_body,
   .answer = answers<StoreView>,
   .errors = may_fail_with<Errc::illegal_state>},
  {.method = http::verb::post,
   .path = "/products",
   .access = Access::store_owner,
   .summary = "List a product in one's ACTIVE store",
   .handler = create_product,
   .status = 201,
   .body = &product_body,
   .answer = answers<CreatedProduct>,
   .errors = may_fail_with<Errc::not_found, Errc::store_not_active, Errc::duplicate>,
   .creates = true},
  {.method = http::verb::get,
   .path = "/products/popular",
   .access = Access::viewer,
   .summary = "Most liked first",
   .handler = list_popular,
   .query = &popular_query,
   .answer = answers<Slice<ItemView>>},
  {.method = http::verb::get,
   .path = "/products/newest",
   .access = Access::viewer,
   .summary = "What came in the last 30 days, newest first",
   .handler = list_newest,
   .query = &newest_query,
   .answer = answers<Slice<ItemView>>},
  {.method = http::verb::get,
   .path = "/products/{id}",
   .access = Access::viewer,
   .summary = "A product",
   .handler = show_product,
   .answer = answers<ProductView>},
  {.method = http::verb::get,
   .path = "/products/{id}/skus",
   .access = Access::anyone,
   .summary = "A product's SKUs and their stock",
   .handler = list_skus,
   .answer = answers<std::vector<SkuView>>,
   .cache = "no-cache"},
  {.method = http::verb::post,
   .path = "/products/{id}/likes",
   .access = Access::logged_in,
   .summary = "Like a product; twice is once",
   .handler = like,
   .status = 204},
  {.method = http::verb::delete_,
   .path = "/products/{id}/likes",
   .access = Access::logged_in,
   .summary = "Take a like back",
   .handler = unlike,
   .status = 204},
  {.method = http::verb::post,
   .path = "/skus/{id}/movements",
   .access = Access::store_owner,
   .summary = "Stock comes or goes without a sale",
   .handler = move_stock,
   .status = 201,
   .body = &movement_body,
   .answer = answers<MovementView>,
   .errors = may_fail_with<Errc::out_of_stock>,
   .creates = true},
  {.method = http::verb::get,
   .path = "/skus/{id}/ledger",
   .access = Access::store_owner,
   .summary = "Every change of a SKU's stock, newest first",
   .handler = list_ledger,
   .query = &ledger_query,
   .answer = answers<Slice<LedgerEntryView>>},
};

} // namespace

const Schema& new_product = product_body;

CreateProduct to_create_product(Call& call, const Input& input, std::optional<Idempotency> key) {
  auto categories = input.ids<CategoryId>("categoryIds");
  std::ranges::sort(categories);
  categories.erase(std::ranges::unique(categories).begin(), categories.end());
  return {call.caller(),
          call.fresh<ProductId>(),
          input.id<StoreId>("storeId"),
          input.text("name"),
          input.number("price"),
          input.maybe_text("description"),
          input.maybe_text("thumbnailUrl"),
          std::move(categories),
          input.texts("imageUrls"),
          skus_of(call, input),
          std::move(key)};
}

std::span<const Route> catalogue_routes() { return routes; }

} // namespace baro
