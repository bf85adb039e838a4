#include "net/product_fields.hpp"
#include "net/relay.hpp"

namespace baro {

namespace {

constexpr Field change_fields[] = {product_field::name.optional(),
                                   product_field::price.optional(),
                                   product_field::description,
                                   product_field::thumbnail_url.optional(),
                                   product_field::category_ids.optional(),
                                   product_field::image_urls.optional()};
constexpr Schema change_body{change_fields};

void note_change(Call& call, ProductId product) {
  call.changes().note(Subject{product});
  call.changes().note(subject::lists);
}

Task<Reply> change_product(Call& call) {
  const auto body = call.body();
  const auto product = call.id<ProductId>();
  ChangeProduct command{call.caller(),
                        product,
                        body.maybe_text("name"),
                        body.maybe_number("price"),
                        body.maybe_text("description"),
                        body.maybe_text("thumbnailUrl"),
                        std::nullopt,
                        std::nullopt};
  if (body.has("categoryIds"))
    command.categories = body.ids<CategoryId>("categoryIds");
  if (body.has("imageUrls"))
    command.image_urls = body.texts("imageUrls");
  return relay(call, 200, call.services().catalogue, std::move(command),
               [&call, product](const ProductView&) { note_change(call, product); });
}

Task<Reply> withdraw_product(Call& call) {
  const auto product = call.id<ProductId>();
  return relay(call, 204, call.services().catalogue, WithdrawProduct{call.caller(), product},
               [&call, product](const Done&) { note_change(call, product); });
}

constexpr Route routes[] = {
  {.method = http::verb::patch,
   .path = "/products/{id}",
   .access = Access::store_owner,
   .summary = "Change a product of one's store: what is given",
   .handler = change_product,
   .body = &change_body,
   .answer = answers<ProductView>,
   .errors = may_fail_with<Errc::not_allowed>},
  {.method = http::verb::delete_,
   .path = "/products/{id}",
   .access = Access::store_owner,
   .summary = "Withdraw a product from sale, for good; its likes and orders stay",
   .handler = withdraw_product,
   .status = 204,
   .errors = may_fail_with<Errc::not_allowed>},
};

} // namespace

std::span<const Route> product_edit_routes() { return routes; }

} // namespace baro
