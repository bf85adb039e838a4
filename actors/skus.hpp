#pragma once

#include "protocol/directory.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace baro {

/// Asks several SKUs at once. Calls `done` when the last of them has answered, with the answers in
/// the order of the questions.
template <class Reply, class Self, class Question, class Done>
void ask_skus(Self* self, const Directory& directory, std::vector<Question> questions, Done done) {
  struct Round {
    std::vector<std::optional<Result<Reply>>> answers;
    std::size_t missing;
    Done done;
  };
  auto round = std::make_shared<Round>(Round{{}, questions.size(), std::move(done)});
  round->answers.resize(questions.size());
  auto answered = [round](std::size_t index, Result<Reply> answer) {
    round->answers[index] = std::move(answer);
    if (--round->missing > 0)
      return;
    std::vector<Result<Reply>> answers;
    for (auto& slot : round->answers)
      answers.push_back(*std::move(slot));
    round->done(std::move(answers));
  };
  for (std::size_t index = 0; index < questions.size(); ++index) {
    const auto address = address_of(questions[index].sku);
    self
      ->request(directory.shard_of(address), caf::infinite,
                envelope(address, std::move(questions[index])))
      .then([answered, index](const Reply& reply) { answered(index, reply); },
            [answered, index](const caf::error& error) { answered(index, from_caf(error)); });
  }
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
