#pragma once

#include "net/route.hpp"

#include <string>

namespace baro {

/// The OpenAPI 3.1 document of these routes.
std::string openapi(std::span<const Route* const> routes, std::string_view cookie_name);

} // namespace baro
