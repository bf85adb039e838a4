#include "net/reading.hpp"
#include "net/text.hpp"
#include "tests/fuzz/edge.hpp"
#include "tests/fuzz/limits.hpp"
#include "tests/fuzz/mutator.hpp"
#include "tests/fuzz/routes.hpp"

#include <cassert>

namespace baro::fuzz {

namespace {

/// The row of that label; else any that it happens to hit.
const Route& row_of(std::string_view label) {
  static const auto rows = routes_with_body();
  for (const auto* route : rows)
    if (label_of(*route) == label)
      return *route;
  return *rows[std::hash<std::string_view>{}(label) % rows.size()];
}

} // namespace

} // namespace baro::fuzz

/// The label of a row of the route table in the first line, `POST /orders`, and the body behind it.
extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace baro;
  std::string_view body{data, size};
  const auto& route = fuzz::row_of(next_token(body, '\n'));

  Request::Message message{route.method, "/", 11};
  message.set(http::field::content_type, "application/json");
  message.body() = body;
  const auto values = read_body({message, {}}, *route.body, {});
  if (values)
    fuzz::check_limits(*route.body, values->get_object());
  [[maybe_unused]] const auto answer
    = fuzz::Edge::instance().answer_to(fuzz::request_of(route, body));
  assert(values || answer.starts_with("HTTP/1.1 4"));
  return 0;
}

/// Now and then it is another row, with a body as that one asks for it.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned seed) {
  using namespace baro::fuzz;
  static const auto rows = routes_with_body();
  std::minstd_rand random{seed};
  if (random() % 16 != 0)
    return LLVMFuzzerMutate(data, size, size_max);
  const auto& route = *any_of(rows, random);
  return put_first(label_of(route) + '\n' + body_of(route), data, 0, size_max);
}
