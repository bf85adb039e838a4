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
};

/// A batch, added up per SKU.
struct StockPlan {
  std::map<SkuId, SkuChange> skus; // in the order in which their rows are locked
  /// Facts of an activation that a fact of the same batch has already replaced.
  std::vector<StockRefusal> refusals;
};

/// Calls f(sku, epoch, delta) for each change of stock in a fact.
template <class F>
void for_each_change(const StockFact& fact, F&& f) {
  if (const auto* placed = std::get_if<OrderPlaced>(&fact)) {
    for (const auto& line : placed->lines)
      f(line.sku, line.epoch, -line.quantity);
  } else if (const auto* changed = std::get_if<OrderChanged>(&fact)) {
    for (const auto& line : changed->lines)
      f(line.sku, line.epoch, line.delta);
  } else {
    const auto& moved = std::get<StockMoved>(fact);
    f(moved.sku, moved.epoch, moved.delta);
  }
}

inline StockPlan plan_stock(std::span<const CommitStock> batch) {
  StockPlan plan;
  for (const auto& commit : batch)
    for_each_change(commit.fact, [&](SkuId sku, Epoch epoch, Quantity delta) {
      auto& change = plan.skus[sku];
      change.epoch = std::max(change.epoch, epoch);
      change.delta += delta;
      ++change.entries;
    });
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
