#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace baro {

/// What the audits of this node have found. Whoever has not audited says nothing but zero.
struct AuditMetrics {
  prometheus::Gauge& violations; // baro_audit_violations
  prometheus::Gauge& ended_at;   // baro_audit_timestamp_seconds
  prometheus::Gauge& seconds;    // baro_audit_duration_seconds
  prometheus::Counter& passed;   // baro_audits_total{outcome="passed"}
  prometheus::Counter& violated; // ...{outcome="violated"}
  prometheus::Counter& failed;   // ...{outcome="failed"}
  prometheus::Gauge& received;   // baro_audit_units{kind="received"}
  prometheus::Gauge& adjusted;   // ...
  prometheus::Gauge& promised;
  prometheus::Gauge& sold;
  prometheus::Gauge& returned;
  prometheus::Gauge& on_hand;

  explicit AuditMetrics(prometheus::Registry& registry)
    : AuditMetrics(
      registry,
      prometheus::BuildCounter()
        .Name("baro_audits_total")
        .Help("Audits of the whole database, by what came of them.")
        .Register(registry),
      prometheus::BuildGauge()
        .Name("baro_audit_units")
        .Help("Units of all SKUs in the last audit: received + adjusted + promised - sold + "
              "returned = on hand.")
        .Register(registry)) {}

private:
  using Counters = prometheus::Family<prometheus::Counter>;
  using Gauges = prometheus::Family<prometheus::Gauge>;

  static prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name,
                                  const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }

  AuditMetrics(prometheus::Registry& registry, Counters& audits, Gauges& units)
    : violations(gauge(registry, "baro_audit_violations",
                       "1 if the last audit found that something does not add up, else 0.")),
      ended_at(gauge(registry, "baro_audit_timestamp_seconds",
                     "When this node's last audit ended, since the epoch; 0: never.")),
      seconds(gauge(registry, "baro_audit_duration_seconds", "How long the last audit took.")),
      passed(audits.Add({{"outcome", "passed"}})),
      violated(audits.Add({{"outcome", "violated"}})),
      failed(audits.Add({{"outcome", "failed"}})), // it could not be carried out
      received(units.Add({{"kind", "received"}})),
      adjusted(units.Add({{"kind", "adjusted"}})),
      promised(units.Add({{"kind", "promised"}})),
      sold(units.Add({{"kind", "sold"}})),
      returned(units.Add({{"kind", "returned"}})),
      on_hand(units.Add({{"kind", "on_hand"}})) {}
};

} // namespace baro
