#include "persistence/audit.hpp"

#include "persistence/audit_checks.hpp"

namespace baro {

namespace {

constexpr const char* begin_sql = R"sql(
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL statement_timeout = 0;
  SET LOCAL work_mem = '128MB';
)sql";

PgResult<AuditViolation> describe(PgConnection& connection, const AuditFinding& finding,
                                  std::int64_t id) {
  auto rows = connection.execute(finding.rows_sql, PgParams{}.add(id));
  if (!rows)
    return rows.error();
  AuditViolation violation;
  violation.what
    = std::string{finding.subject} + ' ' + std::to_string(id) + ' ' + finding.what + '.';
  for (const auto row : *rows)
    violation.rows.emplace_back(row.text(0));
  return violation;
}

/// Runs one check. Its first violation goes into `report`, its answer is returned for the summary.
PgResult<PgRows> run(PgConnection& connection, const AuditCheck& check, AuditReport& report) {
  auto answer = connection.execute(check.sql);
  if (!answer)
    return answer;
  for (const auto& finding : check.findings) {
    const auto row = (*answer)[0];
    if (report.violation || row.is_null(finding.column))
      continue;
    auto violation = describe(connection, finding, row.number(finding.column));
    if (!violation)
      return violation.error();
    report.violation = *std::move(violation);
  }
  return answer;
}

PgResult<AuditReport> run_all(PgConnection& connection) {
  AuditReport report;
  auto& summary = report.summary;
  const auto stock = run(connection, stock_check, report);
  if (!stock)
    return stock.error();
  const auto units = (*stock)[0];
  summary.skus = units.number(0);
  summary.received = units.number(1);
  summary.adjusted = units.number(2);
  summary.sold = units.number(3);
  summary.returned = units.number(4);
  summary.on_hand = units.number(5);
  summary.promised = units.number(10);

  const auto orders = run(connection, order_check, report);
  if (!orders)
    return orders.error();
  summary.orders = (*orders)[0].number(0);
  summary.lines = (*orders)[0].number(1);

  for (const auto* check : {&cancellation_check, &return_check, &coupon_check, &reference_check,
                            &catalogue_check, &drop_check})
    if (const auto answer = run(connection, *check, report); !answer)
      return answer.error();

  const auto money = run(connection, money_check, report);
  if (!money)
    return money.error();
  summary.charged = (*money)[0].number(3);
  summary.refunded = (*money)[0].number(4);
  return report;
}

} // namespace

PgResult<AuditReport> audit(PgConnection& connection) {
  if (auto begun = connection.execute_script(begin_sql); !begun)
    return begun.error();
  auto report = run_all(connection);
  // Nothing was written, so how the transaction ends does not matter; only that it does.
  if (auto ended = connection.execute_script("ROLLBACK"); report && !ended)
    return ended.error();
  return report;
}

} // namespace baro
