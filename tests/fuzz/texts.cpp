#include "net/json.hpp"
#include "net/query.hpp"
#include "net/text.hpp"
#include "protocol/ids.hpp"

#include <algorithm>
#include <cassert>

namespace baro::fuzz {

namespace {

void check_numbers(std::string_view text) {
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
}

void check_characters(std::string_view text) {
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

void check_target(std::string_view text) {
  if (const auto decoded = percent_decode(text, true))
    assert(decoded->size() <= text.size());
  if (const auto target = parse_target(text)) {
    assert(target->path.starts_with('/'));
    assert(target->path.size() + target->query.size() <= text.size());
  }
}

} // namespace

} // namespace baro::fuzz

/// Anything that may stand in a path, a query or a field.
extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  const std::string_view text{data, size};
  baro::fuzz::check_numbers(text);
  baro::fuzz::check_characters(text);
  baro::fuzz::check_target(text);
  return 0;
}
