#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baro {

/// A row of the route table, as the labels name it.
struct RouteLabel {
  std::string_view method;
  std::string_view route; // the pattern, never the path that was sent
};

/// What the HTTP edge counts. Looked up once at start-up: label values come from the route table
/// only.
class HttpMetrics {
public:
  prometheus::Gauge& connections; // baro_http_connections
  prometheus::Gauge& in_flight;   // baro_http_requests_in_flight
  prometheus::Gauge& body_bytes;  // baro_http_body_bytes

private:
  prometheus::Family<prometheus::Counter>& shed_;

public:
  prometheus::Counter& shed_connections; // baro_http_shed_total{reason="connections"}
  prometheus::Counter& shed_requests;    // ...{reason="requests"}
  prometheus::Counter& shed_bodies;      // ...{reason="bodies"}
  prometheus::Counter& shed_uploads;     // ...{reason="uploads"}
  prometheus::Counter& shed_rate;        // ...{reason="rate"}

  /// `codes` of errors, in the order of their numbers, which begin with 1.
  HttpMetrics(prometheus::Registry& registry, std::span<const RouteLabel> routes,
              std::span<const std::string_view> codes = {})
    : connections(gauge(registry, "baro_http_connections", "Connections that are open.")),
      in_flight(
        gauge(registry, "baro_http_requests_in_flight", "Requests that are being answered.")),
      body_bytes(gauge(registry, "baro_http_body_bytes", "Bytes of bodies that are in memory.")),
      shed_(
        counters(registry, "baro_http_shed_total", "Refused to stay within a limit, by reason.")),
      shed_connections(shed_.Add({{"reason", "connections"}})),
      shed_requests(shed_.Add({{"reason", "requests"}})),
      shed_bodies(shed_.Add({{"reason", "bodies"}})),
      shed_uploads(shed_.Add({{"reason", "uploads"}})),
      shed_rate(shed_.Add({{"reason", "rate"}})) {
    auto& requests = counters(registry, "baro_http_requests_total", "Requests answered.");
    auto& seconds = prometheus::BuildHistogram()
                      .Name("baro_http_request_seconds")
                      .Help("From the last byte of a request to its answer.")
                      .Register(registry);
    for (const auto& label : routes)
      rows_.push_back(row(requests, seconds, label));
    rows_.push_back(row(requests, seconds, {"other", "other"}));
    auto& problems = counters(registry, "baro_http_problems_total",
                              "Requests refused or failed, by the code that clients see.");
    problems_.push_back(&problems.Add({{"code", "other"}}));
    for (const auto code : codes)
      problems_.push_back(&problems.Add({{"code", std::string{code}}}));
  }

  /// A request that was refused with an error of that number.
  template <class Code>
  void count_problem(Code code) {
    const auto number = static_cast<std::size_t>(code);
    problems_[number < problems_.size() ? number : 0]->Increment();
  }

  /// `route` counts in the order given; any other number is "other".
  void count(std::size_t route, unsigned status, double seconds) {
    auto& row = rows_[std::min(route, rows_.size() - 1)];
    row.by_class[std::clamp(status / 100, 1U, 5U) - 1]->Increment();
    row.seconds->Observe(seconds);
  }

private:
  using Counters = prometheus::Family<prometheus::Counter>;
  using Histograms = prometheus::Family<prometheus::Histogram>;

  struct Row {
    std::array<prometheus::Counter*, 5> by_class;
    prometheus::Histogram* seconds;
  };

  static prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name,
                                  const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }

  static Counters& counters(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }

  static Row row(Counters& requests, Histograms& seconds, const RouteLabel& label) {
    const prometheus::Labels labels{{"method", std::string{label.method}},
                                    {"route", std::string{label.route}}};
    Row result{};
    for (std::size_t i = 0; i < result.by_class.size(); ++i) {
      auto with_status = labels;
      with_status["status"] = std::to_string(i + 1) + "xx";
      result.by_class[i] = &requests.Add(with_status);
    }
    result.seconds = &seconds.Add(
      labels, prometheus::Histogram::BucketBoundaries{.0005, .001, .002, .004, .008, .016, .025,
                                                      .05, .1, .2, .5, 1, 5, 10});
    return result;
  }

  std::vector<Row> rows_;
  std::vector<prometheus::Counter*> problems_;
};

} // namespace baro
