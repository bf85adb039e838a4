#pragma once

#include "net/field.hpp"
#include "protocol/error.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace baro {

/// What is wrong with one field. `rejected_value` is JSON, cut short; never a password.
struct FieldError {
  std::string field; // a path: `orderItems[0].quantity`
  std::string rejected_value;
  std::string reason;
};

/// How many wrong fields one answer lists.
inline constexpr std::size_t field_errors_max = 100;

/// Everything that is wrong with a request. Fields that the schema does not know are ignored; a
/// null is a field left out.
std::vector<FieldError> validate(const Schema& schema, const boost::json::object& values);

/// What whoever decides does not accept, though it is as the schema wants it.
FieldError not_accepted(const Schema& schema, const Error& why, const boost::json::object& values);

} // namespace baro
