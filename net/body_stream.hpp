#pragma once

#include "net/async.hpp"

#include <optional>
#include <string>

namespace baro {

/// A body that is written while it comes to be, and never whole in memory. It lives on when its
/// handler has ended, and ends with its connection.
class BodyStream {
public:
  virtual ~BodyStream() = default;

  /// The next piece; empty after a while without one, so that it is noticed when the client has
  /// gone. Nothing: that was all.
  virtual Task<std::optional<std::string>> next() = 0;
};

} // namespace baro
