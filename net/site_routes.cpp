#include "net/site.hpp"

namespace baro {

namespace {

std::string_view accept_encoding_of(const Call& call) {
  return call.request.header(http::field::accept_encoding);
}

Task<Reply> show_page(Call& call) { co_return call.site.web.page(accept_encoding_of(call)); }

Task<Reply> show_front(Call& call) {
  if (call.site.web.empty())
    co_return call.site.docs;
  co_return call.site.web.page(accept_encoding_of(call));
}

Task<Reply> show_asset(Call& call) {
  co_return call.site.web.asset(call.path_rest, accept_encoding_of(call));
}

Task<Reply> show_openapi(Call& call) { co_return call.site.openapi; }

Task<Reply> show_docs(Call& call) { co_return call.site.docs; }

Task<Reply> show_picture(Call& call) {
  co_return call.site.pictures.find(call.path_rest,
                                    call.request.header(http::field::if_none_match));
}

// Which page of the shop it is, the browser makes out.
constexpr Route page(std::string_view path, std::string_view summary) {
  return {.method = http::verb::get,
          .path = path,
          .access = Access::anyone,
          .summary = summary,
          .handler = show_page,
          .content_type = "text/html",
          .errors = may_fail_with<Errc::not_found>,
          .cache = "no-cache"};
}

boost::json::object any_object(Components&) { return {{"type", "object"}}; }

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/",
   .access = Access::anyone,
   .summary = "The shop, to look at; where it has no web pages, this document",
   .handler = show_front,
   .content_type = "text/html",
   .cache = "no-cache"},
  page("/shop", "The shop's pages for shoppers"),
  page("/shop/{path...}", "The same, at one of its addresses"),
  page("/manage", "The shop's pages for store owners"),
  page("/manage/{path...}", "The same, at one of its addresses"),
  page("/ops", "The shop's pages for operators"),
  page("/ops/{path...}", "The same, at one of its addresses"),
  {.method = http::verb::get,
   .path = "/assets/{path...}",
   .access = Access::anyone,
   .summary = "What the shop's pages are made of",
   .handler = show_asset,
   .content_type = "*/*"},
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
