#pragma once

#include "protocol/error.hpp"
#include "protocol/generation.hpp"
#include "protocol/http_call.hpp"

/// Google's Gemini API: what generateContent is asked, and what its answers mean.
namespace baro {

/// Without a url there is none.
struct GenerationConfig {
  std::string url; // https://generativelanguage.googleapis.com
  std::string model = "gemini-2.5-flash-image";
  std::string api_key;
  std::string prompt
    = "Dress the person in the first picture in the clothing of the second picture. Keep the "
      "person's face, body, pose and background as they are. Answer with one photorealistic "
      "picture.";
};

/// An answer has its picture in base64, and words beside it.
inline constexpr std::int64_t generation_answer_bytes_max = picture_bytes_max / 3 * 4 + (1 << 20);

HttpCall generation_call(const GenerationConfig& config, const GeneratePicture& command);

/// The picture, a PNG. Errors: generation_refused, provider_unavailable.
Result<Picture> read_generated(const HttpAnswer& answer);

/// Errors: invalid_request; its detail names the setting.
Result<Done> check(const GenerationConfig& config);

} // namespace baro
