#pragma once
#include "protocol/common.hpp"
namespace baro {
enum class Reaction : std::uint8_t { LIKE, DISLIKE };
BOOST_DESCRIBE_ENUM(Reaction, LIKE, DISLIKE)
} // namespace baro
