#pragma once

#include "persistence/front.hpp"
#include "persistence/pg.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct StockActivatorConfig {
  PgConfig pg;
  std::size_t batch_skus_max = 512;
  WaitLimits limits{};
};

/// Raises the epochs of SKUs and coupons. After a lost connection an epoch may have been raised
/// without anybody knowing: that only fences off an activation which nobody got.
class StockActivation {
public:
  explicit StockActivation(PgConfig pg) : session_(std::move(pg), "stock_activator") {}

  std::vector<Result<SkuActivated>> carry_out(const std::vector<ActivateSku>& requests);
  Result<CouponActivated> carry_out(const ActivateCoupon& request);

private:
  PgSession session_;
};

class StockActivatorState
  : public Front<StockActivatorActor, StockActivation, Kind<ActivateSku, SkuActivated>,
                 Kind<ActivateCoupon, CouponActivated>> {
public:
  static constexpr const char* name = "baro.stock_activator";

  StockActivatorState(StockActivatorActor::pointer self, StockActivatorConfig config)
    : Front(self, std::make_unique<StockActivation>(std::move(config.pg)), config.batch_skus_max,
            config.limits) {}
};

using StockActivatorImpl = StockActivatorActor::stateful_impl<StockActivatorState>;

} // namespace baro
