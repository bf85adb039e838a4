#include "persistence/pg_cart_repository.hpp"

#include "persistence/pg_batch.hpp"

#include <map>
#include <unordered_map>

namespace baro {

namespace {

// The fence: from here to the commit nobody activates these carts.
// Rows are locked in the order of their keys, so that two transactions never wait for each other.
constexpr const char* lock_carts_sql = R"sql(
  SELECT user_id, epoch, version FROM carts
   WHERE user_id = ANY ($1::bigint[])
   ORDER BY user_id FOR NO KEY UPDATE
)sql";

constexpr const char* update_carts_sql = R"sql(
  UPDATE carts c SET version = changed.version
    FROM unnest($1::bigint[], $2::bigint[]) AS changed (user_id, version)
   WHERE c.user_id = changed.user_id
)sql";

constexpr const char* delete_lines_sql = R"sql(
  DELETE FROM cart_lines l
   USING unnest($1::bigint[], $2::bigint[]) AS gone (user_id, sku_id)
   WHERE l.user_id = gone.user_id AND l.sku_id = gone.sku_id
)sql";

constexpr const char* upsert_lines_sql = R"sql(
  INSERT INTO cart_lines (user_id, sku_id, item_id, quantity, updated_at)
  SELECT user_id, sku_id, item_id, quantity, 'epoch'::timestamptz + at * interval '1 microsecond'
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::integer[], $5::bigint[])
      AS line (user_id, sku_id, item_id, quantity, at)
  ON CONFLICT (user_id, sku_id) DO UPDATE
    SET item_id = excluded.item_id, quantity = excluded.quantity, updated_at = excluded.updated_at
)sql";

// Under the same epoch only that batch can have brought the cart to that version. Under a newer one
// somebody else may have, so such a cart does not tell.
constexpr const char* find_changes_sql = R"sql(
  SELECT c.version >= change.version
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS change (user_id, epoch, version)
    JOIN carts c USING (user_id, epoch)
   LIMIT 1
)sql";

/// Where a cart stands.
struct CartPosition {
  Epoch epoch = 0;
  std::int64_t version = 0;
};
using CartPositions = std::map<UserId, CartPosition>;

struct LineChange {
  CartLine line;
  Timestamp at;
};

/// A batch, the last change of each line only.
using LineChanges = std::map<std::pair<UserId, SkuId>, LineChange>;

PgStatement lock_carts(std::span<const CommitCart> batch) {
  return {lock_carts_sql,
          PgParams{}.add_array(batch, [](auto& commit) { return commit.change.user; })};
}

/// Changes that do not follow from where their carts stand. The others move the carts on.
std::vector<CartRefusal> refuse_fenced(std::span<const CommitCart> batch,
                                       CartPositions& positions) {
  std::vector<CartRefusal> refusals;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& change = batch[i].change;
    const auto cart = positions.find(change.user);
    if (cart != positions.end() && cart->second.epoch == change.epoch
        && cart->second.version + 1 == change.version)
      ++cart->second.version;
    else
      refusals.emplace_back(i, Error{Errc::fenced, "the cart was activated or changed elsewhere"});
  }
  return refusals;
}

std::vector<PgStatement> write_statements(std::span<const CommitCart> batch,
                                          const CartPositions& positions) {
  LineChanges changes;
  for (const auto& [change, idempotency] : batch)
    for (const auto& line : change.lines)
      changes.insert_or_assign({change.user, line.sku}, LineChange{line, change.changed_at});
  LineChanges gone;
  for (auto it = changes.begin(); it != changes.end();) {
    const auto next = std::next(it);
    if (it->second.line.quantity == 0)
      gone.insert(changes.extract(it));
    it = next;
  }
  auto user = [](auto& change) { return change.first.first; };
  auto sku = [](auto& change) { return change.first.second; };
  return {
    {update_carts_sql, PgParams{}
                         .add_array(positions, [](auto& cart) { return cart.first; })
                         .add_array(positions, [](auto& cart) { return cart.second.version; })},
    {delete_lines_sql, PgParams{}.add_array(gone, user).add_array(gone, sku)},
    {upsert_lines_sql,
     PgParams{}
       .add_array(changes, user)
       .add_array(changes, sku)
       .add_array(changes, [](auto& change) { return change.second.line.item; })
       .add_array(changes, [](auto& change) { return std::int64_t{change.second.line.quantity}; })
       .add_array(changes, [](auto& change) { return change.second.at.micros; })},
    {commit_sql, {}},
  };
}

} // namespace

// Round trip 1 claims: the keys are new, the carts are still ours. Round trip 2 writes down and
// commits.
CartOutcome PgCartRepository::commit(std::span<const CommitCart> batch) {
  auto opened = session_.connection();
  if (!opened)
    return {CartOutcome::Kind::offline, {}, to_error(opened.error())};
  PgConnection& connection = **opened;
  auto none
    = [&](const QueryError& why) { return none_of<CartOutcome>(session_, connection, why); };
  auto refused = [&](std::vector<CartRefusal> refusals) -> CartOutcome {
    roll_back(session_, connection);
    return {CartOutcome::Kind::refused, std::move(refusals), {}};
  };

  std::vector<PgStatement> claims{{begin_sql, {}}, lock_carts(batch)};
  const auto keyed = keyed_facts(batch);
  if (!keyed.empty())
    claims.insert(claims.begin() + 1, claim_keys(records_of(batch, keyed)));
  auto claimed = connection.execute_all(claims);
  if (!claimed)
    return none(QueryError{claimed.error()});
  if (!keyed.empty()) {
    const ClaimedKeys ours{(*claimed)[1]};
    auto taken = keyed;
    std::erase_if(taken, [&](auto index) { return ours.contains(*batch[index].idempotency); });
    auto repeats = refuse_repeats<CommitCart, CartCommitted>(connection, batch, taken);
    if (!repeats)
      return none(repeats.error());
    if (!repeats->empty())
      return refused(*std::move(repeats));
  }
  CartPositions positions;
  for (const auto row : claimed->back())
    positions[row.id<UserId>(0)] = {row.number(1), row.number(2)};
  if (auto fenced = refuse_fenced(batch, positions); !fenced.empty())
    return refused(std::move(fenced));

  auto written = connection.execute_all(write_statements(batch, positions));
  if (!written && written.error().connection_lost) {
    lost_backend_ = connection.application_name();
    session_.drop();
    return {CartOutcome::Kind::unknown, {}, to_error(written.error())};
  }
  // Otherwise COMMIT was skipped with everything else behind the statement that failed.
  if (!written)
    return none(QueryError{written.error()});
  return {};
}

Result<bool> PgCartRepository::was_committed(std::span<const CommitCart> batch) {
  PgParams changes;
  changes.add_array(batch, [](auto& commit) { return commit.change.user; })
    .add_array(batch, [](auto& commit) { return commit.change.epoch; })
    .add_array(batch, [](auto& commit) { return commit.change.version; });
  auto rows = look_after(session_, lost_backend_, {find_changes_sql, std::move(changes)});
  if (!rows)
    return std::move(rows).error();
  if (rows->empty())
    return Error{Errc::deadline_passed, "the carts have been activated elsewhere meanwhile"};
  return (*rows)[0].boolean(0);
}

} // namespace baro
