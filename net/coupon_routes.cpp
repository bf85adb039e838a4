#include "net/coupon_fields.hpp"
#include "net/paging.hpp"
#include "net/product_fields.hpp"
#include "net/relay.hpp"

namespace baro {

namespace {

constexpr std::int32_t coupons_page = 20;

constexpr Field price(std::string_view name) {
  return field::integer(name, 1, product_field::price_max);
}

constexpr Field uses = field::integer("usesMax", 1, coupon_uses_max).example("500");

constexpr Field coupon_fields[] = {
  coupon_field::code("code").example("AUTUMN-10"),
  field::id("storeId").optional(),
  field::integer("percent", 1, 100).optional().example("10"),
  price("amount").optional(),
  price("discountMax").optional().example("20000"),
  field::integer("priceMin", 0, product_field::price_max).optional().example("50000"),
  field::time("validFrom").optional(),
  field::time("validUntil").example("2036-03-02T09:30:00.000Z"),
  uses,
  field::integer("usesPerUser", 1, coupon_uses_per_user_max).optional(),
};
constexpr Rule coupon_rules[] = {{Rule::Kind::exactly_one, "percent", "amount"},
                                 {Rule::Kind::in_order, "validFrom", "validUntil"}};
constexpr Schema coupon_body{coupon_fields, coupon_rules};

constexpr Field change_fields[] = {field::choice<CouponStatus>("status").optional(),
                                   field::time("validUntil").optional(), uses.optional()};
constexpr Schema change_body{change_fields};

constexpr Field list_fields[]
  = {field::id("storeId").optional(), field::cursor_id(), field::page_size()};
constexpr Schema list_query{list_fields};

Task<Reply> create_coupon(Call& call) {
  const auto body = call.body();
  CouponView coupon;
  coupon.id = call.fresh<CouponId>();
  coupon.code = to_upper(body.text("code"));
  coupon.store_id = body.maybe_id<StoreId>("storeId");
  coupon.amount = body.maybe_number("amount");
  coupon.percent = body.maybe_number("percent");
  coupon.discount_max = body.maybe_number("discountMax");
  coupon.price_min = body.maybe_number("priceMin").value_or(0);
  coupon.valid_from = body.maybe_time("validFrom").value_or(now());
  coupon.valid_until = body.time("validUntil");
  coupon.uses_max = body.number("usesMax");
  coupon.uses_per_user = body.maybe_number("usesPerUser").value_or(1);
  return relay(call, 201, call.services().catalogue,
               CreateCoupon{call.caller(), std::move(coupon), call.idempotency});
}

Task<Reply> list_coupons(Call& call) {
  const auto query = call.query();
  return relay(
    call, 200, call.services().catalogue,
    ListCoupons{call.caller(), query.maybe_id<StoreId>("storeId"), page_of(query, coupons_page)});
}

Task<Reply> show_coupon(Call& call) {
  return relay(call, 200, call.services().catalogue, GetCoupon{call.caller(), call.id<CouponId>()});
}

Task<Reply> change_coupon(Call& call) {
  const auto body = call.body();
  return relay(call, 200, call.services().catalogue,
               ChangeCoupon{call.caller(), call.id<CouponId>(),
                            body.maybe_choice<CouponStatus>("status"),
                            body.maybe_time("validUntil"), body.maybe_number("usesMax")});
}

constexpr Route routes[] = {
  {.method = http::verb::post,
   .path = "/coupons",
   .access = Access::store_owner,
   .summary = "Make a coupon for one's store",
   .handler = create_coupon,
   .status = 201,
   .description
   = "Without `storeId` it counts for everything, and only admins can make it. It takes "
     "off `percent` of what it counts for, or `amount`, and never more than "
     "`discountMax`; `priceMin` is what that has to cost at least.",
   .body = &coupon_body,
   .answer = answers<CouponView>,
   .errors = may_fail_with<Errc::not_found, Errc::duplicate>,
   .creates = true},
  {.method = http::verb::get,
   .path = "/coupons",
   .access = Access::store_owner,
   .summary = "The coupons of one's stores, newest first",
   .handler = list_coupons,
   .description = "Admins see all.",
   .query = &list_query,
   .answer = answers<Slice<CouponView>>},
  {.method = http::verb::get,
   .path = "/coupons/{id}",
   .access = Access::store_owner,
   .summary = "A coupon, and how often it was used",
   .handler = show_coupon,
   .answer = answers<CouponView>},
  {.method = http::verb::patch,
   .path = "/coupons/{id}",
   .access = Access::store_owner,
   .summary = "Pause or extend a coupon",
   .handler = change_coupon,
   .description = "After `PAUSED` is answered, no order gets it.",
   .body = &change_body,
   .answer = answers<CouponView>},
};

} // namespace

std::span<const Route> coupon_routes() { return routes; }

} // namespace baro
