#pragma once

#include "net/field.hpp"
#include "net/input.hpp"
#include "protocol/common.hpp"

namespace baro {

namespace field {

constexpr Field page_size() { return integer("size", 1, page_size_max).optional(); }
constexpr Field cursor_id() { return id("cursorId").optional(); }

} // namespace field

/// Which page a query asks for.
inline Page page_of(const Input& query, std::int32_t size) {
  Page page{std::nullopt, query.maybe_number<std::int32_t>("size").value_or(size)};
  if (const auto id = query.maybe_id<decltype(Cursor::id)>("cursorId"))
    page.after = Cursor{*id, query.maybe_number("cursorLikes")};
  return page;
}

} // namespace baro
