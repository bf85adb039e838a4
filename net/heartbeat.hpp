#pragma once

#include "net/route.hpp"

namespace baro {

/// What a stream does from time to time: it looks whether its session still is one, and says
/// something, so that neither end waits for one that is gone.
class Heartbeat {
public:
  explicit Heartbeat(const Call& call);

  bool is_due() const { return Clock::now() >= at_; }

  /// Whether the session goes on; while it cannot be asked, it is taken for one that does.
  Task<bool> beat();

private:
  const Services& services_;
  Gateway& gateway_;
  std::chrono::milliseconds pause_;
  UserId user_;
  SessionId session_;
  Deadline at_;
};

} // namespace baro
