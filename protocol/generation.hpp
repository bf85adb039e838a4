#pragma once

#include "protocol/fitting.hpp"

namespace baro {

/// Draws somebody in other clothes. Errors: generation_refused (the generator does not want to draw
/// that), provider_unavailable.
struct GeneratePicture {
  Picture person;
  Picture clothing;
  std::int64_t wait_max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(GeneratePicture, (), (person, clothing, wait_max_ms))

} // namespace baro
