#pragma once

#include "actors/sku/promise.hpp"
#include "actors/sku/stock.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace baro {

struct StockMetrics;

struct SkuConfig {
  /// After so long without a verdict on a change, the SKU activates itself anew instead of
  /// guessing.
  std::chrono::seconds verdict_wait_max{10};
};

/// What all SKU actors share. Outlives them.
struct SkuServices {
  StockWriterActor writer;
  ReaderActor reader;
  StockMetrics& metrics;
  std::function<Timestamp()> clock;
  SkuConfig config{};
};

/// Carries messages to a Stock and its answers back. Holds are answered from memory; who holds has
/// to settle. It quits, to be activated anew, when the database has seen a newer activation, or a
/// verdict is overdue.
class SkuState {
public:
  static constexpr const char* name = "baro.sku";

  SkuState(SkuActor::pointer self, SkuActivated activated, const SkuServices& services)
    : self_(self),
      stock_(activated.on_hand, activated.epoch),
      promise_(activated.promised, activated.ships_at),
      sku_(activated.offer.sku),
      terms_(terms_of(activated.offer)),
      services_(services) {}

  SkuActor::behavior_type make_behavior();

private:
  caf::result<StockHeld> hold(const HoldStock& command);
  caf::result<StockExpected> expect(const ExpectStock& command);
  caf::result<void> settle(const SettleStock& settlement);
  caf::result<Answer<MovementView>> move(const MoveStock& command);
  caf::result<PreorderView> set_preorder(const SetPreorder& command);
  caf::result<void> refresh();
  bool may_change(const Caller& caller) const {
    return caller.is_admin() || caller.user == terms_.owner;
  }
  /// Of the units that are received, `redeemed` can be sold already.
  Result<Done> begin(const MoveStock& command, Quantity redeemed);
  bool is_overdue() const;
  caf::error quit_to_activate_anew(std::string why);

  SkuActor::pointer self_;
  Stock stock_;
  Promise promise_;
  SkuId sku_;
  SaleTerms terms_;
  /// Whose Idempotency-Keys the movements have that are being saved.
  std::vector<std::pair<UserId, std::string>> keys_;
  std::vector<caf::typed_response_promise<void>> refreshed_; // who waits for the last old promises
  std::uint32_t refreshes_asked_ = 0;
  std::uint32_t refreshes_applied_ = 0;
  const SkuServices& services_;
};

using SkuImpl = SkuActor::stateful_impl<SkuState>;

} // namespace baro
