#pragma once

#include "protocol/cluster.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace baro {

/// Which rows of the map the coordinator changes next, so that in the end every shard has an owner
/// that serves, no member has two shards more than another, and as few shards as possible moved.
/// - A shard whose owner is gone gets its new one at once.
/// - Any other is moved by its owner: it gets a next owner. At most `moves_max` do so at a time.
/// `members` are ordered by incarnation, as are all answers that depend on their order. The epochs
/// in the answer are those of `map`.
std::vector<ShardRow> plan_placement(std::span<const ShardRow> map, std::span<const Member> members,
                                     std::size_t moves_max);

} // namespace baro
