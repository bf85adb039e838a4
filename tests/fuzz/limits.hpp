#pragma once

#include "net/field.hpp"

#include <boost/json/object.hpp>

namespace baro::fuzz {

/// Fails unless values that have passed the checks of the edge are within every limit that their
/// schema declares. Looks at them in another way than the edge does.
void check_limits(const Schema& schema, const boost::json::object& values);

} // namespace baro::fuzz
