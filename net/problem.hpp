#pragma once

#include "net/response.hpp"
#include "net/validate.hpp"
#include "protocol/error.hpp"

#include <chrono>
#include <optional>

namespace baro {

enum class Language : std::uint8_t { korean, english };

/// Korean, unless English is asked for more.
Language language_of(std::string_view accept_language);

/// Why a request is not answered as asked.
struct Refusal {
  Error error{};
  std::string detail{}; // for clients, in place of the usual sentence
  unsigned status = 0;  // where HTTP has one of its own for this case; 0: that of the error's kind
  std::vector<FieldError> field_errors{};
  std::vector<Header> headers{};

  Refusal(Error why) : error(std::move(why)) {}
  Refusal(Errc why, std::string detail = {}) : error{why}, detail(std::move(detail)) {}
};

/// How long whoever is refused is asked to stay away, where nothing better is known.
inline constexpr std::chrono::seconds retry_after{1};

/// The one place where our errors become HTTP.
unsigned status_of(ErrorKind kind);

/// A refusal as RFC 9457 problem details. Of Error, only the code, the shortages and what is
/// missing are shown.
Response problem(const Refusal& refusal, std::string_view path, std::string_view request_id,
                 Language language);

} // namespace baro
