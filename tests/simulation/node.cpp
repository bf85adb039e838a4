#include "tests/simulation/node.hpp"

#include <caf/send.hpp>

namespace baro::sim {

namespace {

/// 2026-09-21, when nothing of note happens.
constexpr Timestamp wall_clock_start{1'790'000'000'000'000};
constexpr BatchLimits batch_limits{.batch_max = 8, .gathered_min = 3};
constexpr std::size_t stock_connections = 2;

template <class Work>
std::vector<std::unique_ptr<Work>> one(std::unique_ptr<Work> work) {
  std::vector<std::unique_ptr<Work>> all;
  all.push_back(std::move(work));
  return all;
}

std::vector<std::unique_ptr<StockWork>> stock_work(const StoreServices& services,
                                                   StockMetrics& metrics) {
  std::vector<std::unique_ptr<StockWork>> work;
  for (std::size_t i = 0; i < stock_connections; ++i)
    work.push_back(
      std::make_unique<StockWork>(std::make_unique<SimulatedStock>(services), metrics));
  return work;
}

} // namespace

template <class Behavior>
caf::actor Node::spawn_service(Behavior behavior) {
  auto actor = world_.system().spawn(
    [behavior](caf::event_based_actor* self) -> caf::behavior { return behavior(self); });
  world_.own(actor, machine_);
  return actor;
}

template <class Impl, class... Args>
caf::actor Node::spawn(Args&&... args) {
  auto actor
    = caf::actor_cast<caf::actor>(world_.system().spawn<Impl>(std::forward<Args>(args)...));
  world_.own(actor, machine_);
  return actor;
}

Node::Node(World& world, Database& database, Metrics& metrics, Incarnation incarnation,
           std::string name, Span clock_error, KnowPeers know_peers)
  : world_(world),
    machine_(world.add_machine()),
    name_(std::move(name)),
    services_{world, database, {incarnation, machine_}},
    clock_([&world, clock_error] {
      return Timestamp{wall_clock_start.micros + (world.elapsed() + clock_error).count()};
    }),
    ids_(incarnation.value % IdGenerator::nodes_max, clock_),
    links_{shards_by_address_, metrics.cluster},
    reader_(caf::actor_cast<ReaderActor>(spawn_service(
      [this](caf::event_based_actor* self) { return simulated_reader(self, services_); }))),
    stock_writer_(caf::actor_cast<StockWriterActor>(spawn<SimulatedStockWriter>(
      stock_work(services_, metrics.stock), batch_limits, std::cref(services_)))),
    cart_writer_(caf::actor_cast<CartWriterActor>(spawn<SimulatedCartWriter>(
      one(std::make_unique<SimulatedCartWork>(services_)), batch_limits, std::cref(services_)))),
    activator_(caf::actor_cast<StockActivatorActor>(spawn<SimulatedActivator>(
      one(std::make_unique<SimulatedActivation>(services_)), batch_limits, std::cref(services_)))),
    skus_{stock_writer_, reader_, metrics.stock, clock_},
    carts_{cart_writer_, reader_, clock_},
    checkouts_{*this, stock_writer_, reader_, clock_, {}, payment_window},
    orders_{*this, stock_writer_, reader_, ids_, clock_} {
  for (std::uint32_t shard = 0; shard < shards_simulated; ++shard)
    shards_.push_back(
      spawn<ShardImpl>(ShardServices{*this, standing_, metrics.cluster, heat_}, ShardConfig{}));
  for (std::uint32_t shard = 0; shard < shards_max; ++shard)
    shards_by_address_.push_back(shards_[shard % shards_simulated]);
  const MembershipConfig config;
  const auto store = spawn_service([this, lease = config.lease](caf::event_based_actor* self) {
    return simulated_cluster_store(self, services_, lease);
  });
  const auto peers = spawn_service([know_peers](caf::event_based_actor*) -> caf::behavior {
    return {[know_peers](const KnowMembers& news) { know_peers(news.members); }};
  });
  membership_ = spawn<MembershipImpl>(
    MembershipServices{incarnation, name_, caf::actor_cast<ClusterStoreActor>(store), shards_,
                       standing_, metrics.cluster, [this] { is_evicted_ = true; }, [] {}, config});
  caf::anon_send(membership_, peers, std::uint16_t{1});
}

template <class Kept, class Store, class Question, class Spawn>
void Node::load(caf::event_based_actor* shard, const Store& store, Question question, Awake awake,
                Spawn spawn) {
  shard->request(store, caf::infinite, std::move(question))
    .then([awake, spawn](Kept& kept) { awake(spawn(std::move(kept))); },
          [awake](const caf::error& error) { awake(from_caf(error)); });
}

void Node::wake(caf::event_based_actor* shard, Address address, Awake awake) {
  switch (address.kind) {
    case EntityKind::cart: {
      const UserId user{address.id};
      return load<CartActivated>(shard, cart_writer_, ActivateCart{user}, std::move(awake),
                                 [this, user](CartActivated cart) {
                                   return spawn<CartImpl>(user, std::move(cart), carts_);
                                 });
    }
    case EntityKind::sku:
      return load<SkuActivated>(
        shard, activator_, ActivateSku{SkuId{address.id}}, std::move(awake),
        [this](SkuActivated sku) { return spawn<SkuImpl>(std::move(sku), skus_); });
    case EntityKind::order:
      return load<OrderRecord>(
        shard, reader_, LoadOrder{OrderId{address.id}}, std::move(awake),
        [this](OrderRecord order) { return spawn<OrderImpl>(std::move(order), orders_); });
    case EntityKind::checkout: return awake(spawn<CheckoutImpl>(checkouts_));
    default: return awake(Error{Errc::not_found});
  }
}

caf::actor Node::spawn_link() { return spawn<PeerLinkImpl>(membership_, std::cref(links_)); }

void Node::begin_link(Incarnation peer, const caf::actor& link) {
  caf::anon_send(membership_, PeerChanged{peer, link});
}

void Node::end_link(Incarnation peer) { caf::anon_send(membership_, PeerChanged{peer, nullptr}); }

void Node::leave(std::function<void()> left) {
  spawn_service([membership = membership_, left](caf::event_based_actor* self) -> caf::behavior {
    self->request(membership, caf::infinite, LeaveNode{})
      .then([left] { left(); }, [left](const caf::error&) { left(); });
    return {[](caf::unit_t) {}};
  });
}

} // namespace baro::sim
