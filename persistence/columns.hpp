#pragma once

#include "persistence/pg.hpp"
#include "protocol/common.hpp"

#include <cassert>
#include <limits>
#include <unordered_map>

namespace baro {

/// The enumerator that a column names. The schema's checks let no other text in.
template <DescribedEnum E>
E enum_of(PgRow row, int column) {
  E value{};
  [[maybe_unused]] const bool known = from_name(row.text(column), value);
  assert(known);
  return value;
}

/// A moment that was selected in microseconds.
inline Timestamp timestamp_of(PgRow row, int column) { return {row.number(column)}; }

inline std::optional<Timestamp> optional_timestamp_of(PgRow row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional{timestamp_of(row, column)};
}

/// Calls f(view, row) for each row whose id, in its first column, is among the views.
template <class IdType, class View, class F>
void for_each_part(std::unordered_map<IdType, View>& views, const PgRows& rows, F f) {
  for (const auto row : rows)
    if (const auto it = views.find(row.id<IdType>(0)); it != views.end())
      f(it->second, row);
}

/// Above every number in a list that is read downwards: where its first page starts.
inline constexpr std::int64_t list_top = std::numeric_limits<std::int64_t>::max();

inline std::int64_t id_before(const Page& page) {
  return page.after ? page.after->id.value : list_top;
}

/// A page of rows, of which one more was asked for than the page holds, to see whether there are
/// more.
template <class Row, class CursorOf>
Slice<Row> slice_of(std::vector<Row> rows, const Page& page, CursorOf cursor_of) {
  Slice<Row> slice;
  const auto size = static_cast<std::size_t>(page.size);
  slice.has_next = rows.size() > size;
  if (slice.has_next)
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(size), rows.end());
  if (!rows.empty())
    slice.next_cursor = cursor_of(rows.back());
  slice.content = std::move(rows);
  return slice;
}

} // namespace baro
