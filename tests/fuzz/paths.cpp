#include "net/json.hpp"
#include "net/query.hpp"
#include "net/reading.hpp"
#include "net/router.hpp"
#include "net/text.hpp"
#include "tests/fuzz/limits.hpp"
#include "tests/fuzz/mutator.hpp"
#include "tests/fuzz/routes.hpp"

#include <cassert>

namespace baro::fuzz {

namespace {

void check_texts(std::string_view text) {
  if (const auto id = parse_id(text))
    assert(*id >= 1 && *id <= id_max && std::to_string(*id) == text);
  if (const auto number = parse_integer(text))
    assert(parse_integer(std::to_string(*number)) == number);
  if (const auto moment = parse_time(text)) {
    // JSON shows it to the millisecond.
    const auto shown = to_json(*moment);
    const auto again = parse_time(std::string_view{shown}.substr(1, shown.size() - 2));
    assert(again && again->micros == moment->micros / 1000 * 1000);
  }
  if (const auto decoded = percent_decode(text, true))
    assert(decoded->size() <= text.size());
  if (is_utf8(text)) {
    const auto length = length_of(text);
    for (const auto size : {std::int64_t{0}, length / 2, length, length + 1}) {
      [[maybe_unused]] const auto front = cut(text, size);
      assert(is_utf8(front) && length_of(front) == std::min(size, length));
    }
  }
  assert(equals_ignoring_case(text, to_upper(text)));
  assert(trim(trim(text)) == trim(text));
}

void check_target(const Router& router, const Target& target) {
  assert(target.path.starts_with('/'));
  const auto match = router.find(target.path);
  if (match.endpoint) {
    assert(!match.endpoint->rows.empty());
    assert(match.id >= 0 && match.id <= id_max);
    assert(target.path.ends_with(match.rest));
  }
  for (const auto* route : router.rows())
    if (route->query)
      if (const auto values = read_query(target.query, *route->query, {}))
        check_limits(*route->query, values->get_object());
}

} // namespace

} // namespace baro::fuzz

/// What stands between method and version of a request, and anything that may stand in it.
extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace baro;
  static const Router router{all_routes()};
  const std::string_view text{data, size};
  fuzz::check_texts(text);
  if (const auto target = parse_target(text))
    fuzz::check_target(router, *target);
  return 0;
}

/// Now and then it begins as a row of the route table wants it.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned seed) {
  using namespace baro::fuzz;
  static const auto routes = baro::all_routes();
  std::minstd_rand random{seed};
  if (random() % 16 != 0)
    return LLVMFuzzerMutate(data, size, size_max);
  return put_first(target_of(*any_of(routes, random)), data, size, size_max);
}
