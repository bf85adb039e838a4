#include "tests/simulation/stores.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

namespace baro::sim {

namespace {

/// Answers a question with what a transaction finds; `lost` is the answer when nobody knows.
template <class Reply, class Transaction>
caf::result<Reply> ask(caf::event_based_actor* self, const StoreServices& services,
                       Transaction transaction) {
  using Found = VerdictOn<Reply>;
  auto reply = self->make_response_promise<Reply>();
  auto found = std::make_shared<std::optional<Found>>();
  const auto me = caf::actor_cast<caf::actor>(self);
  services.database.send(
    services.client, [found, transaction] { found->emplace(transaction()); },
    [&world = services.world, me, reply, found](Trip how) {
      world.run_in(me, [reply, found, how]() mutable {
        deliver(reply, how == Trip::answered ? *std::move(*found) : Found{error_of(how)});
      });
    });
  return reply;
}

/// For a transaction that may be done when this node has long gone on, or died.
template <class Row>
auto shared_copy(std::span<const Row> rows) {
  return std::make_shared<const std::vector<Row>>(rows.begin(), rows.end());
}

/// Once the backend of a lost commit is gone: whether it did it.
template <class Look>
Result<bool> look_after(const StoreServices& services, Database::TripId lost, Look look) {
  constexpr milliseconds reconnect_pause{50};
  const auto verdict = std::make_shared<std::optional<Result<bool>>>();
  BlockingTrip trip{services};
  const auto how = trip.make([&database = services.database, lost, look, verdict] {
    database.end_backend(lost);
    verdict->emplace(look(database.tables));
  });
  if (how == Trip::answered)
    return *std::move(*verdict);
  trip.pause(reconnect_pause);
  return error_of(how);
}

} // namespace

// Batches ----------------------------------------------------------------------------------------

StockOutcome SimulatedStock::commit(std::span<const CommitStock> batch) {
  auto plan = plan_stock(batch);
  if (!plan.refusals.empty())
    return {StockOutcome::Kind::refused, std::move(plan.refusals), {}};
  const auto facts = shared_copy(batch);
  const auto failure = std::make_shared<std::optional<Error>>();
  BlockingTrip trip{services_};
  const auto how = trip.make([&database = services_.database, facts, plan, failure] {
    if (database.has_conflict())
      *failure = Error{Errc::unavailable, "two transactions stood in each other's way"};
    else if (!database.tables.write(*facts, plan))
      *failure = Error{Errc::internal_error, "it cannot be written"};
  });
  if (how == Trip::lost) {
    lost_ = trip.id();
    return {StockOutcome::Kind::unknown, {}, error_of(how)};
  }
  if (how != Trip::answered)
    return {StockOutcome::Kind::offline, {}, error_of(how)};
  if (!*failure)
    return {};
  return explain(facts, plan, **failure);
}

StockOutcome SimulatedStock::explain(std::shared_ptr<const std::vector<CommitStock>> facts,
                                     const StockPlan& plan, const Error& why) {
  const auto found = std::make_shared<Tables::Explanation>();
  const auto how = BlockingTrip{services_}.make([&tables = services_.database.tables, facts, plan,
                                                 found] { *found = tables.explain(*facts, plan); });
  if (how != Trip::answered)
    return {StockOutcome::Kind::offline, {}, error_of(how)};
  if (!found->disagreement.empty())
    services_.world.violated("memory", found->disagreement);
  if (found->refusals.empty())
    return {StockOutcome::Kind::failed, {}, why};
  return {StockOutcome::Kind::refused, std::move(found->refusals), {}};
}

// All facts share one transaction, so the trace of any of them tells; that of a step of an order
// least reliably.
Result<bool> SimulatedStock::was_committed(std::span<const CommitStock> batch) {
  const auto is_step
    = [](const CommitStock& commit) { return std::holds_alternative<OrderChanged>(commit.fact); };
  const auto other = std::ranges::find_if_not(batch, is_step);
  const auto fact = other == batch.end() ? batch[0] : *other;
  return look_after(services_, lost_,
                    [fact](const Tables& tables) { return tables.was_committed(fact); });
}

CartOutcome SimulatedCarts::commit(std::span<const CommitCart> batch) {
  const auto changes = shared_copy(batch);
  const auto refusals = std::make_shared<std::vector<CartRefusal>>();
  BlockingTrip trip{services_};
  const auto how = trip.make([&tables = services_.database.tables, changes, refusals] {
    *refusals = tables.write(*changes);
  });
  if (how == Trip::lost) {
    lost_ = trip.id();
    return {CartOutcome::Kind::unknown, {}, error_of(how)};
  }
  if (how != Trip::answered)
    return {CartOutcome::Kind::offline, {}, error_of(how)};
  if (refusals->empty())
    return {};
  return {CartOutcome::Kind::refused, std::move(*refusals), {}};
}

Result<bool> SimulatedCarts::was_committed(std::span<const CommitCart> batch) {
  const auto changes = shared_copy(batch);
  return look_after(services_, lost_,
                    [changes](const Tables& tables) { return tables.was_committed(*changes); });
}

std::vector<Result<CartActivated>>
SimulatedCartWork::carry_out(const std::vector<ActivateCart>& requests) {
  const auto carts = std::make_shared<std::vector<Result<CartActivated>>>();
  const auto how
    = BlockingTrip{services_}.make([&tables = services_.database.tables, requests, carts] {
        for (const auto& request : requests)
          carts->push_back(tables.activate(request.user));
      });
  if (how == Trip::answered)
    return std::move(*carts);
  return {requests.size(), error_of(how)};
}

std::vector<Result<SkuActivated>>
SimulatedActivation::carry_out(const std::vector<ActivateSku>& requests) {
  const auto skus = std::make_shared<std::vector<Result<SkuActivated>>>();
  const auto how
    = BlockingTrip{services_}.make([&tables = services_.database.tables, requests, skus] {
        for (const auto& request : requests)
          skus->push_back(tables.activate(request.sku));
      });
  if (how == Trip::answered)
    return std::move(*skus);
  return {requests.size(), error_of(how)};
}

// Questions --------------------------------------------------------------------------------------

caf::behavior simulated_reader(caf::event_based_actor* self, const StoreServices& services) {
  auto& tables = services.database.tables;
  return {
    [self, &services, &tables](const FindOffers& question) {
      return ask<Offers>(self, services,
                         [&tables, question] { return Result<Offers>{tables.find(question)}; });
    },
    [self, &services, &tables](const FindAnswer& question) {
      return ask<StoredAnswer>(self, services,
                               [&tables, question] { return tables.find(question); });
    },
    [self, &services, &tables](const LoadOrder& question) {
      return ask<OrderRecord>(self, services,
                              [&tables, question] { return tables.load(question.order); });
    },
    services.world.runner(),
  };
}

caf::behavior simulated_cluster_store(caf::event_based_actor* self, const StoreServices& services,
                                      milliseconds lease) {
  auto& registry = services.database.registry;
  const auto me = services.client.node;
  return {
    [=, &services, &registry](const RenewLease& request) {
      return ask<ClusterView>(self, services,
                              [=, &registry] { return registry.renew(me, request, lease); });
    },
    // Answered once nothing that they still do can reach the database.
    [=, &services, &registry](const EvictExpired& request) {
      return ask<void>(self, services, [=, &services, &registry]() -> Result<Done> {
        auto out = registry.evict(me, request);
        if (!out)
          return std::move(out).error();
        for (const auto node : *out)
          services.database.end_backends_of(node);
        return Done{};
      });
    },
    [=, &services, &registry](const PlaceShards& request) {
      return ask<ShardRows>(self, services, [=, &registry] { return registry.place(me, request); });
    },
    [=, &services, &registry](const HandOver& request) {
      return ask<ShardRows>(self, services,
                            [=, &registry] { return registry.hand_over(me, request); });
    },
    services.world.runner(),
  };
}

} // namespace baro::sim
