#pragma once

#include "net/responder.hpp"

#include <prometheus/collectable.h>

#include <functional>
#include <string>
#include <vector>

namespace baro {

/// Where /metrics comes from, one after the other.
using MetricSources = std::vector<const prometheus::Collectable*>;

/// Answers operators: /livez, /readyz, /metrics.
class Operations : public Responder {
public:
  Operations(MetricSources sources, std::function<bool()> is_ready)
    : sources_(std::move(sources)), is_ready_(std::move(is_ready)) {}

  Task<Response> respond(const Request& request) override;
  Response refuse(const Request& request, const Refusal& refusal) override;

private:
  Response answer(const Request& request);
  std::string metrics() const;

  MetricSources sources_;
  std::function<bool()> is_ready_;
};

} // namespace baro
