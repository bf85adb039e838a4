#include "net/relay.hpp"
#include "protocol/cart.hpp"

namespace baro {

namespace {

constexpr Field quantity = field::integer("quantity", 1, cart_quantity_max);

constexpr Field item_fields[]
  = {field::id("productId").optional(), field::id("skuId").optional(), quantity};
constexpr Rule item_rules[] = {{Rule::Kind::exactly_one, "skuId", "productId"}};
constexpr Schema item_body{item_fields, item_rules};

constexpr Field quantity_fields[] = {quantity};
constexpr Schema quantity_body{quantity_fields};

template <class Command>
Task<Reply> ask_cart(Call& call, unsigned status, Command command) {
  return relay_to<CartActor>(call, status, cart_address(call.user()), std::move(command));
}

Task<Reply> show_cart(Call& call) { return ask_cart(call, 200, GetCart{call.user()}); }

Task<Reply> add_item(Call& call) {
  const auto body = call.body();
  return ask_cart(call, 201,
                  AddCartItem{call.user(), call.fresh<CartItemId>(), body.maybe_id<SkuId>("skuId"),
                              body.maybe_id<ProductId>("productId"),
                              body.number<std::int32_t>("quantity"), call.idempotency});
}

Task<Reply> change_item(Call& call) {
  return ask_cart(call, 204,
                  ChangeCartItem{call.user(), call.id<CartItemId>(),
                                 call.body().number<std::int32_t>("quantity")});
}

Task<Reply> remove_item(Call& call) {
  return ask_cart(call, 204, RemoveCartItem{call.user(), call.id<CartItemId>()});
}

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/cart",
   .access = Access::buyer,
   .summary = "One's cart",
   .handler = show_cart,
   .answer = answers<CartView>},
  {.method = http::verb::post,
   .path = "/cart/items",
   .access = Access::buyer,
   .summary = "Put units of a SKU into the cart; the same SKU again adds up",
   .handler = add_item,
   .status = 201,
   .body = &item_body,
   .answer = answers<CartItemView>,
   .errors = may_fail_with<Errc::sku_required, Errc::not_found, Errc::not_on_sale, Errc::cart_full,
                           Errc::quantity_limit>,
   .creates = true},
  {.method = http::verb::patch,
   .path = "/cart/items/{itemId}",
   .access = Access::buyer,
   .summary = "Change how many",
   .handler = change_item,
   .status = 204,
   .body = &quantity_body},
  {.method = http::verb::delete_,
   .path = "/cart/items/{itemId}",
   .access = Access::buyer,
   .summary = "Take a line out of the cart",
   .handler = remove_item,
   .status = 204},
};

} // namespace

std::span<const Route> cart_routes() { return routes; }

} // namespace baro
