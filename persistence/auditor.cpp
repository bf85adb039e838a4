#include "persistence/auditor.hpp"

#include "monitoring/audit_metrics.hpp"
#include "monitoring/log.hpp"
#include "persistence/audit.hpp"

#include <algorithm>

namespace baro {

namespace {

// Any number will do that nothing else locks: this one spells "audi".
constexpr const char* lock_sql = "SELECT pg_try_advisory_lock(x'61756469'::bigint)";

PgConfig with_patience(PgConfig pg, std::chrono::milliseconds longest) {
  pg.statement_wait_max = longest;
  return pg;
}

double seconds_since_epoch() {
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  return now.count();
}

void show(const AuditSummary& summary, AuditMetrics& metrics) {
  metrics.received.Set(static_cast<double>(summary.received));
  metrics.adjusted.Set(static_cast<double>(summary.adjusted));
  metrics.promised.Set(static_cast<double>(summary.promised));
  metrics.sold.Set(static_cast<double>(summary.sold));
  metrics.returned.Set(static_cast<double>(summary.returned));
  metrics.on_hand.Set(static_cast<double>(summary.on_hand));
}

} // namespace

AuditorState::AuditorState(AuditorActor::pointer self, AuditorConfig config, AuditMetrics& metrics)
  : self_(self),
    config_(std::move(config)),
    metrics_(metrics),
    session_(with_patience(config_.pg, config_.audit_wait_max), "auditor") {}

// Not at once: whoever starts has other things to do.
AuditorActor::behavior_type AuditorState::make_behavior() {
  self_->delayed_send(self_, config_.interval, look_atom_v);
  return {
    [this](look_atom) { self_->delayed_send(self_, look(), look_atom_v); },
  };
}

std::chrono::milliseconds AuditorState::look() {
  const auto opened = session_.connection();
  if (!opened)
    return config_.standby_interval;
  auto& connection = **opened;
  const auto mine = is_mine(connection);
  if (!mine && mine.error().connection_lost)
    session_.drop();
  if (!mine || !*mine)
    return config_.standby_interval;
  const auto began = std::chrono::steady_clock::now();
  carry_out(connection);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  metrics_.seconds.Set(took.count() / 1'000);
  return std::max(config_.interval, std::chrono::duration_cast<std::chrono::milliseconds>(
                                      config_.pause_factor * took));
}

PgResult<bool> AuditorState::is_mine(PgConnection& connection) {
  if (locked_by_ == connection.application_name())
    return true;
  // Whoever audits now may find that all is well: what this node has found is of the past.
  metrics_.violations.Set(0);
  auto locked = connection.execute(lock_sql);
  if (!locked)
    return locked.error();
  if (!(*locked)[0].boolean(0))
    return false;
  locked_by_ = connection.application_name();
  log_info("audits");
  return true;
}

void AuditorState::carry_out(PgConnection& connection) {
  const auto report = audit(connection);
  if (!report) {
    metrics_.failed.Increment();
    log_warning("audit_failed", {{"reason", report.error().message}});
    session_.drop(); // and with it the lock: perhaps another node can
    return;
  }
  show(report->summary, metrics_);
  metrics_.ended_at.Set(seconds_since_epoch());
  metrics_.violations.Set(report->violation ? 1 : 0);
  (report->violation ? metrics_.violated : metrics_.passed).Increment();
  if (report->violation)
    log_error("audit_violated", {{"what", report->violation->what}});
}

} // namespace baro
