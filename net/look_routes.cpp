#include "net/cached.hpp"

namespace baro {

namespace {

Task<Reply> show_look(Call& call) { return cached(call, GetLook{call.id<LookId>()}); }

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/looks/{id}",
   .access = Access::anyone,
   .summary = "A look, and the products worn in it",
   .handler = show_look,
   .answer = answers<LookView>,
   .cache = "no-cache"},
};

} // namespace

std::span<const Route> look_routes() { return routes; }

} // namespace baro
