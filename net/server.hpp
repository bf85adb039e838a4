#pragma once

#include "net/config.hpp"
#include "net/services.hpp"

#include <prometheus/collectable.h>
#include <prometheus/registry.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace baro {

/// The HTTP edge: listens for shoppers on one port, and for operators on another.
/// To be used from one thread.
class Server {
public:
  /// `is_ready` is asked by /readyz, in the thread of the operations port, and so are
  /// `more_metrics`, which outlive it, by /metrics, which has the registry's, too.
  Server(
    NetConfig config, Services services, prometheus::Registry& registry,
    std::function<bool()> is_ready = [] { return true; },
    std::vector<const prometheus::Collectable*> more_metrics = {});

  /// Cuts off whatever still runs; drain() first.
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds both ports and serves from then on. Errors: unavailable; its detail names the port.
  Result<Done> start();

  std::uint16_t port() const;
  std::uint16_t ops_port() const;

  /// Is no longer ready, and tells clients not to come back over the same connection. Serves
  /// whoever comes all the same: a load balancer takes a while to notice.
  void announce_drain();

  /// Accepts no more connections, and lets running requests finish. Returns when the last one has
  /// gone, or after `longest`. The operations port is served until the end.
  void drain(std::chrono::milliseconds longest);

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace baro
