#pragma once

#include "actors/ask_all.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace baro {

/// Asks several SKUs at once, each for the one that its question names. Calls `done` when the last
/// of them has answered, with the answers in the order of the questions.
template <class Reply, class Self, class Question, class Done>
void ask_skus(Self* self, const Directory& directory, std::vector<Question> questions, Done done) {
  ask_all<Reply>(
    self, directory, std::move(questions),
    [](const Question& question) { return address_of(question.sku); }, std::move(done));
}

/// What a change that was not committed means to one of its SKUs: only those that the reason names
/// have been activated anew.
inline ChangeOutcome outcome_for(SkuId sku, const Error& reason) {
  if (reason.code == Errc::fenced)
    for (const auto& moved : reason.shortages)
      if (moved.sku_id == sku)
        return ChangeOutcome::fenced;
  return ChangeOutcome::aborted;
}

/// How often, and after what pause, a change is tried again when a SKU has moved meanwhile.
struct RetryConfig {
  int attempts_max = 4;
  std::chrono::milliseconds pause{10}; // doubled each time, plus up to as much again at random
};

inline std::chrono::milliseconds pause_before(int attempt, const RetryConfig& config) {
  return jittered(config.pause * (1 << (attempt - 1)));
}

} // namespace baro
