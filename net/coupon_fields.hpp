#pragma once

#include "net/field.hpp"

namespace baro::coupon_field {

/// In small letters or capitals: kept, and looked for, in capitals.
constexpr Field code(std::string_view name) { return field::code(name, 3, 40); }

} // namespace baro::coupon_field
