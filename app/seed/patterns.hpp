#pragma once

#include "app/seed/design.hpp"

#include <string>

namespace baro {

/// A <pattern> element called `name`, to be laid over cloth of `color`. Empty for Pattern::plain.
std::string pattern_definition(const std::string& name, Pattern pattern, Rgb color, Rgb accent);

} // namespace baro
