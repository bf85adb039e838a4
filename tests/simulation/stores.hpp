#pragma once

#include "persistence/cart_repository.hpp"
#include "persistence/front.hpp"
#include "persistence/stock_repository.hpp"
#include "persistence/stock_writer.hpp"
#include "protocol/actors.hpp"
#include "tests/simulation/database.hpp"
#include "tests/simulation/fiber.hpp"

#include <memory>
#include <utility>

/// A node's ways to the database: what persistence/ has in their place blocks, and speaks SQL.
/// The fronts that gather requests, and how a batch is tried, split and asked after, are the real
/// ones.
namespace baro::sim {

/// What all of them need. Outlives them.
struct StoreServices {
  World& world;
  Database& database;
  Client client;
};

inline Error error_of(Trip how) {
  if (how == Trip::evicted)
    return {Errc::fenced, "this node was evicted from the cluster"};
  return {Errc::unavailable, "the database cannot be reached"};
}

/// One round trip of a worker's connection. By a fiber: it waits.
class BlockingTrip {
public:
  explicit BlockingTrip(const StoreServices& services) : services_(services) {}

  Trip make(std::function<void()> transaction) {
    Trip result{};
    auto& fiber = Fiber::current();
    id_ = services_.database.send(services_.client, std::move(transaction),
                                  [&result, &fiber](Trip how) {
                                    result = how;
                                    fiber.enter();
                                  });
    fiber.leave();
    return result;
  }

  Database::TripId id() const { return id_; }

  void pause(Span span) {
    auto& fiber = Fiber::current();
    services_.database.wait(services_.client.machine, span, [&fiber] { fiber.enter(); });
    fiber.leave();
  }

private:
  const StoreServices& services_;
  Database::TripId id_ = 0;
};

/// Where PgStockRepository is in a real node.
class SimulatedStock : public StockRepository {
public:
  explicit SimulatedStock(const StoreServices& services) : services_(services) {}

  StockOutcome commit(std::span<const CommitStock> batch) override;
  Result<bool> was_committed(std::span<const CommitStock> batch) override;

private:
  StockOutcome explain(std::shared_ptr<const std::vector<CommitStock>> facts, const StockPlan& plan,
                       const Error& why);

  const StoreServices& services_;
  Database::TripId lost_ = 0;
};

/// Where PgCartRepository is in a real node.
class SimulatedCarts : public CartRepository {
public:
  explicit SimulatedCarts(const StoreServices& services) : services_(services) {}

  CartOutcome commit(std::span<const CommitCart> batch) override;
  Result<bool> was_committed(std::span<const CommitCart> batch) override;

private:
  const StoreServices& services_;
  Database::TripId lost_ = 0;
};

class SimulatedCartWork {
public:
  explicit SimulatedCartWork(const StoreServices& services)
    : services_(services), repository_(services) {}

  std::vector<Result<CartCommitted>> carry_out(const std::vector<CommitCart>& changes) {
    return commit_batch(repository_, changes).verdicts;
  }
  std::vector<Result<CartActivated>> carry_out(const std::vector<ActivateCart>& requests);

private:
  const StoreServices& services_;
  SimulatedCarts repository_;
};

class SimulatedActivation {
public:
  explicit SimulatedActivation(const StoreServices& services) : services_(services) {}

  std::vector<Result<SkuActivated>> carry_out(const std::vector<ActivateSku>& requests);
  Result<CouponActivated> carry_out(const ActivateCoupon&) { return Error{Errc::not_found}; }

private:
  const StoreServices& services_;
};

/// A worker that waits in a fiber of its own.
template <class Work, class... Kinds>
class FiberWorkerState {
public:
  using Interface = WorkerActor::extend<caf::result<void>(std::uint64_t)>;

  FiberWorkerState(typename Interface::pointer self, std::unique_ptr<Work> work,
                   std::shared_ptr<Desk<Kinds...>> desk, World& world)
    : self_(self), work_(std::move(work)), desk_(std::move(desk)), world_(world) {}

  typename Interface::behavior_type make_behavior() {
    return {
      [this](flush_atom) -> caf::result<void> {
        reply_ = self_->template make_response_promise<void>();
        const auto me = caf::actor_cast<caf::actor>(self_);
        fiber_.start([this, me] {
          carry_out_all(*work_, *desk_);
          // The fiber is no place to answer from.
          world_.run_in(me, [this] { reply_.deliver(); });
        });
        return reply_;
      },
      world_.runner(),
    };
  }

private:
  typename Interface::pointer self_;
  std::unique_ptr<Work> work_;
  std::shared_ptr<Desk<Kinds...>> desk_;
  World& world_;
  caf::typed_response_promise<void> reply_;
  Fiber fiber_;
};

/// The front itself, before such workers.
template <class Interface, class Work, class... Kinds>
class SimulatedFrontState : public Front<Interface, Work, Kinds...> {
public:
  SimulatedFrontState(typename Interface::pointer self, std::vector<std::unique_ptr<Work>> work,
                      BatchLimits batches, const StoreServices& services)
    : Front<Interface, Work, Kinds...>(self, std::move(work), batches, WaitLimits{}),
      services_(services) {}

protected:
  WorkerActor spawn_worker(std::unique_ptr<Work> work,
                           std::shared_ptr<Desk<Kinds...>> desk) override {
    using State = FiberWorkerState<Work, Kinds...>;
    auto worker
      = this->self_
          ->template spawn<typename State::Interface::template stateful_impl<State>, caf::linked>(
            std::move(work), std::move(desk), std::ref(services_.world));
    services_.world.own(caf::actor_cast<caf::actor>(worker), services_.client.machine);
    return worker;
  }

private:
  const StoreServices& services_;
};

using SimulatedStockWriter = StockWriterActor::stateful_impl<
  SimulatedFrontState<StockWriterActor, StockWork, Kind<CommitStock, StockCommitted>>>;
using SimulatedCartWriter = CartWriterActor::stateful_impl<
  SimulatedFrontState<CartWriterActor, SimulatedCartWork, Kind<CommitCart, CartCommitted>,
                      Kind<ActivateCart, CartActivated>>>;
using SimulatedActivator = StockActivatorActor::stateful_impl<
  SimulatedFrontState<StockActivatorActor, SimulatedActivation, Kind<ActivateSku, SkuActivated>,
                      Kind<ActivateCoupon, CouponActivated>>>;

/// Answers what the READER, and the CLUSTER STORE, of a node are asked.
caf::behavior simulated_reader(caf::event_based_actor* self, const StoreServices& services);
caf::behavior simulated_cluster_store(caf::event_based_actor* self, const StoreServices& services,
                                      milliseconds lease);

} // namespace baro::sim
