#pragma once

#include "persistence/front.hpp"
#include "persistence/pg.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct LikeWriterConfig {
  PgConfig pg;
  std::size_t batch_likes_max = 512;
  WaitLimits limits{};
};

/// Commits likes in batches.
class LikeWork {
public:
  explicit LikeWork(PgConfig pg) : session_(std::move(pg), "like_writer") {}

  std::vector<Result<Done>> carry_out(const std::vector<LikeProduct>& likes);

private:
  PgSession session_;
};

class LikeWriterState : public Front<LikeWriterActor, LikeWork, Kind<LikeProduct, void>> {
public:
  static constexpr const char* name = "baro.like_writer";

  LikeWriterState(LikeWriterActor::pointer self, LikeWriterConfig config)
    : Front(self, std::make_unique<LikeWork>(std::move(config.pg)), config.batch_likes_max,
            config.limits) {}
};

using LikeWriterImpl = LikeWriterActor::stateful_impl<LikeWriterState>;

} // namespace baro
