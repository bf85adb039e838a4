#include "net/operations.hpp"

#include "net/query.hpp"

#include <prometheus/text_serializer.h>

namespace baro {

namespace {

constexpr std::string_view plain = "text/plain; charset=utf-8";

} // namespace

Task<Response> Operations::respond(const Request& request) {
  auto response = answer(request);
  response.with("Cache-Control", "no-store");
  co_return response;
}

Response Operations::refuse(const Request& request, const Refusal& refusal) {
  return problem(refusal, request.target(), "", Language::english);
}

Response Operations::answer(const Request& request) {
  if (request.changes_state())
    return refuse(request, Errc::method_not_allowed).with("Allow", "GET, HEAD");
  const auto target = parse_target(request.target());
  const auto path = target ? target->path : std::string_view{};
  if (path == "/livez")
    return {200, "alive\n", plain};
  if (path == "/readyz")
    return is_ready_() ? Response{200, "ready\n", plain} : Response{503, "not ready\n", plain};
  if (path == "/metrics")
    return {200, metrics(), "text/plain; version=0.0.4; charset=utf-8"};
  return refuse(request, Errc::not_found);
}

std::string Operations::metrics() const {
  std::string text;
  for (const auto* source : sources_)
    text += prometheus::TextSerializer{}.Serialize(source->Collect());
  return text;
}

} // namespace baro
