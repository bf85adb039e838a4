#include "persistence/swipe_queries.hpp"

#include "persistence/columns.hpp"

namespace baro {

namespace {

constexpr const char* load_sql = R"sql(
  SELECT look_id, reaction FROM swipes WHERE user_id = $1 ORDER BY swiped_at DESC, look_id DESC
)sql";

constexpr const char* liked_sql = R"sql(
  SELECT look_id, title, thumbnail_url FROM swipes JOIN looks USING (look_id)
   WHERE user_id = $1 AND reaction = 'LIKE' AND look_id < $2
   ORDER BY look_id DESC LIMIT $3
)sql";

} // namespace

Found<Swipes> answer(PgConnection& connection, const LoadSwipes& question) {
  auto rows = connection.execute(load_sql, PgParams{}.add(question.user));
  if (!rows)
    return QueryError{rows.error()};
  Swipes swipes;
  swipes.all.reserve(rows->size());
  for (const auto row : *rows)
    swipes.all.push_back({row.id<LookId>(0), enum_of<Reaction>(row, 1)});
  return swipes;
}

PgStatement statement_of(const ListLikedLooks& question) {
  return {liked_sql, PgParams{}
                       .add(question.user)
                       .add(id_before(question.page))
                       .add(std::int64_t{question.page.size} + 1)};
}

Found<Slice<LikedLook>> answer(PgConnection& connection, const ListLikedLooks& question) {
  const auto statement = statement_of(question);
  auto rows = connection.execute(statement.sql, statement.params);
  if (!rows)
    return QueryError{rows.error()};
  std::vector<LikedLook> looks;
  for (const auto row : *rows)
    looks.push_back({row.id<LookId>(0), std::string{row.text(1)}, std::string{row.text(2)}});
  return slice_of(std::move(looks), question.page, [](const LikedLook& last) {
    return Cursor{{last.look_id.value}, std::nullopt};
  });
}

} // namespace baro
