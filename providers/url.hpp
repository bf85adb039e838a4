#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baro {

/// Whether we speak with this address: over TLS, or within this machine.
bool is_callable(const std::string& url);

/// Whether it is within this machine.
bool is_loopback_url(const std::string& url);

/// The Host header of a call to it: with the port, unless it is the scheme's own.
std::string host_of(const std::string& url);

using FormFields = std::vector<std::pair<std::string_view, std::string_view>>;

/// application/x-www-form-urlencoded.
std::string form_of(const FormFields& fields);

/// One value, encoded as in a form.
std::string form_encoded(std::string_view text);

} // namespace baro
