#pragma once

#include "protocol/cluster.hpp"

#include <span>
#include <vector>

namespace baro {

/// Whom the coordinator removes, so that all who are left reach each other: a node that holds its
/// lease, and that others cannot reach, keeps what it owns from their customers. Of the members
/// that serve or leave, the one with the most broken connections goes first, and the newest of
/// those with as many. It may come back once it is connected with all others.
std::vector<Incarnation> find_cut_off(std::span<const Member> members);

} // namespace baro
