#include "net/site.hpp"

namespace baro {

namespace {

Task<Reply> lead_to_docs(Call&) {
  Response response{302, {}, {}};
  response.with("Location", "/docs");
  co_return response;
}

Task<Reply> show_openapi(Call& call) { co_return call.site.openapi; }

Task<Reply> show_docs(Call& call) { co_return call.site.docs; }

Task<Reply> show_picture(Call& call) {
  co_return call.site.pictures.find(call.path_rest,
                                    call.request.header(http::field::if_none_match));
}

boost::json::object any_object(Components&) { return {{"type", "object"}}; }

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/",
   .access = Access::anyone,
   .summary = "Leads to /docs",
   .handler = lead_to_docs,
   .status = 302},
  {.method = http::verb::get,
   .path = "/openapi.json",
   .access = Access::anyone,
   .summary = "This document",
   .handler = show_openapi,
   .answer = any_object,
   .cache = "no-cache"},
  {.method = http::verb::get,
   .path = "/docs",
   .access = Access::anyone,
   .summary = "This document, to read",
   .handler = show_docs,
   .content_type = "text/html",
   .cache = "no-cache"},
  {.method = http::verb::get,
   .path = "/pictures/{path...}",
   .access = Access::anyone,
   .summary = "A picture",
   .handler = show_picture,
   .content_type = "image/*"},
};

} // namespace

std::span<const Route> site_routes() { return routes; }

} // namespace baro
