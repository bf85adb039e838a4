#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string_view>

namespace baro {

/// A value that is as a schema wants it, for the examples of the OpenAPI document. `name` is what
/// it is a value of; `components` are the schemas that can be referred to.
boost::json::value sample_of(std::string_view name, const boost::json::object& schema,
                             const boost::json::object& components);

} // namespace baro
