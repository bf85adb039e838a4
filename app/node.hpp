#pragma once

#include "app/settings.hpp"
#include "net/services.hpp"
#include "persistence/cluster_join.hpp"

#include <prometheus/collectable.h>
#include <prometheus/registry.h>

#include <chrono>
#include <functional>
#include <memory>

namespace baro {

/// What a node tells the process that it is in, once and from other threads.
struct NodeCalls {
  std::function<void()> evicted;        // the cluster goes on without it
  std::function<void()> asked_to_leave; // by an admin
};

/// A node without its edge: the actor system and everything that lives in it, wired together.
class Node {
public:
  /// Throws std::runtime_error when the cluster port cannot be listened on.
  Node(const Settings& settings, const Joined& joined, prometheus::Registry& registry,
       NodeCalls calls);

  /// Ends all actors, and gives the lease back. What was acknowledged is on disk; whatever still
  /// waits for a verdict gets none, as in a crash.
  ~Node();

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// What the edge talks to.
  Services services();

  /// Whether shoppers should come here. From any thread.
  bool is_serving() const;

  /// What it knows of itself beside what is in the registry.
  const prometheus::Collectable& metrics() const;

  /// Lets other nodes take over what this one owns. Returns when they have, or when there are
  /// none, or after `longest`. It goes on answering meanwhile.
  void leave(std::chrono::milliseconds longest);

  /// Waits until what other nodes have asked is answered, at most for so long.
  void finish_answers(std::chrono::milliseconds longest);

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace baro
