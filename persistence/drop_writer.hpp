#pragma once

#include "persistence/front.hpp"
#include "persistence/repeating_session.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct DropWriterConfig {
  PgConfig pg;
  std::size_t batch_max = 64; // requests of each kind
  WaitLimits limits{};
};

/// Saves drops and their lines. Lines are committed in batches, each under the epoch in which it
/// was decided.
class DropWork {
public:
  explicit DropWork(const PgConfig& pg);

  std::vector<Result<LineCommitted>> carry_out(const std::vector<CommitLine>& commits);
  Result<DropActivated> carry_out(const ActivateDrop& request);
  Result<DropSaved> carry_out(const SaveDrop& command);

private:
  RepeatingSession session_;
};

class DropWriterState : public Front<DropWriterActor, DropWork, Kind<ActivateDrop, DropActivated>,
                                     Kind<SaveDrop, DropSaved>, Kind<CommitLine, LineCommitted>> {
public:
  static constexpr const char* name = "baro.drop_writer";

  DropWriterState(DropWriterActor::pointer self, const DropWriterConfig& config)
    : Front(self, std::make_unique<DropWork>(config.pg), config.batch_max, config.limits) {}
};

using DropWriterImpl = DropWriterActor::stateful_impl<DropWriterState>;

} // namespace baro
