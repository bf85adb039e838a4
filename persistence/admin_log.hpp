#pragma once

#include "persistence/pg.hpp"
#include "protocol/admin.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace baro {

/// One field of what was changed. Never a secret: it is kept, and shown to every admin.
struct ChangedField {
  std::string_view name; // as JSON has it
  std::optional<std::string> before;
  std::optional<std::string> after;
};

struct AdminChange {
  std::optional<UserId> admin; // none: an operator
  AdminAction action;
  AdminTarget target_kind;
  std::int64_t target_id;
  std::vector<ChangedField> fields; // those that stayed as they were are left out of the log
};

/// Several ids or texts, as one field of the log.
template <class Tag>
std::string list_of(const std::vector<Id<Tag>>& ids) {
  std::vector<std::int64_t> numbers;
  for (const auto id : ids)
    numbers.push_back(id.value);
  return fmt::format("{}", fmt::join(numbers, " "));
}

inline std::string list_of(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, " "));
}

/// Writes down what an admin changes, if that is anything. To be run in the transaction of the
/// change.
PgStatement log_of(const AdminChange& change);

} // namespace baro
