#pragma once

#include <string_view>

namespace baro {

/// The media type that a picture's first bytes show, whatever it is said to be. Empty: no picture
/// that we know.
inline std::string_view picture_type_of(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv))
    return "image/png";
  if (bytes.starts_with("\xff\xd8\xff"sv))
    return "image/jpeg";
  if (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv))
    return "image/webp";
  if (bytes.starts_with("<svg"sv) || bytes.starts_with("<?xml"sv))
    return "image/svg+xml";
  return {};
}

} // namespace baro
