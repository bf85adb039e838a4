#pragma once

#include "persistence/front.hpp"
#include "persistence/repeating_session.hpp"
#include "protocol/actors.hpp"

#include <functional>

namespace baro {

struct SwipeWriterConfig {
  PgConfig pg;
  std::size_t workers = 2;
  BatchLimits batches{.batch_max = 512};
  WaitLimits limits{};
};

/// Commits swipes in batches, and with each what it changes about the likes of its look.
class SwipeWork {
public:
  explicit SwipeWork(const PgConfig& pg);

  std::vector<Result<SwipesCommitted>> carry_out(const std::vector<CommitSwipes>& commits);
  Result<SwipesReset> carry_out(const ResetSwipes& reset);

private:
  RepeatingSession session_;
};

class SwipeWriterState
  : public Front<SwipeWriterActor, SwipeWork, Kind<CommitSwipes, SwipesCommitted>,
                 Kind<ResetSwipes, SwipesReset>> {
public:
  static constexpr const char* name = "baro.swipe_writer";

  SwipeWriterState(SwipeWriterActor::pointer self, const SwipeWriterConfig& config)
    : Front(self, workers(config), config.batches, config.limits) {}

private:
  static std::vector<std::unique_ptr<SwipeWork>> workers(const SwipeWriterConfig& config) {
    std::vector<std::unique_ptr<SwipeWork>> result;
    for (std::size_t i = 0; i < config.workers; ++i)
      result.push_back(std::make_unique<SwipeWork>(config.pg));
    return result;
  }
};

using SwipeWriterImpl = SwipeWriterActor::stateful_impl<SwipeWriterState>;

} // namespace baro
