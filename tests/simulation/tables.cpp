#include "tests/simulation/tables.hpp"

#include "actors/order/order.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace baro::sim {

namespace {

OrderRecord record_of(const OrderPlaced& placed) {
  OrderRecord record;
  record.user = placed.user;
  record.view.order_id = placed.order;
  record.view.shipping_address = placed.shipping_address;
  record.view.total_price = placed.total_price;
  record.view.ordered_at = placed.ordered_at;
  record.view.payment_due_at = placed.payment_due_at;
  if (placed.total_price == 0)
    record.view.order_status = OrderStatus::PAID;
  for (const auto& line : placed.lines) {
    OrderItemView item;
    item.product_id = line.product;
    item.sku_id = line.sku;
    item.quantity = line.quantity;
    item.price_at_purchase = line.price;
    record.view.items.push_back(item);
  }
  return record;
}

} // namespace

void Tables::add_sku(const Offer& offer, Quantity on_hand) {
  skus_[offer.sku] = {offer, on_hand, 0, on_hand, {{offer.price, Moment::max()}}};
}

// Stock and orders -------------------------------------------------------------------------------

bool Tables::is_acceptable(std::span<const CommitStock> batch, const StockPlan& plan) {
  std::set<KeyName> keys;
  for (const auto& [fact, record] : batch) {
    if (record) {
      const KeyName name{record->user, record->idempotency.key};
      if (keys_.contains(name) || !keys.insert(name).second)
        return false;
    }
    if (const auto* placed = std::get_if<OrderPlaced>(&fact))
      if (placed->shipping_address.starts_with(poison) || orders_.contains(placed->order))
        return false;
    if (const auto* changed = std::get_if<OrderChanged>(&fact)) {
      const auto& version = orders_.at(changed->order).record.version;
      if (version != changed->version)
        return false;
    }
  }
  return std::ranges::all_of(plan.skus, [&](const auto& change) {
    const auto& sku = skus_.at(change.first);
    return sku.epoch == change.second.epoch && sku.on_hand + change.second.delta >= 0;
  });
}

bool Tables::write(std::span<const CommitStock> batch, const StockPlan& plan) {
  if (!is_acceptable(batch, plan))
    return false;
  for (const auto& commit : batch) {
    judge_epochs(commit);
    if (const auto& record = commit.idempotency)
      keys_[{record->user, record->idempotency.key}]
        = {record->idempotency.fingerprint, record->answer};
    for_each_change(commit.fact,
                    [this](SkuId sku, Epoch, Quantity delta) { skus_.at(sku).on_hand += delta; });
    std::visit(
      [this](const auto& fact) {
        if constexpr (requires { keep(fact); })
          keep(fact);
      },
      commit.fact);
  }
  judge_stock();
  return true;
}

void Tables::keep(const OrderPlaced& placed) {
  const auto& intent = placed.shipping_address;
  if (orders_by_intent_.contains(intent))
    world_.violated("P3", "two orders of " + intent);
  orders_by_intent_[intent] = placed.order;
  orders_[placed.order] = {record_of(placed), std::nullopt};
  world_.note(fmt::format("committed: {} is order {}", intent, placed.order.value));
}

void Tables::keep(const OrderChanged& changed) {
  auto& kept = orders_.at(changed.order);
  Order order{kept.record};
  auto step = changed;
  step.version = kept.record.version;
  order.apply(step);
  kept = {order.record(), changed.change};
  world_.note(fmt::format("committed: order {} is {} at version {}", changed.order.value,
                          name_of(changed.status), kept.record.version));
  judge_money(kept.record);
}

void Tables::keep(const StockMoved& moved) {
  skus_.at(moved.sku).moved += moved.delta;
  changes_.emplace(moved.sku, moved.change);
  if (!movements_.insert(moved.note.value_or("")).second)
    world_.violated("P3", "two movements of " + moved.note.value_or(""));
  world_.note(fmt::format("committed: {} moves {} by {}", moved.note.value_or(""), moved.sku.value,
                          moved.delta));
}

// In the order in which PgStockRepository looks.
Tables::Explanation Tables::explain(std::span<const CommitStock> batch,
                                    const StockPlan& plan) const {
  Explanation explanation;
  auto& refusals = explanation.refusals;
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto& record = batch[i].idempotency) {
      const auto answer = answer_of(*record);
      if (answer)
        refusals.emplace_back(i, StockCommitted{answer->answer});
      else if (answer.error().code != Errc::not_found)
        refusals.emplace_back(i, answer.error());
    }
  if (!refusals.empty())
    return explanation;
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto* changed = std::get_if<OrderChanged>(&batch[i].fact);
        changed && orders_.at(changed->order).record.version != changed->version)
      refusals.emplace_back(i, Error{Errc::fenced, "the order has changed meanwhile"});
  std::set<SkuId> ours;
  for (const auto& [id, change] : plan.skus) {
    const auto& sku = skus_.at(id);
    if (sku.epoch != change.epoch)
      continue;
    if (sku.on_hand + change.delta >= 0)
      ours.insert(id);
    else
      explanation.disagreement = fmt::format("SKU {} has {}, and its actor gave away {}", id.value,
                                             sku.on_hand, -change.delta);
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Error moved{Errc::fenced, "a SKU was activated elsewhere"};
    for_each_change(batch[i].fact, [&](SkuId sku, Epoch, Quantity) {
      if (!ours.contains(sku))
        moved.shortages.push_back({sku});
    });
    if (!moved.shortages.empty())
      refusals.emplace_back(i, std::move(moved));
  }
  return explanation;
}

Result<bool> Tables::was_committed(const CommitStock& commit) const {
  if (const auto* placed = std::get_if<OrderPlaced>(&commit.fact))
    return orders_.contains(placed->order);
  if (const auto* moved = std::get_if<StockMoved>(&commit.fact))
    return changes_.contains({moved->sku, moved->change});
  const auto& changed = std::get<OrderChanged>(commit.fact);
  const auto& kept = orders_.at(changed.order);
  if (kept.record.version > changed.version + 1)
    return Error{Errc::deadline_passed, "the order has gone on"};
  return kept.record.version == changed.version + 1 && kept.change == changed.change;
}

Result<SkuActivated> Tables::activate(SkuId id) {
  const auto it = skus_.find(id);
  if (it == skus_.end())
    return Error{Errc::not_found};
  auto& sku = it->second;
  const auto before = sku.epoch;
  ++sku.epoch;
  if (sku.epoch <= before)
    world_.violated("P5", "an activation without an epoch of its own");
  SkuActivated activated;
  activated.offer = sku.offer;
  activated.on_hand = sku.on_hand;
  activated.epoch = sku.epoch;
  return activated;
}

void Tables::begin_price(SkuId id, Won price) {
  auto& sku = skus_.at(id);
  sku.offer.price = price;
  sku.prices.emplace_back(price, Moment::max());
}

void Tables::end_price_before(SkuId id, Won price) {
  for (auto& [before, until] : skus_.at(id).prices) {
    if (before == price)
      return;
    until = std::min(until, world_.now());
  }
}

bool Tables::had_price_since(SkuId id, Won price, Moment since) const {
  return std::ranges::any_of(skus_.at(id).prices, [&](const auto& known) {
    return known.first == price && known.second >= since;
  });
}

// Carts ------------------------------------------------------------------------------------------

std::vector<BatchRefusal<CartCommitted>> Tables::write(std::span<const CommitCart> batch) {
  std::vector<BatchRefusal<CartCommitted>> refusals;
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto& record = batch[i].idempotency) {
      const auto answer = answer_of(*record);
      if (answer)
        refusals.push_back({i, CartCommitted{answer->answer}});
      else if (answer.error().code != Errc::not_found)
        refusals.push_back({i, answer.error()});
    }
  if (!refusals.empty())
    return refusals;
  auto after = carts_;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& change = batch[i].change;
    auto& cart = after[change.user];
    if (cart.epoch != change.epoch || cart.version + 1 != change.version) {
      refusals.push_back({i, Error{Errc::fenced, "the cart was activated or changed elsewhere"}});
      continue;
    }
    cart.version = change.version;
    for (const auto& line : change.lines) {
      cart.lines.erase(line.sku);
      if (line.quantity > 0)
        cart.lines.emplace(line.sku, line);
      cart.touched[line.sku] = change.changed_at;
    }
  }
  if (!refusals.empty())
    return refusals;
  carts_ = std::move(after);
  for (const auto& commit : batch)
    if (const auto& record = commit.idempotency)
      keys_[{record->user, record->idempotency.key}]
        = {record->idempotency.fingerprint, record->answer};
  return {};
}

Result<bool> Tables::was_committed(std::span<const CommitCart> batch) const {
  for (const auto& commit : batch) {
    const auto& change = commit.change;
    const auto cart = carts_.find(change.user);
    if (cart != carts_.end() && cart->second.epoch == change.epoch)
      return cart->second.version >= change.version;
  }
  return Error{Errc::deadline_passed, "the carts have been activated elsewhere meanwhile"};
}

// What was ordered since a line was last touched is taken out, as activate_carts() does.
CartActivated Tables::activate(UserId user) {
  auto& cart = carts_[user];
  ++cart.epoch;
  bool has_changed = false;
  for (const auto& [id, kept] : orders_)
    if (kept.record.user == user)
      for (const auto& item : kept.record.view.items)
        if (const auto line = cart.lines.find(item.sku_id);
            line != cart.lines.end() && cart.touched[item.sku_id] < kept.record.view.ordered_at) {
          cart.lines.erase(line);
          has_changed = true;
        }
  cart.version += has_changed;
  CartActivated activated{cart.epoch, cart.version, {}};
  for (const auto& [sku, line] : cart.lines)
    activated.lines.push_back(line);
  std::ranges::sort(activated.lines, {}, &CartLine::item);
  return activated;
}

// Questions --------------------------------------------------------------------------------------

Result<StoredAnswer> Tables::answer_of(const IdempotencyRecord& record) const {
  return find(FindAnswer{record.user, record.idempotency});
}

Result<StoredAnswer> Tables::find(const FindAnswer& question) const {
  const auto key = keys_.find({question.user, question.idempotency.key});
  if (key == keys_.end())
    return Error{Errc::not_found};
  if (key->second.fingerprint != question.idempotency.fingerprint)
    return Error{Errc::idempotency_key_reused};
  return StoredAnswer{key->second.answer};
}

Offers Tables::find(const FindOffers& question) const {
  Offers offers;
  for (const auto id : question.skus)
    if (const auto sku = skus_.find(id); sku != skus_.end())
      offers.all.push_back({sku->second.offer, sku->second.on_hand, {}});
  return offers;
}

Result<OrderRecord> Tables::load(OrderId order) const {
  const auto kept = orders_.find(order);
  if (kept == orders_.end())
    return Error{Errc::not_found};
  return kept->second.record;
}

const OrderRecord* Tables::order_of(const std::string& intent) const {
  const auto order = orders_by_intent_.find(intent);
  return order == orders_by_intent_.end() ? nullptr : &orders_.at(order->second).record;
}

// The judge --------------------------------------------------------------------------------------

void Tables::judge_epochs(const CommitStock& commit) {
  for_each_change(commit.fact, [this](SkuId sku, Epoch epoch, Quantity) {
    if (epoch != skus_.at(sku).epoch)
      world_.violated("P5", fmt::format("SKU {}: activation {} wrote, though {} is the newest",
                                        sku.value, epoch, skus_.at(sku).epoch));
  });
  if (const auto* changed = std::get_if<OrderChanged>(&commit.fact))
    if (orders_.at(changed->order).record.version != changed->version)
      world_.violated("P5", fmt::format("order {}: a step from version {} was written at {}",
                                        changed->order.value, changed->version,
                                        orders_.at(changed->order).record.version));
}

void Tables::judge_money(const OrderRecord& order) {
  Won kept = 0;
  for (const auto& payment : order.payments)
    if (payment.status == PaymentStatus::CONFIRMED)
      kept += payment.amount;
  for (const auto& refund : order.refunds)
    kept -= refund.amount;
  const bool is_paid = order.view.order_status == OrderStatus::PAID;
  if (kept != (is_paid ? order.view.total_price : 0))
    world_.violated(
      "money", fmt::format("order {} is {}, and {} of {} won are kept", order.view.order_id.value,
                           name_of(order.view.order_status), kept, order.view.total_price));
}

// Not from what was written, but from what there is now.
void Tables::judge_stock() {
  std::map<SkuId, Quantity> sold;
  for (const auto& [id, kept] : orders_)
    if (kept.record.view.order_status != OrderStatus::CANCELLED)
      for (const auto& item : kept.record.view.items)
        sold[item.sku_id] += item.quantity;
  for (const auto& [id, sku] : skus_) {
    if (sold[id] > sku.moved)
      world_.violated("P1", fmt::format("SKU {}: {} units were sold, {} were there", id.value,
                                        sold[id], sku.moved));
    if (sku.on_hand != sku.moved - sold[id])
      world_.violated("P4", fmt::format("SKU {}: {} on hand, {} received, {} sold", id.value,
                                        sku.on_hand, sku.moved, sold[id]));
  }
}

} // namespace baro::sim
