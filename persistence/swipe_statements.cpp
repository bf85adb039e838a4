#include "persistence/swipe_statements.hpp"

#include <map>
#include <utility>

namespace baro {

namespace {

// One statement, so one transaction. What a swipe changes about the likes of its look follows from
// the row that it replaces, read under that row's lock: however often it is repeated, and whoever
// else swipes for the same user, the counts are those of the rows. First all swipes are locked,
// then all looks, both in the order of their keys, so that two batches never wait for each other.
constexpr const char* commit_sql = R"sql(
  WITH wish AS MATERIALIZED (
    SELECT user_id, look_id, reaction, at
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[])
             AS w (user_id, look_id, reaction, at)
      JOIN looks USING (look_id)
  ), swiped AS (
    INSERT INTO swipes (user_id, look_id, reaction, swiped_at)
    SELECT user_id, look_id, reaction, 'epoch'::timestamptz + at * interval '1 microsecond'
      FROM wish WHERE reaction IS NOT NULL ORDER BY user_id, look_id
    ON CONFLICT (user_id, look_id) DO UPDATE
      SET previous = swipes.reaction, reaction = excluded.reaction, swiped_at = excluded.swiped_at
    RETURNING look_id, (reaction = 'LIKE')::integer
                         - coalesce(previous = 'LIKE', false)::integer AS likes
  ), undone AS (
    DELETE FROM swipes s USING wish
     WHERE wish.reaction IS NULL AND s.user_id = wish.user_id AND s.look_id = wish.look_id
    RETURNING s.look_id, -(s.reaction = 'LIKE')::integer AS likes
  ), change AS (
    SELECT look_id, sum(likes) AS likes
      FROM (SELECT * FROM swiped UNION ALL SELECT * FROM undone) one
     GROUP BY look_id
    HAVING sum(likes) <> 0
  ), locked AS (
    SELECT look_id, likes FROM looks JOIN change USING (look_id)
     ORDER BY look_id FOR NO KEY UPDATE OF looks
  ), counted AS (
    UPDATE looks l SET likes_count = l.likes_count + locked.likes
      FROM locked WHERE l.look_id = locked.look_id
  )
  SELECT DISTINCT look_id FROM wish
)sql";

constexpr const char* reset_sql = R"sql(
  WITH undone AS (
    DELETE FROM swipes WHERE user_id = $1 AND ($2::text IS NULL OR reaction = $2)
    RETURNING look_id, reaction
  ), locked AS (
    SELECT look_id FROM looks JOIN undone USING (look_id)
     WHERE reaction = 'LIKE'
     ORDER BY look_id FOR NO KEY UPDATE OF looks
  )
  UPDATE looks l SET likes_count = l.likes_count - 1
    FROM locked WHERE l.look_id = locked.look_id
  RETURNING l.look_id
)sql";

std::optional<std::string> name_of(std::optional<Reaction> reaction) {
  if (!reaction)
    return std::nullopt;
  return std::string{baro::name_of(*reaction)};
}

} // namespace

PgStatement commit_swipes(std::span<const CommitSwipes> commits) {
  std::map<std::pair<UserId, LookId>, const SwipeChange*> wishes;
  for (const auto& commit : commits)
    for (const auto& change : commit.changes)
      wishes[{commit.user, change.look}] = &change;
  return {commit_sql,
          PgParams{}
            .add_array(wishes, [](auto& wish) { return wish.first.first; })
            .add_array(wishes, [](auto& wish) { return wish.first.second; })
            .add_array(wishes, [](auto& wish) { return name_of(wish.second->reaction); })
            .add_array(wishes, [](auto& wish) { return wish.second->at.micros; })};
}

PgStatement reset_swipes(const ResetSwipes& reset) {
  return {reset_sql, PgParams{}.add(reset.user).add(name_of(reset.reaction))};
}

} // namespace baro
