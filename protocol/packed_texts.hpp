#pragma once

#include "protocol/describe.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace baro {

/// A few texts, each there or not, in one piece of memory. None has a NUL in it, as none has that
/// PostgreSQL keeps.
class PackedTexts {
public:
  using Text = std::optional<std::string_view>;

  PackedTexts() = default;

  PackedTexts(std::initializer_list<Text> texts) {
    std::size_t size = 0;
    for (const auto& text : texts)
      size += text.value_or("").size() + 2;
    bytes_.reserve(size);
    for (const auto& text : texts) {
      bytes_ += text ? there : missing;
      bytes_.append(text.value_or("")).push_back('\0');
    }
  }

  /// Text number `n`, from 0.
  std::optional<std::string> operator[](std::size_t n) const {
    std::string_view rest = bytes_;
    for (; n > 0 && !rest.empty(); --n)
      rest.remove_prefix(rest.find('\0') + 1);
    if (rest.empty() || rest.front() == missing)
      return std::nullopt;
    return std::string{rest.substr(1, rest.find('\0') - 1)};
  }

private:
  static constexpr char there = '+';
  static constexpr char missing = '-';

  std::string bytes_;

  BOOST_DESCRIBE_CLASS(PackedTexts, (), (), (), (bytes_))
};

} // namespace baro
