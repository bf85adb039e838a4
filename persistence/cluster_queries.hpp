#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/cluster_status.hpp"

namespace baro {

PgResult<ClusterStatus> read_cluster(PgConnection& connection);
PgResult<EntityPlace> find_place(PgConnection& connection, Address entity);

Found<ClusterStatus> answer(PgConnection& connection, const GetCluster& question);
Found<EntityPlace> answer(PgConnection& connection, const FindPlace& question);

} // namespace baro
