#pragma once

#include "persistence/stock_plan.hpp"
#include "protocol/cart.hpp"
#include "protocol/order.hpp"
#include "tests/simulation/world.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace baro::sim {

/// Addresses that begin so make PostgreSQL fail: a fact that nobody can commit.
inline constexpr std::string_view poison = "poison";

/// What PostgreSQL keeps of the shop, and what it takes: the rules of the statements in
/// persistence/, said once more. Each call is one transaction, all of it or nothing.
///
/// It is the judge, too: whatever is written is held against the promises at once.
class Tables {
public:
  explicit Tables(World& world) : world_(world) {}

  // Stock and orders
  void add_sku(const Offer& offer, Quantity on_hand);
  /// Whether all of it was written.
  bool write(std::span<const CommitStock> batch, const StockPlan& plan);
  struct Explanation {
    std::vector<StockRefusal> refusals;
    std::string disagreement; // empty: no actor has given away more than there is
  };
  /// What stood in its way, as PgStockRepository::explain() finds it.
  Explanation explain(std::span<const CommitStock> batch, const StockPlan& plan) const;
  Result<bool> was_committed(const CommitStock& commit) const;
  Result<SkuActivated> activate(SkuId sku);
  /// From now on it may be sold for that, and only for that once its owner was told so.
  void begin_price(SkuId sku, Won price);
  void end_price_before(SkuId sku, Won price);

  // Carts
  struct Cart {
    Epoch epoch = 0;
    std::int64_t version = 0;
    std::map<SkuId, CartLine> lines;
    std::map<SkuId, Timestamp> touched;
  };
  /// What stands in the way; nothing: it is written.
  std::vector<BatchRefusal<CartCommitted>> write(std::span<const CommitCart> batch);
  Result<bool> was_committed(std::span<const CommitCart> batch) const;
  CartActivated activate(UserId user);

  // Questions
  Result<StoredAnswer> find(const FindAnswer& question) const;
  Offers find(const FindOffers& question) const;
  Result<OrderRecord> load(OrderId order) const;

  /// The order that an intent has led to, or null. Orders carry it in their address.
  const OrderRecord* order_of(const std::string& intent) const;
  bool has_movement(const std::string& intent) const { return movements_.contains(intent); }
  bool has_key(UserId user, const std::string& key) const { return keys_.contains({user, key}); }
  const Cart& cart(UserId user) { return carts_[user]; }
  Quantity on_hand(SkuId sku) const { return skus_.at(sku).on_hand; }
  /// Whether it could have that price at any time since then.
  bool had_price_since(SkuId sku, Won price, Moment since) const;

private:
  struct Sku {
    Offer offer;
    Quantity on_hand = 0;
    Epoch epoch = 0;
    Quantity moved = 0;                         // by receipts and adjustments
    std::vector<std::pair<Won, Moment>> prices; // and until when
  };
  struct KeptOrder {
    OrderRecord record;
    std::optional<ChangeId> change;
  };
  struct Key {
    std::string fingerprint;
    std::string answer;
  };
  using KeyName = std::pair<UserId, std::string>;

  bool is_acceptable(std::span<const CommitStock> batch, const StockPlan& plan);
  void keep(const OrderPlaced& placed);
  void keep(const OrderChanged& changed);
  void keep(const StockMoved& moved);
  Result<StoredAnswer> answer_of(const IdempotencyRecord& record) const;
  void judge_epochs(const CommitStock& commit);
  void judge_money(const OrderRecord& order);
  void judge_stock();

  World& world_;
  std::map<SkuId, Sku> skus_;
  std::map<OrderId, KeptOrder> orders_;
  std::map<std::string, OrderId> orders_by_intent_;
  std::set<std::string> movements_; // by intent
  std::set<std::pair<SkuId, ChangeId>> changes_;
  std::map<KeyName, Key> keys_;
  std::map<UserId, Cart> carts_;
};

} // namespace baro::sim
