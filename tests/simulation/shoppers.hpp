#pragma once

#include "tests/simulation/cluster.hpp"
#include "tests/simulation/plan.hpp"

#include <caf/event_based_actor.hpp>

#include <map>
#include <set>
#include <string>

namespace baro::sim {

/// Everybody who asks the shop for something. Who got no answer asks again, with the same
/// Idempotency-Key, on whichever node takes requests, until there is one. Each answer is held
/// against what the database has at that moment.
class Shoppers {
public:
  Shoppers(World& world, Cluster& cluster, std::size_t skus);
  ~Shoppers();
  Shoppers(const Shoppers&) = delete;

  void ask(const Happening& request);
  /// The last word: everything on hand can be bought.
  void buy_all();

  bool all_are_answered() const { return waiting_.empty(); }
  std::string who_waits() const;
  /// What has to hold once nothing is asked any more.
  void judge();

private:
  /// What somebody wants, however often it is asked for.
  template <class Reply, class Message>
  struct Wish {
    std::string name;
    /// Made anew for each attempt: ids come from the node that is asked.
    std::function<std::pair<Address, Message>(Node&)> message;
    /// Whether that is the last word: else it is asked for once more.
    std::function<bool(const Result<Reply>&)> answered;
    bool wakes = true;
    std::uint64_t attempts = 0;
  };
  template <class Reply, class Message>
  using WishPtr = std::shared_ptr<Wish<Reply, Message>>;

  template <class Reply, class Message>
  void want(Wish<Reply, Message> wish);
  template <class Reply, class Message>
  void attempt(const WishPtr<Reply, Message>& wish);
  template <class Reply, class Message>
  void try_later(const WishPtr<Reply, Message>& wish);

  /// Will ask for something, and waits for that already.
  void after(milliseconds wait, const std::string& name,
             std::function<void(const std::string&)> ask);

  void place(const std::string& name, UserId user, std::vector<RequestedLine> lines);
  void judge_placed(const std::string& name, const OrderView& view, Moment since);
  void cancel(const std::string& name, const OrderRecord& order);
  void pay(const std::string& name, const OrderRecord& order, bool is_late);
  void charge(const std::string& name, OrderId order, const Payment& payment);
  void expire(const std::string& name, const OrderRecord& order);
  void move(const std::string& name, SkuId sku, Quantity delta);
  void change_price(const std::string& name, SkuId sku, Won price);
  void add_to_cart(const std::string& name, UserId user, SkuId sku, std::int32_t quantity);
  void read_cart(const std::string& name, UserId user);

  const OrderRecord* some_order(std::size_t number) const;
  Tables& tables() const { return cluster_.database().tables; }

  struct Addition {
    UserId user;
    SkuId sku;
    std::string key;
    std::int32_t quantity;
  };

  World& world_;
  Cluster& cluster_;
  std::size_t skus_;
  caf::actor agent_; // asks for all of them
  caf::event_based_actor* self_ = nullptr;
  std::multiset<std::string> waiting_;
  std::vector<std::string> placed_; // orders that were acknowledged
  std::vector<std::string> asked_;
  std::vector<std::string> refusals_;
  std::vector<Addition> additions_;
};

/// The SKUs of a run are numbered from 0.
inline SkuId sku_of(std::size_t number) { return SkuId{static_cast<std::int64_t>(number) + 1}; }
Offer offer_of(SkuId sku);

} // namespace baro::sim
