#pragma once

#include "persistence/stock_repository.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace baro {

/// What a batch does to one SKU.
struct SkuChange {
  Epoch epoch = 0;
  Quantity delta = 0;
  std::int64_t entries = 0; // of the ledger
  Quantity promised = 0;    // by how much more
  std::optional<Timestamp> ships_at{};
};

/// A batch, added up per SKU.
struct StockPlan {
  std::map<SkuId, SkuChange> skus; // in the order in which their rows are locked
  bool has_promises = false;       // some SKU is promised, or a promise is redeemed
  /// Facts of an activation that a fact of the same batch has already replaced.
  std::vector<StockRefusal> refusals;
};

/// Calls f(sku, epoch, delta) for each change of stock in a fact. Only a date that is announced
/// anew has a delta of nothing.
template <class F>
void for_each_change(const StockFact& fact, F&& f) {
  if (const auto* placed = std::get_if<OrderPlaced>(&fact)) {
    for (const auto& line : placed->lines)
      f(line.sku, line.epoch, -line.quantity);
  } else if (const auto* changed = std::get_if<OrderChanged>(&fact)) {
    for (const auto& line : changed->lines)
      f(line.sku, line.epoch, line.delta);
  } else if (const auto* preorder = std::get_if<PreorderSet>(&fact)) {
    f(preorder->sku, preorder->epoch, preorder->delta);
  } else {
    const auto& moved = std::get<StockMoved>(fact);
    f(moved.sku, moved.epoch, moved.delta);
    if (moved.redeemed > 0)
      f(moved.sku, moved.epoch, -moved.redeemed);
  }
}

inline void plan_promises(StockPlan& plan, const StockFact& fact) {
  if (const auto* preorder = std::get_if<PreorderSet>(&fact)) {
    auto& change = plan.skus[preorder->sku];
    change.promised += preorder->delta;
    if (preorder->ships_at)
      change.ships_at = preorder->ships_at;
    plan.has_promises = true;
  } else if (const auto* moved = std::get_if<StockMoved>(&fact); moved && moved->redeemed > 0) {
    plan.skus[moved->sku].promised -= moved->redeemed;
    plan.has_promises = true;
  }
}

inline StockPlan plan_stock(std::span<const CommitStock> batch) {
  StockPlan plan;
  for (const auto& commit : batch) {
    for_each_change(commit.fact, [&](SkuId sku, Epoch epoch, Quantity delta) {
      auto& change = plan.skus[sku];
      change.epoch = std::max(change.epoch, epoch);
      change.delta += delta;
      change.entries += delta != 0;
    });
    plan_promises(plan, commit.fact);
  }
  for (std::size_t index = 0; index < batch.size(); ++index) {
    Error moved{Errc::fenced, "replaced by a newer activation"};
    for_each_change(batch[index].fact, [&](SkuId sku, Epoch epoch, Quantity) {
      if (epoch < plan.skus[sku].epoch)
        moved.shortages.push_back({sku});
    });
    if (!moved.shortages.empty())
      plan.refusals.emplace_back(index, std::move(moved));
  }
  return plan;
}

} // namespace baro
