#pragma once

#include "net/responder.hpp"

#include <prometheus/registry.h>

#include <functional>

namespace baro {

/// Answers operators: /livez, /readyz, /metrics.
class Operations : public Responder {
public:
  Operations(prometheus::Registry& registry, std::function<bool()> is_ready)
    : registry_(registry), is_ready_(std::move(is_ready)) {}

  Task<Response> respond(const Request& request) override;
  Response refuse(const Request& request, const Refusal& refusal) override;

private:
  Response answer(const Request& request);

  prometheus::Registry& registry_;
  std::function<bool()> is_ready_;
};

} // namespace baro
