#include "persistence/stock_queries.hpp"

#include "persistence/columns.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* owner_sql = R"sql(
  SELECT owner_id FROM offers WHERE sku_id = $1
)sql";

// Each half is cut to the page by itself, so that the history of a hot SKU is never sorted.
constexpr const char* ledger_sql = R"sql(
  (SELECT ledger_seq, delta, reason, order_id, note,
          (extract(epoch FROM moved_at) * 1000000)::bigint, balance
     FROM stock_movements
    WHERE sku_id = $1 AND ledger_seq < $2
    ORDER BY ledger_seq DESC
    LIMIT $3)
  UNION ALL
  (SELECT ledger_seq, -quantity, 'SALE', order_id, NULL,
          (extract(epoch FROM ordered_at) * 1000000)::bigint, balance
     FROM order_lines JOIN orders USING (order_id)
    WHERE sku_id = $1 AND ledger_seq < $2
    ORDER BY ledger_seq DESC
    LIMIT $3)
  ORDER BY ledger_seq DESC
  LIMIT $3
)sql";

constexpr const char* levels_sql
  = "SELECT sku_id, on_hand FROM inventory WHERE sku_id = ANY ($1::bigint[])";

constexpr const char* answers_sql = R"sql(
  SELECT question.n, k.fingerprint, k.answer
    FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS question (user_id, key, n)
    JOIN idempotency_keys k USING (user_id, key)
)sql";

struct Entry {
  std::int64_t seq;
  LedgerEntryView view;
};

Entry entry_of(PgRow row) {
  LedgerEntryView view;
  view.delta = row.number(1);
  view.reason = row.text(2);
  if (!row.is_null(3))
    view.order_id = row.id<OrderId>(3);
  view.note = row.optional_text(4);
  view.at = timestamp_of(row, 5);
  view.balance = row.number(6);
  return {row.number(0), std::move(view)};
}

} // namespace

Found<Slice<LedgerEntryView>> answer(PgConnection& connection, const ListLedger& question) {
  const auto& page = question.page;
  const std::array statements{
    PgStatement{owner_sql, PgParams{}.add(question.sku)},
    PgStatement{ledger_sql,
                PgParams{}.add(question.sku).add(id_before(page)).add(std::int64_t{page.size + 1})},
  };
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  const auto& owner = (*answers)[0];
  if (owner.empty())
    return QueryError{Errc::not_found, "sku " + std::to_string(question.sku.value)};
  if (owner[0].id<UserId>(0) != question.caller.user && !question.caller.is_admin())
    return QueryError{Errc::not_allowed};
  std::vector<Entry> entries;
  for (const auto row : (*answers)[1])
    entries.push_back(entry_of(row));
  auto slice = slice_of(std::move(entries), page, [](const Entry& last) {
    return Cursor{{last.seq}, {}};
  });
  Slice<LedgerEntryView> views{{}, slice.has_next, slice.next_cursor};
  for (auto& entry : slice.content)
    views.content.push_back(std::move(entry.view));
  return views;
}

Found<StockLevels> answer(PgConnection& connection, const FindStockLevels& question) {
  auto rows = connection.execute(levels_sql, PgParams{}.add_array(question.skus));
  if (!rows)
    return QueryError{rows.error()};
  StockLevels levels;
  for (const auto row : *rows)
    levels.all.push_back({row.id<SkuId>(0), row.number(1)});
  return levels;
}

Found<std::vector<Result<StoredAnswer>>> answer_all(PgConnection& connection,
                                                    const std::vector<FindAnswer>& questions) {
  PgParams params;
  params.add_array(questions, [](auto& q) { return q.user; }).add_array(questions, [](auto& q) {
    return std::string_view{q.idempotency.key};
  });
  auto rows = connection.execute(answers_sql, params);
  if (!rows)
    return QueryError{rows.error()};
  std::vector<Result<StoredAnswer>> answers(questions.size(), Error{Errc::not_found});
  for (const auto row : *rows) {
    const auto index = static_cast<std::size_t>(row.number(0)) - 1;
    if (row.bytes(1) == questions[index].idempotency.fingerprint)
      answers[index] = StoredAnswer{row.bytes(2)};
    else
      answers[index] = Error{Errc::idempotency_key_reused};
  }
  return answers;
}

} // namespace baro
