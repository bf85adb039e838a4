#pragma once

#include "persistence/pg.hpp"
#include "persistence/stock_plan.hpp"

#include <span>
#include <vector>

namespace baro {

/// The configuration of connections that run statements_of(): the planner is left one way through
/// `inventory`, which locks its rows in the order of their keys.
PgConfig along_the_keys(PgConfig config);

/// Writes down a batch. Together they are one transaction, which fails with `changed_sqlstate` when
/// an order, a turn or a SKU is not as it was decided on, and with a unique violation when a key is
/// not new. The last one moves the stock, if any moves.
std::vector<PgStatement> statements_of(std::span<const CommitStock> batch, const StockPlan& plan);

/// A turn that an order of the batch spends.
struct TurnRow {
  std::size_t fact = 0; // its index in the batch
  const OrderPlaced* order;
  const SpentTurn* turn;
};

/// In the order in which their rows are locked.
std::vector<TurnRow> turns_of(std::span<const CommitStock> batch);

/// Turns, who spends them, for how many units, and in which orders.
PgParams keys_of(const std::vector<TurnRow>& turns);

/// SKUs, their epochs, and by how much they change.
PgParams changes_of(const StockPlan& plan);

} // namespace baro
