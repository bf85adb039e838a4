#pragma once

#include "persistence/batch.hpp"
#include "persistence/pg_cart_repository.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct CartWriterConfig {
  PgConfig pg;
  std::size_t batch_carts_max = 256;
};

/// The public interface plus the note that the writer sends to itself.
using CartWriterSelf = CartWriterActor::extend<caf::result<void>(flush_atom)>;

/// Commits and activates whatever carts piled up meanwhile. Blocks, so it is spawned detached.
/// After a lost connection an epoch may have been raised without anybody knowing: that only fences
/// off an activation which nobody got.
class CartWriterState {
public:
  static constexpr const char* name = "baro.cart_writer";

  CartWriterState(CartWriterSelf::pointer self, CartWriterConfig config)
    : self_(self),
      session_(std::move(config.pg), "cart_writer"),
      changes_(config.batch_carts_max,
               [this](auto& changes) { return commit_batch(repository_, changes).verdicts; }),
      activations_(config.batch_carts_max, [this](auto& requests) { return activate(requests); }) {}

  CartWriterSelf::behavior_type make_behavior() {
    return {
      [this](const CommitCart& commit) { return changes_.add(self_, commit); },
      [this](ActivateCart request) { return activations_.add(self_, request); },
      [this](flush_atom) {
        changes_.flush();
        activations_.flush();
      },
    };
  }

private:
  std::vector<Result<CartActivated>> activate(const std::vector<ActivateCart>& requests);

  CartWriterSelf::pointer self_;
  PgSession session_;
  PgCartRepository repository_{session_};
  Batch<CommitCart, CartCommitted> changes_;
  Batch<ActivateCart, CartActivated> activations_;
};

using CartWriterImpl = CartWriterSelf::stateful_impl<CartWriterState>;

} // namespace baro
