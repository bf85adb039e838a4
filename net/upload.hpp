#pragma once

#include "net/async.hpp"
#include "net/problem.hpp"

#include <string_view>

namespace baro {

/// The body of a request that is taken as it arrives, and never whole in memory: the client can
/// send no faster than it is taken.
class Upload {
public:
  virtual ~Upload() = default;

  /// The next bytes, which show until the one after them is asked for. Empty: that was all. Errors:
  /// body_too_large, request_timeout (the client is too slow), deadline_passed, invalid_request (it
  /// is broken off, or no HTTP).
  virtual Task<Result<std::string_view, Refusal>> next(Deadline deadline) = 0;
};

} // namespace baro
