#pragma once

#include "protocol/describe.hpp"
#include "protocol/ids.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace baro {

enum class FieldType : std::uint8_t {
  text,     // one line
  prose,    // may have line breaks
  password, // never shown again
  email,
  phone,
  url,  // of a picture: http(s)://..., or a path from the root
  code, // letters, digits, - and _
  time, // ISO 8601, UTC: 2026-03-02T09:30:00Z
  id,
  integer,
  choice,
  object,
};

struct Schema;

/// One field of a request, of its body or of its query: what it must look like.
/// Text lengths are in code points.
struct Field {
  std::string_view name{};
  FieldType type = FieldType::text;
  std::int64_t min = 0;
  std::int64_t max = 0;
  bool required = true;
  bool may_be_zero = true;
  bool is_list = false;
  std::int64_t items_min = 0;
  std::int64_t items_max = 0;
  std::span<const std::string_view> choices{};
  const Schema* members = nullptr;
  std::string_view sample{};

  constexpr Field optional() const {
    auto copy = *this;
    copy.required = false;
    return copy;
  }

  constexpr Field not_zero() const {
    auto copy = *this;
    copy.may_be_zero = false;
    return copy;
  }

  constexpr Field list(std::int64_t at_least, std::int64_t at_most) const {
    auto copy = *this;
    copy.is_list = true;
    copy.items_min = at_least;
    copy.items_max = at_most;
    return copy;
  }

  /// Shown in the OpenAPI document.
  constexpr Field example(std::string_view text) const {
    auto copy = *this;
    copy.sample = text;
    return copy;
  }
};

/// What two fields have to do with each other.
struct Rule {
  enum class Kind : std::uint8_t { exactly_one, both_or_neither, in_order };

  Kind kind;
  std::string_view first;
  std::string_view second;
};

struct Schema {
  std::span<const Field> fields{};
  std::span<const Rule> rules{};
};

namespace detail {

template <DescribedEnum E>
inline constexpr auto enum_names = []<class... Enumerator>(boost::mp11::mp_list<Enumerator...>) {
  return std::array<std::string_view, sizeof...(Enumerator)>{Enumerator::name...};
}(boost::mp11::mp_rename<describe::describe_enumerators<E>, boost::mp11::mp_list>{});

} // namespace detail

namespace field {

constexpr Field text(std::string_view name, std::int64_t min, std::int64_t max) {
  return {.name = name, .type = FieldType::text, .min = min, .max = max};
}

constexpr Field prose(std::string_view name, std::int64_t min, std::int64_t max) {
  return {.name = name, .type = FieldType::prose, .min = min, .max = max};
}

constexpr Field password(std::string_view name, std::int64_t min, std::int64_t max) {
  return {.name = name, .type = FieldType::password, .min = min, .max = max};
}

constexpr Field email(std::string_view name) {
  return {.name = name, .type = FieldType::email, .min = 3, .max = 254};
}

constexpr Field phone(std::string_view name) {
  return {.name = name, .type = FieldType::phone, .min = 3, .max = 20, .sample = "010-1234-5678"};
}

constexpr Field url(std::string_view name) {
  return {
    .name = name, .type = FieldType::url, .min = 1, .max = 300, .sample = "/pictures/shirt.svg"};
}

constexpr Field code(std::string_view name, std::int64_t min, std::int64_t max) {
  return {.name = name, .type = FieldType::code, .min = min, .max = max};
}

constexpr Field time(std::string_view name) {
  return {.name = name,
          .type = FieldType::time,
          .min = 20,
          .max = 27,
          .sample = "2026-03-02T09:30:00.000Z"};
}

constexpr Field id(std::string_view name) {
  return {.name = name, .type = FieldType::id, .min = 1, .max = id_max};
}

constexpr Field integer(std::string_view name, std::int64_t min, std::int64_t max) {
  return {.name = name, .type = FieldType::integer, .min = min, .max = max};
}

template <DescribedEnum E>
constexpr Field choice(std::string_view name) {
  return {.name = name, .type = FieldType::choice, .choices = detail::enum_names<E>};
}

constexpr Field object(std::string_view name, const Schema& members) {
  return {.name = name, .type = FieldType::object, .members = &members};
}

} // namespace field

} // namespace baro
