#pragma once

#include "tests/simulation/world.hpp"

#include <caf/actor.hpp>

#include <utility>

namespace baro::sim {

struct NetworkChances {
  PerMille lost = 0;
  PerMille slow = 0; // and all behind it in the same connection
  Span delay_max{2'000};
};

/// A connection between two nodes. To the PEER LINK on its side, each end is the other node's link:
/// what is said to it comes to the other side after a while, or never. In order and once, since TCP
/// sees to that: what overtakes each other goes different ways, and what is doubled are requests.
/// Lasts until both ends are told to exit.
struct Cable {
  caf::actor one_end;
  caf::actor other_end;
};

Cable lay_cable(World& world, const NetworkChances& chances, const caf::actor& one_link,
                const caf::actor& other_link);

} // namespace baro::sim
