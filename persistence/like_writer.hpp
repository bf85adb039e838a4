#pragma once

#include "persistence/batch.hpp"
#include "persistence/pg.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct LikeWriterConfig {
  PgConfig pg;
  std::size_t batch_likes_max = 512;
};

/// The public interface plus the note that the writer sends to itself.
using LikeWriterSelf = LikeWriterActor::extend<caf::result<void>(flush_atom)>;

/// Commits whatever likes piled up meanwhile. Blocks, so it is spawned detached.
class LikeWriterState {
public:
  static constexpr const char* name = "baro.like_writer";

  LikeWriterState(LikeWriterSelf::pointer self, LikeWriterConfig config)
    : self_(self),
      session_(std::move(config.pg), "like_writer"),
      likes_(config.batch_likes_max, [this](auto& likes) { return commit(likes); }) {}

  LikeWriterSelf::behavior_type make_behavior() {
    return {
      [this](const LikeProduct& like) { return likes_.add(self_, like); },
      [this](flush_atom) { likes_.flush(); },
    };
  }

private:
  std::vector<Result<Done>> commit(const std::vector<LikeProduct>& likes);

  LikeWriterSelf::pointer self_;
  PgSession session_;
  Batch<LikeProduct, void> likes_;
};

using LikeWriterImpl = LikeWriterSelf::stateful_impl<LikeWriterState>;

} // namespace baro
