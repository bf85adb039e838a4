#pragma once

#include "actors/retry.hpp"
#include "protocol/directory.hpp"

#include <utility>

namespace baro {

/// Asks an entity, and calls `answered` or `failed` with what it says. `fenced` says that nothing
/// was done, since the entity lives elsewhere by now, so it is asked again there.
template <class Self, class Answered, class Failed>
void ask_entity(Self* self, const Directory& directory, Envelope question, Answered answered,
                Failed failed, int attempt = 1) {
  static constexpr RetryConfig retry;
  auto failed_or_moved
    = [self, &directory, question, answered, failed, attempt](const caf::error& error) mutable {
        if (from_caf(error).code != Errc::fenced || attempt >= retry.attempts_max)
          return failed(error);
        self->run_delayed(pause_before(attempt, retry), [=, &directory] {
          ask_entity(self, directory, question, answered, failed, attempt + 1);
        });
      };
  self->request(directory.shard_of(question.to), caf::infinite, std::move(question))
    .then(std::move(answered), std::move(failed_or_moved));
}

} // namespace baro
