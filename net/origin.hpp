#pragma once

#include "net/config.hpp"
#include "net/request.hpp"
#include "net/response.hpp"

namespace baro {

/// Which sites may do what: the answer to CSRF and CORS.
class OriginPolicy {
public:
  explicit OriginPolicy(const NetConfig& config) : config_(config) {}

  /// Whether a request that changes state was sent by a page of ours, of an allowed origin, or by
  /// no browser at all.
  bool may_change_state(const Request& request) const;

  /// Lets a page of an allowed origin read this response.
  void share(const Request& request, Response& response) const;

  /// Tells a page of an allowed origin what it may send.
  void permit(const Request& request, std::string_view methods, Response& response) const;

private:
  bool is_allowed(std::string_view origin) const;
  bool is_own(std::string_view origin, std::string_view host) const;

  const NetConfig& config_;
};

} // namespace baro
