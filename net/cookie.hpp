#pragma once

#include "net/config.hpp"
#include "protocol/identity.hpp"
#include "protocol/session.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace baro {

/// The session cookie: `<session id>.<secret in base64url>`.
/// It has no Max-Age: how long a session lives slides with its use, and only the session itself
/// keeps count.
class SessionCookie {
public:
  explicit SessionCookie(const NetConfig& config);

  /// What a Cookie header says. A cookie that is not of our making is like none.
  std::optional<ResolveSession> read(std::string_view cookie_header) const;

  /// Set-Cookie, for a new session.
  std::string set(const SignedIn& session) const;

  /// Set-Cookie, to forget it.
  std::string clear() const;

  std::string_view name() const { return name_; }

private:
  std::string name_;
  std::string attributes_;
};

} // namespace baro
