#pragma once

#include "actors/cart/cart_actor.hpp"
#include "actors/checkout/checkout_actor.hpp"
#include "actors/order/order_actor.hpp"
#include "actors/sku/sku_actor.hpp"
#include "cluster/heat.hpp"
#include "cluster/membership.hpp"
#include "cluster/peer_link.hpp"
#include "cluster/shard.hpp"
#include "cluster/standing.hpp"
#include "monitoring/cluster_metrics.hpp"
#include "monitoring/stock_metrics.hpp"
#include "tests/simulation/stores.hpp"

#include <map>
#include <memory>
#include <string>

namespace baro::sim {

/// A run uses a few shards only: addresses meet in them.
inline constexpr std::uint32_t shards_simulated = 8;
inline constexpr milliseconds payment_window{4'000};

/// What outlives all runs, since nobody looks at it.
struct Metrics {
  prometheus::Registry registry;
  StockMetrics stock{registry};
  ClusterMetrics cluster{registry};
};

/// One run of a node, from joining to its end: the real actors, joined as app/node.cpp joins them,
/// before a simulated database and network.
class Node : public EntityFactory, public Directory {
public:
  /// `know_members` is told whom the node should be connected with.
  using KnowPeers = std::function<void(const std::vector<Member>&)>;

  Node(World& world, Database& database, Metrics& metrics, Incarnation incarnation,
       std::string name, Span clock_error, KnowPeers know_peers);
  ~Node() override { world_.end(machine_); }

  World::Machine machine() const { return machine_; }
  Incarnation incarnation() const { return services_.client.node; }
  const std::string& name() const { return name_; }
  bool is_evicted() const { return is_evicted_; }
  /// Whether its edge takes requests.
  bool is_ready() const { return standing_.is_serving() && standing_.holds_lease(world_.now()); }
  IdGenerator& ids() { return ids_; }

  caf::actor shard_of(Address address) const override {
    return shards_[baro::shard_of(address) % shards_simulated];
  }
  void wake(caf::event_based_actor* shard, Address address, Awake awake) override;

  /// This node's end of a connection to another one, which it does not know of before
  /// begin_link().
  caf::actor spawn_link();
  void begin_link(Incarnation peer, const caf::actor& link);
  void end_link(Incarnation peer);

  void leave(std::function<void()> left);

private:
  /// An actor of the simulation, on this machine.
  template <class Behavior>
  caf::actor spawn_service(Behavior behavior);
  template <class Impl, class... Args>
  caf::actor spawn(Args&&... args);
  template <class Kept, class Store, class Question, class Spawn>
  void load(caf::event_based_actor* shard, const Store& store, Question question, Awake awake,
            Spawn spawn);
  caf::actor spawn_writer();

  World& world_;
  World::Machine machine_;
  std::string name_;
  StoreServices services_;
  std::function<Timestamp()> clock_;
  IdGenerator ids_;
  Standing standing_;
  Heat heat_{std::chrono::steady_clock::now()};
  bool is_evicted_ = false;
  std::vector<caf::actor> shards_;
  std::vector<caf::actor> shards_by_address_; // as PEER LINKs look them up
  LinkServices links_;
  ReaderActor reader_;
  StockWriterActor stock_writer_;
  CartWriterActor cart_writer_;
  StockActivatorActor activator_;
  SkuServices skus_;
  CartServices carts_;
  CheckoutServices checkouts_;
  OrderServices orders_;
  caf::actor membership_;
};

} // namespace baro::sim
