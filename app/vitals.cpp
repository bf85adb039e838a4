#include "app/vitals.hpp"

#include "protocol/describe.hpp"

#include <functional>
#include <map>
#include <string_view>

namespace baro {

namespace {

constexpr std::size_t hot_max = 10;

/// A time series as it is read: its labels and its value.
struct Reading {
  const std::vector<prometheus::ClientMetric::Label>& labels;
  double value = 0;

  std::int64_t count() const { return static_cast<std::int64_t>(value); }

  std::string_view label(std::string_view name) const {
    for (const auto& label : labels)
      if (label.name == name)
        return label.value;
    return {};
  }
};

QueueDepth& queue_of(NodeVitals& vitals, const Reading& reading) {
  const auto name = reading.label("queue");
  for (auto& queue : vitals.queues)
    if (queue.name == name)
      return queue;
  return vitals.queues.emplace_back(QueueDepth{std::string{name}});
}

AuditVerdict& audit_of(NodeVitals& vitals) {
  return vitals.audit ? *vitals.audit : vitals.audit.emplace();
}

using Note = void (*)(NodeVitals&, const Reading&);

// What becomes of each family that operators are shown.
const std::map<std::string_view, Note>& notes() {
  static const std::map<std::string_view, Note> all{
    {"baro_http_requests_total",
     [](NodeVitals& to, const Reading& of) {
       to.requests += of.count();
       if (of.label("status") == "5xx")
         to.failures += of.count();
     }},
    {"baro_http_shed_total", [](NodeVitals& to, const Reading& of) { to.shed += of.count(); }},
    {"baro_actor_dead_letters_total",
     [](NodeVitals& to, const Reading& of) { to.dead_letters = of.count(); }},
    {"process_cpu_seconds_total",
     [](NodeVitals& to, const Reading& of) { to.cpu_seconds = of.value; }},
    {"process_resident_memory_bytes",
     [](NodeVitals& to, const Reading& of) { to.memory_bytes = of.count(); }},
    {"baro_http_connections",
     [](NodeVitals& to, const Reading& of) { to.connections = of.count(); }},
    {"baro_http_requests_in_flight",
     [](NodeVitals& to, const Reading& of) { to.requests_in_flight = of.count(); }},
    {"baro_event_streams",
     [](NodeVitals& to, const Reading& of) { to.event_streams = of.count(); }},
    {"baro_outbox_rows", [](NodeVitals& to, const Reading& of) { to.outbox_rows = of.count(); }},
    {"baro_outbox_oldest_seconds",
     [](NodeVitals& to, const Reading& of) { to.outbox_seconds = of.value; }},
    {"baro_webhook_deliveries_waiting",
     [](NodeVitals& to, const Reading& of) { to.deliveries_waiting = of.count(); }},
    {"baro_queue_requests",
     [](NodeVitals& to, const Reading& of) { queue_of(to, of).waiting = of.count(); }},
    {"baro_queue_workers_busy",
     [](NodeVitals& to, const Reading& of) { queue_of(to, of).busy = of.count(); }},
    {"baro_entities_awake",
     [](NodeVitals& to, const Reading& of) {
       AwakeEntities entities{.kind = {}, .awake = of.count()};
       if (from_name(of.label("kind"), entities.kind))
         to.entities.push_back(entities);
     }},
    {"baro_audit_violations",
     [](NodeVitals& to, const Reading& of) { audit_of(to).violated = of.value != 0; }},
    {"baro_audit_timestamp_seconds",
     [](NodeVitals& to, const Reading& of) {
       audit_of(to).ended_at.micros = static_cast<std::int64_t>(of.value * 1e6);
     }},
  };
  return all;
}

} // namespace

NodeVitals Vitals::read() {
  NodeVitals vitals;
  vitals.at = now();
  for (const auto* source : sources_)
    for (const auto& family : source->Collect())
      if (const auto note = notes().find(family.name); note != notes().end())
        for (const auto& metric : family.metric)
          note->second(vitals, {metric.label, family.type == prometheus::MetricType::Counter
                                                ? metric.counter.value
                                                : metric.gauge.value});
  if (vitals.audit && vitals.audit->ended_at == Timestamp{})
    vitals.audit.reset();
  vitals.hot = heat_.take(hot_max, std::chrono::steady_clock::now());
  return vitals;
}

} // namespace baro
