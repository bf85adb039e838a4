#pragma once

#include "actors/checkout/checkout_actor.hpp"
#include "actors/sku/sku_actor.hpp"
#include "monitoring/stock_metrics.hpp"
#include "tests/support/entity_test.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baro {

/// With real SKU actors; the test plays the writer and the reader.
class CheckoutActorTest : public test::EntityTest {
protected:
  static constexpr UserId buyer{5};
  static constexpr SkuId shirt{1};
  static constexpr SkuId skirt{2};

  using Ordered = test::Pending<Answer<OrderView>>;

  StockMetrics metrics{registry};
  const SkuServices sku_services{
    played<StockWriterActor>(), played<ReaderActor>(), metrics, clock, {}};
  const CheckoutServices services{
    directory, played<StockWriterActor>(), played<ReaderActor>(), clock, {}};

  CheckoutActorTest() {
    stock(shirt, 1);
    stock(skirt, 1);
  }

  /// What the SKU's next activation finds in the database.
  void stock(SkuId sku, Quantity on_hand, Epoch epoch = 1, bool is_drop = false) {
    SkuActivated activated;
    activated.offer.sku = sku;
    activated.offer.product = ProductId{sku.value + 100};
    activated.offer.price = 1'000 * sku.value;
    activated.offer.on_sale = true;
    activated.offer.is_drop = is_drop;
    activated.on_hand = on_hand;
    activated.epoch = epoch;
    factory.makers[address_of(sku)] = [this, activated]() -> Result<caf::actor> {
      return caf::actor_cast<caf::actor>(system.spawn<SkuImpl>(activated, sku_services));
    };
  }

  static PlaceOrder order_of(std::int64_t id, std::vector<RequestedLine> lines,
                             std::optional<std::string> key = {}) {
    PlaceOrder result;
    result.order = OrderId{id};
    result.user = buyer;
    result.shipping_address = "Seoul";
    result.lines = std::move(lines);
    if (key)
      result.idempotency = Idempotency{*key, "print"};
    return result;
  }

  static RequestedLine of(SkuId sku, Quantity quantity = 1) {
    return {sku, std::nullopt, quantity};
  }

  Ordered place(const PlaceOrder& command) {
    const auto address = checkout_address(command);
    factory.makers[address] = [this]() -> Result<caf::actor> {
      return caf::actor_cast<caf::actor>(system.spawn<CheckoutImpl>(services));
    };
    return ask_entity<Answer<OrderView>>(address, command);
  }

  void commit() { answer<CommitStock>(StockCommitted{}); }

  /// Fails the next commit: these SKUs have newer activations.
  void fence(std::vector<SkuId> skus) {
    Error error{Errc::fenced};
    for (const auto sku : skus)
      error.shortages.push_back({sku});
    answer_with<CommitStock>(
      [&](const CommitStock&) -> caf::result<StockCommitted> { return to_caf(error); });
  }

  /// The test plays the DROP of a SKU's product, too.
  void become_drop(SkuId sku) {
    stock(sku, 1, 1, true);
    factory.makers[drop_address(ProductId{sku.value + 100})]
      = [this]() -> Result<caf::actor> { return caf::actor_cast<caf::actor>(self); };
  }

  bool can_hold(SkuId sku, Quantity quantity) {
    static std::int64_t change = 1'000'000;
    auto held = ask_entity<StockHeld>(
      address_of(sku), HoldStock{ChangeId{++change}, sku, quantity, /*in_turn=*/true});
    if (held.succeeded())
      tell_if_awake(directory, address_of(sku),
                    SettleStock{ChangeId{change}, sku, held.value().epoch, ChangeOutcome::aborted});
    run();
    return held.succeeded();
  }
};

} // namespace baro
