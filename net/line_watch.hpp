#pragma once

#include "net/gateway.hpp"
#include "protocol/directory.hpp"

#include <string>
#include <vector>

namespace baro {

/// Somebody's places in the lines of some drops, as their stream of events tells them: first as
/// they are, and then when they change, once a second at most.
class LineWatch {
public:
  LineWatch(UserId user, const std::vector<ProductId>& drops);

  /// The lines of what has changed since this was asked last; none within a second of that. A line
  /// in which they do not stand, or that cannot be asked now, says nothing.
  Task<std::string> news(Gateway& gateway, const Directory& directory);

private:
  struct Watched {
    ProductId drop;
    PlaceView told{}; // position 0: nothing yet
  };

  UserId user_;
  std::vector<Watched> watched_;
  Deadline next_look_{};
};

} // namespace baro
