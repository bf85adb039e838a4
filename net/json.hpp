#pragma once

#include "protocol/admin.hpp"
#include "protocol/common.hpp"

#include <array>
#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace baro {

namespace detail {

/// Tells `put` the characters of a member's name as JSON has it.
template <class Put>
constexpr void put_camel_case(std::string_view name, Put put) {
  for (std::size_t i = 0; i < name.size(); ++i)
    put(name[i] == '_' && i + 1 < name.size() ? static_cast<char>(name[++i] - 'a' + 'A') : name[i]);
}

/// `"likesCount":`, made by the compiler.
template <class Member>
struct JsonKey {
  static constexpr std::size_t size = [] {
    std::size_t count = 3;
    put_camel_case(Member::name, [&](char) { ++count; });
    return count;
  }();
  static constexpr std::array<char, size> text = [] {
    std::array<char, size> result{'"'};
    std::size_t end = 1;
    put_camel_case(Member::name, [&](char c) { result[end++] = c; });
    result[end++] = '"';
    result[end] = ':';
    return result;
  }();
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

} // namespace detail

/// A member's name as JSON has it: `likes_count` becomes `likesCount`.
inline std::string camel_case(std::string_view name) {
  std::string result;
  detail::put_camel_case(name, [&](char c) { result += c; });
  return result;
}

/// Views as JSON, straight into text: there is nothing to look at in between.
class JsonWriter {
public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void write(bool value) { out_ += value ? "true" : "false"; }
  void write(std::string_view text);
  void write(const std::string& text) { write(std::string_view{text}); }
  void write(const char* text) { write(std::string_view{text}); }
  /// ISO-8601, UTC, milliseconds: `2024-02-29T12:00:00.000Z`.
  void write(Timestamp moment);

  template <std::integral N>
  void write(N number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out_.append(digits, end);
  }

  /// As few digits as tell it from all others.
  void write(double number) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out_.append(digits, end);
  }

  template <class Tag>
  void write(Id<Tag> id) {
    out_ += '"';
    write(id.value);
    out_ += '"';
  }

  template <DescribedEnum E>
  void write(E value) {
    write(name_of(value));
  }

  template <class T>
  void write(const std::optional<T>& value) {
    if (value)
      write(*value);
    else
      out_ += "null";
  }

  template <class T>
  void write(const std::vector<T>& values) {
    out_ += '[';
    bool first = true;
    for (const auto& value : values) {
      if (!first)
        out_ += ',';
      first = false;
      write(value);
    }
    out_ += ']';
  }

  void write(const JsonObject& object) { out_ += object.text; }

  template <Described T>
  void write(const T& object) {
    out_ += '{';
    bool first = true;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      const auto& value = object.*member.pointer;
      if constexpr (omits_absent<T> && detail::is_optional<std::decay_t<decltype(value)>>)
        if (!value)
          return;
      if (!first)
        out_ += ',';
      first = false;
      const auto& key = detail::JsonKey<decltype(member)>::text;
      out_.append(key.data(), key.size());
      write(value);
    });
    out_ += '}';
  }

private:
  std::string& out_;
};

template <class View>
std::string to_json(const View& view) {
  std::string text;
  JsonWriter{text}.write(view);
  return text;
}

} // namespace baro
