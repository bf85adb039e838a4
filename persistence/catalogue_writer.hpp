#pragma once

#include "persistence/coupon_changes.hpp"
#include "persistence/front.hpp"
#include "persistence/look_changes.hpp"
#include "persistence/product_edits.hpp"
#include "persistence/store_changes.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct CatalogueWriterConfig {
  PgConfig pg;
  /// What statement_wait_max is to a change of a store, which may concern all of its products.
  std::chrono::milliseconds store_change_wait_max{60'000};
  WaitLimits limits{};
};

/// One change after the other: owners and admins are few.
class CatalogueWork {
public:
  explicit CatalogueWork(const CatalogueWriterConfig& config)
    : session_(config.pg, "catalogue_writer"),
      patient_session_(patient(config), "catalogue_writer") {}

  Result<Answer<CategoryView>> carry_out(const CreateCategory& command) {
    return baro::carry_out(session_, command);
  }
  Result<Answer<StoreView>> carry_out(const CreateStore& command) {
    return baro::carry_out(session_, command);
  }
  Result<StoreChanged> carry_out(const ChangeStore& command) {
    return baro::carry_out(patient_session_, command);
  }
  Result<ProductChanged> carry_out(const ChangeProduct& command) {
    return baro::carry_out(session_, command);
  }
  Result<ProductWithdrawn> carry_out(const WithdrawProduct& command) {
    return baro::carry_out(session_, command);
  }
  Result<Answer<CreatedLook>> carry_out(const CreateLook& command) {
    return baro::carry_out(session_, command);
  }
  Result<Done> carry_out(const ChangeLook& command) { return baro::carry_out(session_, command); }
  Result<Done> carry_out(const DeleteLook& command) { return baro::carry_out(session_, command); }
  Result<Answer<CouponView>> carry_out(const CreateCoupon& command) {
    return baro::carry_out(session_, command);
  }
  Result<CouponView> carry_out(const ChangeCoupon& command) {
    return baro::carry_out(session_, command);
  }

private:
  static PgConfig patient(const CatalogueWriterConfig& config) {
    auto pg = config.pg;
    pg.statement_wait_max = config.store_change_wait_max;
    return pg;
  }

  PgSession session_;
  PgSession patient_session_; // each connection has one time-out, here and on the server
};

class CatalogueWriterState
  : public Front<CatalogueWriterActor, CatalogueWork, Kind<CreateCategory, Answer<CategoryView>>,
                 Kind<CreateStore, Answer<StoreView>>, Kind<ChangeStore, StoreChanged>,
                 Kind<ChangeProduct, ProductChanged>, Kind<WithdrawProduct, ProductWithdrawn>,
                 Kind<CreateLook, Answer<CreatedLook>>, Kind<ChangeLook, void>,
                 Kind<DeleteLook, void>, Kind<CreateCoupon, Answer<CouponView>>,
                 Kind<ChangeCoupon, CouponView>> {
public:
  static constexpr const char* name = "baro.catalogue_writer";

  CatalogueWriterState(CatalogueWriterActor::pointer self, const CatalogueWriterConfig& config)
    : Front(self, std::make_unique<CatalogueWork>(config), /*batch_max=*/1, config.limits) {}
};

using CatalogueWriterImpl = CatalogueWriterActor::stateful_impl<CatalogueWriterState>;

} // namespace baro
