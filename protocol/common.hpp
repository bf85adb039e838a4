#pragma once

#include "protocol/describe.hpp"
#include "protocol/ids.hpp"
#include "protocol/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baro {

enum class Role : std::uint8_t { BUYER, STORE_OWNER, ADMIN };
BOOST_DESCRIBE_ENUM(Role, BUYER, STORE_OWNER, ADMIN)

/// Who asks. Made by the edge from the session, never from what a client sent.
struct Caller {
  UserId user;
  Role role = Role::BUYER;

  bool is_admin() const { return role == Role::ADMIN; }
};
BOOST_DESCRIBE_STRUCT(Caller, (), (user, role))

/// One Idempotency-Key, one effect (IETF draft-ietf-httpapi-idempotency-key-header).
struct Idempotency {
  std::string key;         // as the client chose it
  std::string fingerprint; // of method, path and body: another request with this key is refused
};
BOOST_DESCRIBE_STRUCT(Idempotency, (), (key, fingerprint))

/// What is stored in the same commit as the effect, so that a repeat gets the first answer again.
struct IdempotencyRecord {
  UserId user;
  Idempotency idempotency;
  std::string answer; // the view that was answered, by to_wire()
};
BOOST_DESCRIBE_STRUCT(IdempotencyRecord, (), (user, idempotency, answer))

/// A view, and whether it is a stored answer given once more.
template <class View>
struct Answer {
  View view;
  bool replayed = false;
  BOOST_DESCRIBE_CLASS(Answer, (), (view, replayed), (), ())
};

/// Where a page ends: the next one starts behind it.
struct Cursor {
  Id<struct AnyTag> id;
  std::optional<std::int64_t> likes; // where the list is ordered by likes first
};
BOOST_DESCRIBE_STRUCT(Cursor, (), (id, likes))

/// One page of a list.
template <class Row>
struct Slice {
  std::vector<Row> content;
  bool has_next = false;
  std::optional<Cursor> next_cursor;
  BOOST_DESCRIBE_CLASS(Slice, (), (content, has_next, next_cursor), (), ())
};

inline constexpr std::int32_t page_size_max = 100;

/// Which page is wanted. The edge has checked the limits.
struct Page {
  std::optional<Cursor> after;
  std::int32_t size = 0; // 1..page_size_max
};
BOOST_DESCRIBE_STRUCT(Page, (), (after, size))

/// JSON leaves out what these structs do not have; elsewhere it shows as null.
template <class T>
inline constexpr bool omits_absent = false;
template <>
inline constexpr bool omits_absent<Cursor> = true;

} // namespace baro
