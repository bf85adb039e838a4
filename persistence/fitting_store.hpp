#pragma once

#include "persistence/front.hpp"
#include "persistence/pg.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct FittingStoreConfig {
  PgConfig pg;
  /// How long an upload may take, from when its URL was given out until it is complete.
  std::chrono::seconds upload_window = std::chrono::minutes{20};
  /// Longer than an Idempotency-Key is kept, so that whoever repeats a request finds its picture.
  std::chrono::seconds picture_keep = std::chrono::hours{8 * 24};
  /// Who claims what is to be deleted has so long until others are given it.
  std::chrono::seconds claim_keep = std::chrono::minutes{5};
  WaitLimits limits{};
};

/// One after the other, on one connection: nothing of it is frequent.
class FittingWork {
public:
  explicit FittingWork(const FittingStoreConfig& config)
    : config_(config), session_(config.pg, "fitting_store") {}

  Result<CreditsRecord> carry_out(const LoadCredits& question);
  Result<FittingCommitted> carry_out(const CommitFitting& command);
  Result<Done> carry_out(const SaveUpload& command);
  Result<UploadRecord> carry_out(const FindUpload& question);
  Result<Done> carry_out(const FinishUpload& command);
  Result<UploadRecords> carry_out(const FindUploads& question);
  Result<Done> carry_out(const RemoveUpload& command);
  Result<Done> carry_out(const CheckPictures& question);
  Result<DoomedObjects> carry_out(const ClaimDoomed& command);
  Result<Done> carry_out(const ForgetPictures& command);

private:
  FittingStoreConfig config_;
  PgSession session_;
};

class FittingStoreState
  : public Front<
      FittingStoreActor, FittingWork, Kind<LoadCredits, CreditsRecord>,
      Kind<CommitFitting, FittingCommitted>, Kind<SaveUpload, void>, Kind<FindUpload, UploadRecord>,
      Kind<FinishUpload, void>, Kind<FindUploads, UploadRecords>, Kind<RemoveUpload, void>,
      Kind<CheckPictures, void>, Kind<ClaimDoomed, DoomedObjects>, Kind<ForgetPictures, void>> {
public:
  static constexpr const char* name = "baro.fitting_store";

  FittingStoreState(FittingStoreActor::pointer self, const FittingStoreConfig& config)
    : Front(self, std::make_unique<FittingWork>(config), /*batch_max=*/1, config.limits) {}
};

using FittingStoreImpl = FittingStoreActor::stateful_impl<FittingStoreState>;

} // namespace baro
