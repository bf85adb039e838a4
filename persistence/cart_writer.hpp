#pragma once

#include "persistence/front.hpp"
#include "persistence/pg_cart_repository.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct CartWriterConfig {
  PgConfig pg;
  std::size_t batch_carts_max = 256;
  WaitLimits limits{};
};

/// Commits and activates carts in batches, over one connection.
class CartWork {
public:
  explicit CartWork(PgConfig pg) : session_(std::move(pg), "cart_writer") {}

  std::vector<Result<CartCommitted>> carry_out(const std::vector<CommitCart>& changes) {
    return commit_batch(repository_, changes).verdicts;
  }
  std::vector<Result<CartActivated>> carry_out(const std::vector<ActivateCart>& requests);

private:
  PgSession session_;
  PgCartRepository repository_{session_};
};

class CartWriterState : public Front<CartWriterActor, CartWork, Kind<CommitCart, CartCommitted>,
                                     Kind<ActivateCart, CartActivated>> {
public:
  static constexpr const char* name = "baro.cart_writer";

  CartWriterState(CartWriterActor::pointer self, CartWriterConfig config)
    : Front(self, std::make_unique<CartWork>(std::move(config.pg)), config.batch_carts_max,
            config.limits) {}
};

using CartWriterImpl = CartWriterActor::stateful_impl<CartWriterState>;

} // namespace baro
