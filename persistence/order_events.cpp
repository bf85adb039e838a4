#include "persistence/order_events.hpp"

namespace baro {

namespace {

constexpr const char* tell_changes_sql = R"sql(
  INSERT INTO outbox (changed)
  SELECT jsonb_agg(jsonb_build_object('orderId', order_id, 'sequence', version + 1,
                                      'type', lower(type), 'status', status, 'at', at))
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
      AS c (order_id, version, type, status, at)
)sql";

} // namespace

PgStatement tell_changes(const std::vector<const OrderChanged*>& steps) {
  return {tell_changes_sql, PgParams{}
                              .add_array(steps, [](auto* s) { return s->order; })
                              .add_array(steps, [](auto* s) { return s->version; })
                              .add_array(steps, [](auto* s) { return name_of(*s->event); })
                              .add_array(steps, [](auto* s) { return name_of(s->status); })
                              .add_array(steps, [](auto* s) { return s->at.micros; })};
}

} // namespace baro
