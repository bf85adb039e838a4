#include "net/cached.hpp"
#include "net/relay.hpp"

namespace baro {

namespace {

constexpr Field title = field::text("title", 1, 100).example("가을 산책");
constexpr Field description = field::prose("description", 0, 2000).optional();
constexpr Field thumbnail = field::url("thumbnailUrl");
constexpr Field images = field::url("imageUrls").list(1, look_images_max);
constexpr Field products = field::id("productIds").list(1, look_products_max);

constexpr Field new_look_fields[] = {title, description, thumbnail, images, products};
constexpr Schema new_look_body{new_look_fields};

constexpr Field look_fields[]
  = {title.optional(), description, thumbnail.optional(), images.optional(), products.optional()};
constexpr Schema look_body{look_fields};

Task<Reply> show_look(Call& call) { return cached(call, GetLook{call.id<LookId>()}); }

Task<Reply> create_look(Call& call) {
  const auto body = call.body();
  return relay(call, 201, call.services().catalogue,
               CreateLook{call.caller(), call.fresh<LookId>(), body.text("title"),
                          body.maybe_text("description"), body.text("thumbnailUrl"),
                          body.texts("imageUrls"), body.ids<ProductId>("productIds"),
                          call.idempotency});
}

template <class Command>
Task<Reply> change(Call& call, Command command) {
  const auto look = command.look;
  return relay(call, 204, call.services().catalogue, std::move(command),
               [&call, look](const Done&) { call.changes().note(Subject{look}); });
}

Task<Reply> change_look(Call& call) {
  const auto body = call.body();
  ChangeLook command;
  command.caller = call.caller();
  command.look = call.id<LookId>();
  command.title = body.maybe_text("title");
  command.description = body.maybe_text("description");
  command.thumbnail_url = body.maybe_text("thumbnailUrl");
  if (body.has("imageUrls"))
    command.image_urls = body.texts("imageUrls");
  if (body.has("productIds"))
    command.products = body.ids<ProductId>("productIds");
  return change(call, std::move(command));
}

Task<Reply> delete_look(Call& call) {
  return change(call, DeleteLook{call.caller(), call.id<LookId>()});
}

constexpr Route routes[] = {
  {.method = http::verb::post,
   .path = "/looks",
   .access = Access::logged_in,
   .summary = "Put a look together",
   .handler = create_look,
   .status = 201,
   .body = &new_look_body,
   .answer = answers<CreatedLook>,
   .errors = may_fail_with<Errc::products_not_found>,
   .creates = true},
  {.method = http::verb::get,
   .path = "/looks/{id}",
   .access = Access::anyone,
   .summary = "A look, and the products worn in it",
   .handler = show_look,
   .answer = answers<LookView>,
   .cache = "no-cache"},
  {.method = http::verb::patch,
   .path = "/looks/{id}",
   .access = Access::logged_in,
   .summary = "Change one's look: what is given",
   .handler = change_look,
   .status = 204,
   .body = &look_body,
   .errors = may_fail_with<Errc::not_allowed, Errc::products_not_found>},
  {.method = http::verb::delete_,
   .path = "/looks/{id}",
   .access = Access::logged_in,
   .summary = "Delete one's look",
   .handler = delete_look,
   .status = 204,
   .errors = may_fail_with<Errc::not_allowed>},
};

} // namespace

std::span<const Route> look_routes() { return routes; }

} // namespace baro
