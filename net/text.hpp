#pragma once

#include "protocol/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baro {

/// An id as clients write it: 1 to 2^53 - 1 in digits, without sign, blanks or leading zeros.
std::optional<std::int64_t> parse_id(std::string_view text);

/// A whole number in digits, perhaps after a minus.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// A moment as ISO 8601 has it, in UTC: `2026-03-02T09:30:00Z`, up to six decimals. Of the years
/// 2000 to 9999.
std::optional<Timestamp> parse_time(std::string_view text);

bool is_utf8(std::string_view text);

/// Unicode code points; the text is UTF-8.
std::int64_t length_of(std::string_view text);

/// The first code points of a text that is UTF-8.
std::string_view cut(std::string_view text, std::int64_t code_points);

/// Undoes %41 and, where it comes from a form, +. Nothing when an escape is broken.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

/// The whole of it printable ASCII, 1 to `size_max` bytes.
bool is_printable(std::string_view text, std::size_t size_max);

bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Of ASCII letters; whatever else stays.
std::string to_upper(std::string_view text);

std::string_view trim(std::string_view text);

/// Takes what stands before the separator off the front.
std::string_view next_token(std::string_view& rest, char separator);

} // namespace baro
