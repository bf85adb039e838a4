#pragma once

#include "persistence/cluster_queries.hpp"
#include "protocol/address.hpp"
#include "protocol/error.hpp"
#include "protocol/result.hpp"

#include <string>

/// What `baroctl` says about the cluster.
namespace baro {

/// A table of nodes, and what is amiss or under way.
std::string describe_cluster(const ClusterStatus& cluster);

/// One sentence or two: in which shard the entity is, and where that is.
std::string describe_place(const EntityPlace& place);

/// `sku:123`. Errors: invalid_request, with what is expected.
Result<Address> parse_address(const std::string& text);

} // namespace baro
