#include "persistence/stock_writer.hpp"

#include <utility>

namespace baro {

StockWriterSelf::behavior_type StockWriterState::make_behavior() {
  return {
    [this](const CommitStock& commit) -> caf::result<StockCommitted> {
      // The note queues behind every fact already in the mailbox, so all of them join this batch.
      if (facts_.empty())
        self_->send(self_, flush_atom_v);
      facts_.push_back(commit);
      auto reply = replies_.emplace_back(self_->make_response_promise<StockCommitted>());
      if (facts_.size() == config_.batch_facts_max)
        flush();
      return reply;
    },
    [this](flush_atom) { flush(); },
  };
}

void StockWriterState::flush() {
  if (facts_.empty())
    return; // a full batch has left before its note came up
  auto facts = std::exchange(facts_, {});
  auto replies = std::exchange(replies_, {});
  auto verdicts = commit_stock(*repository_, facts, metrics_);
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    if (verdicts[i])
      replies[i].deliver(*std::move(verdicts[i]));
    else
      replies[i].deliver(to_caf(verdicts[i].error()));
}

} // namespace baro
