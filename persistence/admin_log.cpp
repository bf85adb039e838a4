#include "persistence/admin_log.hpp"

namespace baro {

namespace {

constexpr const char* insert_change_sql = R"sql(
  INSERT INTO admin_changes (admin_id, action, target_kind, target_id, before, after)
  SELECT $1::bigint, $2::text, $3::text, $4::bigint,
         jsonb_strip_nulls(jsonb_object($5::text[], $6::text[])),
         jsonb_strip_nulls(jsonb_object($5::text[], $7::text[]))
   WHERE cardinality($5::text[]) > 0
)sql";

} // namespace

PgStatement log_of(const AdminChange& change) {
  auto fields = change.fields;
  std::erase_if(fields, [](const ChangedField& field) { return field.before == field.after; });
  return {insert_change_sql, PgParams{}
                               .add(change.admin)
                               .add(name_of(change.action))
                               .add(name_of(change.target_kind))
                               .add(change.target_id)
                               .add_array(fields, [](auto& field) { return field.name; })
                               .add_array(fields, [](auto& field) { return field.before; })
                               .add_array(fields, [](auto& field) { return field.after; })};
}

} // namespace baro
