#pragma once

#include "app/settings.hpp"
#include "net/services.hpp"

#include <prometheus/registry.h>

#include <chrono>
#include <memory>

namespace baro {

/// A node without its edge: the actor system and everything that lives in it, wired together.
class Node {
public:
  Node(const Settings& settings, prometheus::Registry& registry);

  /// Ends all actors. What was acknowledged is on disk; whatever still waits for a verdict gets
  /// none, as in a crash.
  ~Node();

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// What the edge talks to.
  Services services();

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace baro
