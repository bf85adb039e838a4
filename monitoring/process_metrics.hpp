#pragma once

#include <prometheus/collectable.h>

namespace baro {

/// What Linux knows about this process, under the names that all of Prometheus' clients use. Read
/// when it is asked for.
class ProcessMetrics : public prometheus::Collectable {
public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

} // namespace baro
