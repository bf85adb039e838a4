#pragma once

#include "actors/ask_all.hpp"

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

} // namespace baro
