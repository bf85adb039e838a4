#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace baro {

/// How events get from the outbox to those who wait for them. Looked up once at start-up.
struct EventMetrics {
  prometheus::Counter& streamed;        // baro_events_streamed_total
  prometheus::Counter& stream_failures; // baro_events_stream_failures_total
  prometheus::Gauge& outbox_rows;       // baro_outbox_rows
  prometheus::Gauge& outbox_seconds;    // baro_outbox_oldest_seconds
  prometheus::Counter& delivered;       // baro_webhook_deliveries_total{outcome="delivered"}
  prometheus::Counter& refused;         // ...{outcome="refused"}
  prometheus::Counter& failed;          // ...{outcome="failed"}
  prometheus::Gauge& deliveries_due;    // baro_webhook_deliveries_waiting
  prometheus::Gauge& streams;           // baro_event_streams
  prometheus::Counter& cut;             // baro_event_streams_cut_total

  explicit EventMetrics(prometheus::Registry& registry)
    : EventMetrics(registry, prometheus::BuildCounter()
                               .Name("baro_webhook_deliveries_total")
                               .Help("Attempts to deliver events to webhooks, by how they ended.")
                               .Register(registry)) {}

private:
  static prometheus::Counter& counter(prometheus::Registry& registry, const char* name,
                                      const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
  }

  static prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name,
                                  const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }

  EventMetrics(prometheus::Registry& registry, prometheus::Family<prometheus::Counter>& deliveries)
    : streamed(counter(registry, "baro_events_streamed_total",
                       "Events that this node has put into the stream.")),
      stream_failures(counter(registry, "baro_events_stream_failures_total",
                              "Times that events could not be put into the stream.")),
      outbox_rows(gauge(registry, "baro_outbox_rows",
                        "Commits whose events are not in the stream yet; 10,001 is more.")),
      outbox_seconds(gauge(registry, "baro_outbox_oldest_seconds",
                           "How long the oldest of them has been waiting.")),
      delivered(deliveries.Add({{"outcome", "delivered"}})),
      refused(deliveries.Add({{"outcome", "refused"}})), // with a status that is not 2xx
      failed(deliveries.Add({{"outcome", "failed"}})),   // no answer
      deliveries_due(gauge(registry, "baro_webhook_deliveries_waiting",
                           "Deliveries that no webhook has taken yet; 10,001 is more.")),
      streams(gauge(registry, "baro_event_streams", "Streams of events that clients have open.")),
      cut(counter(registry, "baro_event_streams_cut_total",
                  "Streams that were cut since their clients read too slowly.")) {}
};

} // namespace baro
