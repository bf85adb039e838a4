#include "net/text.hpp"

#include "protocol/ids.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

namespace baro {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `.25` is 250,000 microseconds, nothing is none.
std::optional<std::int64_t> micros_of(std::string_view decimals) {
  constexpr std::size_t digits_max = 6;
  if (decimals.empty())
    return 0;
  if (decimals.front() != '.' || decimals.size() < 2 || decimals.size() > 1 + digits_max
      || !std::ranges::all_of(decimals.substr(1), is_digit))
    return std::nullopt;
  std::string padded{decimals.substr(1)};
  padded.resize(digits_max, '0');
  return parse_integer(padded);
}

} // namespace

std::optional<std::int64_t> parse_id(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9')
    return std::nullopt;
  const auto number = parse_integer(text);
  return number && *number <= id_max ? number : std::nullopt;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end)
    return std::nullopt;
  return number;
}

std::optional<Timestamp> parse_time(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() < shape.size() + 1 || text.back() != 'Z')
    return std::nullopt;
  const auto seconds_part = text.substr(0, shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == '0' ? !is_digit(seconds_part[i]) : seconds_part[i] != shape[i])
      return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    return static_cast<unsigned>(*parse_integer(seconds_part.substr(at, digits)));
  };
  const year_month_day date{year{static_cast<int>(number(0, 4))}, month{number(5, 2)},
                            day{number(8, 2)}};
  const auto decimals = text.substr(shape.size(), text.size() - shape.size() - 1);
  if (!date.ok() || date.year() < year{2000} || number(11, 2) > 23 || number(14, 2) > 59
      || number(17, 2) > 59)
    return std::nullopt;
  const auto micros = micros_of(decimals);
  if (!micros)
    return std::nullopt;
  const auto moment = sys_days{date} + hours{number(11, 2)} + minutes{number(14, 2)}
                      + seconds{number(17, 2)} + microseconds{*micros};
  return Timestamp{duration_cast<microseconds>(moment.time_since_epoch()).count()};
}

bool is_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const auto first = byte(i);
    if (first < 0x80) {
      ++i;
      continue;
    }
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() - i < size)
      return false;
    // Overlong forms, surrogates, and what lies beyond U+10FFFF.
    const auto second = byte(i + 1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)
        || (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
      return false;
    for (std::size_t k = 1; k < size; ++k)
      if ((byte(i + k) & 0xc0) != 0x80)
        return false;
    i += size;
  }
  return true;
}

std::int64_t length_of(std::string_view text) {
  return std::ranges::count_if(
    text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

std::string_view cut(std::string_view text, std::int64_t code_points) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80 && code_points-- == 0)
      return text.substr(0, i);
  return text;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      result += ' ';
    } else if (text[i] != '%') {
      result += text[i];
    } else {
      unsigned char byte = 0;
      if (text.size() - i < 3)
        return std::nullopt;
      const auto end = text.data() + i + 3;
      if (std::from_chars(text.data() + i + 1, end, byte, 16).ptr != end)
        return std::nullopt;
      result += static_cast<char>(byte);
      i += 2;
    }
  }
  return result;
}

bool is_printable(std::string_view text, std::size_t size_max) {
  return !text.empty() && text.size() <= size_max
         && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string to_upper(std::string_view text) {
  std::string result{text};
  for (auto& c : result)
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  return result;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view next_token(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const auto token = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return token;
}

} // namespace baro
