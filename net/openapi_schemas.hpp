#pragma once

#include "net/field.hpp"

#include <boost/json/object.hpp>

namespace baro {

/// What a request must look like, in the words of JSON Schema.
boost::json::object schema_of(const Field& field);
boost::json::object schema_of(const Schema& schema);

/// What every refusal looks like.
boost::json::object problem_schema();

} // namespace baro
