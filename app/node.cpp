#include "app/node.hpp"

#include "actors/admin/admin_actor.hpp"
#include "actors/catalogue/catalogue_actor.hpp"
#include "actors/deck/shelf_actor.hpp"
#include "actors/entity_waker.hpp"
#include "actors/events/events_actor.hpp"
#include "actors/fitting/fitting_actor.hpp"
#include "actors/identity/password_actor.hpp"
#include "actors/payments/payments_actor.hpp"
#include "actors/webhooks/webhooks_actor.hpp"
#include "app/node_metrics.hpp"
#include "app/vitals.hpp"
#include "cluster/heat.hpp"
#include "cluster/membership.hpp"
#include "cluster/peers.hpp"
#include "cluster/shard_directory.hpp"
#include "cluster/standing.hpp"
#include "monitoring/actor_metrics.hpp"
#include "monitoring/audit_metrics.hpp"
#include "monitoring/cluster_metrics.hpp"
#include "monitoring/connection_metrics.hpp"
#include "monitoring/drop_metrics.hpp"
#include "monitoring/event_metrics.hpp"
#include "monitoring/fitting_metrics.hpp"
#include "monitoring/log.hpp"
#include "monitoring/provider_metrics.hpp"
#include "monitoring/queue_metrics.hpp"
#include "monitoring/stock_metrics.hpp"
#include "net/loop_scheduler.hpp"
#include "net/pictures.hpp"
#include "persistence/auditor.hpp"
#include "persistence/cart_writer.hpp"
#include "persistence/catalogue_writer.hpp"
#include "persistence/cluster_listener.hpp"
#include "persistence/cluster_store.hpp"
#include "persistence/drop_writer.hpp"
#include "persistence/event_stream.hpp"
#include "persistence/fitting_store.hpp"
#include "persistence/housekeeper.hpp"
#include "persistence/like_writer.hpp"
#include "persistence/outbox_relay.hpp"
#include "persistence/pg_stock_repository.hpp"
#include "persistence/product_writer.hpp"
#include "persistence/reader.hpp"
#include "persistence/searcher.hpp"
#include "persistence/session_store.hpp"
#include "persistence/stock_activator.hpp"
#include "persistence/stock_writer.hpp"
#include "persistence/swipe_writer.hpp"
#include "persistence/timekeeper.hpp"
#include "persistence/user_writer.hpp"
#include "persistence/webhook_store.hpp"
#include "providers/generator_actor.hpp"
#include "providers/http_client.hpp"
#include "providers/oauth_actor.hpp"
#include "providers/payment_provider.hpp"
#include "providers/storage_actor.hpp"
#include "providers/url.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/manager.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

namespace baro {

namespace {

struct ActorConfig : caf::actor_system_config {
  ActorConfig(const Settings& settings, Loops& loops, ActorMetrics& metrics) {
    LoopScheduler::use(*this, loops, metrics);
    load<caf::io::middleman>();
    set("caf.middleman.app-identifiers", std::vector<std::string>{"baro"});
    // A peer that is frozen, or cut off, is only noticed by its silence.
    set("caf.middleman.heartbeat-interval", caf::timespan{std::chrono::milliseconds{250}});
    set("caf.middleman.connection-timeout", caf::timespan{std::chrono::milliseconds{1'500}});
    if (settings.cluster.has_tls()) {
      load<caf::openssl::manager>();
      openssl_cafile = settings.cluster.ca;
      openssl_certificate = settings.cluster.certificate;
      openssl_key = settings.cluster.key;
    }
  }
};

PgConfig pg_config(const Settings& settings, const Joined& joined, ConnectionMetrics& metrics) {
  PgConfig config{settings.database_url};
  config.incarnation = joined.incarnation.value;
  config.metrics = &metrics;
  return config;
}

RedisConfig redis_config(const Settings& settings, ConnectionMetrics& metrics) {
  auto config = *parse_redis_url(settings.redis_url);
  config.metrics = &metrics;
  return config;
}

std::vector<std::string_view> entity_kinds() {
  std::vector<std::string_view> kinds;
  boost::mp11::mp_for_each<describe::describe_enumerators<EntityKind>>(
    [&](auto kind) { kinds.emplace_back(kind.name); });
  return kinds;
}

constexpr std::chrono::seconds lease_return_max{1};

} // namespace

/// Members stand in the order in which they need each other.
class Node::Impl {
public:
  Impl(const Settings& settings, const Joined& joined, prometheus::Registry& registry,
       NodeCalls calls)
    : pg_metrics_(registry, "postgres"),
      redis_metrics_(registry, "redis"),
      pg_(pg_config(settings, joined, pg_metrics_)),
      redis_(redis_config(settings, redis_metrics_)),
      ids_(joined.number),
      stock_metrics_(registry),
      drop_metrics_(registry),
      cluster_metrics_(registry, entity_kinds()),
      actor_metrics_(registry),
      queue_metrics_(registry),
      audit_metrics_(registry),
      provider_metrics_(registry),
      event_metrics_(registry),
      fitting_metrics_(registry),
      pictures_(settings.net.pictures, settings.net.picture_bytes_max),
      loops_(static_cast<std::size_t>(settings.threads)),
      config_(settings, loops_, actor_metrics_),
      system_(config_),
      node_metrics_(standing_, system_),
      vitals_(registry, node_metrics_, heat_),
      stock_writer_(service<StockWriterImpl>(stock_repositories(settings.stock_writers),
                                             stock_metrics_, counted(settings.stock_writer))),
      activator_(service<StockActivatorImpl>(counted(StockActivatorConfig{pg_}))),
      cart_writer_(service<CartWriterImpl>(counted(CartWriterConfig{pg_}))),
      like_writer_(service<LikeWriterImpl>(counted(LikeWriterConfig{pg_}))),
      swipe_writer_(service<SwipeWriterImpl>(
        counted(SwipeWriterConfig{pg_, static_cast<std::size_t>(settings.swipe_writers)}))),
      drop_writer_(service<DropWriterImpl>(counted(DropWriterConfig{pg_}))),
      catalogue_writer_(service<CatalogueWriterImpl>(counted(CatalogueWriterConfig{pg_}))),
      product_writer_(service<ProductWriterImpl>(counted(ProductWriterConfig{pg_}))),
      user_writer_(service<UserWriterImpl>(counted(UserWriterConfig{pg_}))),
      session_store_(service<SessionStoreImpl>(counted(SessionStoreConfig{redis_}))),
      reader_(service<ReaderImpl>(reader_config(settings))),
      searcher_(service<SearcherImpl>(counted(SearcherConfig{pg_}))),
      shelf_(service<ShelfImpl>(ShelfServices{reader_, shelf_place_, settings.shelf})),
      housekeeper_(blocking<HousekeeperImpl>(housekeeper_config(settings))),
      outbox_relay_(blocking<OutboxRelayImpl>(relay_config(settings), event_metrics_)),
      fitting_store_(service<FittingStoreImpl>(counted(FittingStoreConfig{pg_}))),
      waker_({activator_,
              {stock_writer_, reader_, stock_metrics_, now, settings.sku},
              {cart_writer_, reader_, now},
              {directory_, stock_writer_, reader_, now, {}, settings.payment_window},
              {directory_, stock_writer_, reader_, ids_, now},
              {session_store_, steady_now, settings.session},
              {swipe_writer_, reader_, shelf_place_, now},
              {fitting_store_, now, settings.credit},
              {drop_writer_, reader_, drop_metrics_, now},
              {reader_, now}}),
      directory_(system_, {waker_, standing_, cluster_metrics_, heat_}, settings.shard),
      http_client_(service<HttpClientImpl>(settings.http_client, provider_metrics_)),
      oauth_(service<OauthImpl>(OauthServices{http_client_, now, settings.oauth})),
      fitting_(fitting(settings)),
      identity_(service<IdentityImpl>(
        IdentityServices{passwords(settings.password_threads), user_writer_, reader_,
                         session_store_, oauth_, directory_, ids_, steady_now, settings.identity})),
      catalogue_(service<CatalogueImpl>(CatalogueServices{
        directory_, reader_, catalogue_writer_, product_writer_, like_writer_, searcher_, shelf_})),
      cluster_store_(blocking<ClusterStoreImpl>(store_config(settings, joined.incarnation))),
      admin_(service<AdminImpl>(AdminServices{reader_, user_writer_, identity_, cluster_store_})),
      payments_(service<PaymentsImpl>(PaymentsServices{
        directory_, reader_, service<PaymentProviderImpl>(http_client_, settings.payments),
        settings.net.payment_provider.name})),
      events_(service<EventsImpl>(
        EventsServices{event_stream(), event_stream(), reader_, event_metrics_, settings.events})),
      webhooks_(service<WebhooksImpl>(
        WebhooksServices{service<WebhookStoreImpl>(counted(WebhookStoreConfig{pg_})),
                         service<HttpClientImpl>(settings.http_client, provider_metrics_), now,
                         is_callable, event_metrics_, settings.webhooks})),
      membership_(keep(caf::actor_cast<caf::actor>(system_.spawn<MembershipImpl>(MembershipServices{
        joined.incarnation, settings.cluster.advertised_host, cluster_store_, directory_.shards(),
        standing_, cluster_metrics_, std::move(calls.evicted), std::move(calls.asked_to_leave),
        settings.membership})))),
      peers_(keep(caf::actor_cast<caf::actor>(system_.spawn<PeersImpl>(
        PeersServices{{joined.incarnation, settings.node_name, joined.cluster_id},
                      network(settings.cluster),
                      membership_,
                      links_})))) {
    const auto port = publish(settings.cluster);
    log_info("cluster_port", {{"port", port}, {"tls", settings.cluster.has_tls()}});
    const auto advertised = settings.cluster.advertised_port;
    caf::anon_send(membership_, peers_, advertised == 0 ? port : advertised);
    blocking<ClusterListenerImpl>(pg_, membership_);
    TimekeeperConfig timekeeper{pg_};
    timekeeper.payment_check_pause = settings.payment_check_pause;
    blocking<TimekeeperImpl>(directory_, payments_, timekeeper);
    if (settings.audit_interval.count() > 0)
      blocking<AuditorImpl>(AuditorConfig{.pg = pg_, .interval = settings.audit_interval},
                            audit_metrics_);
    // Last: it looks at all the others from a thread of its own.
    watcher_ = system_.spawn([this](caf::event_based_actor* self) -> caf::behavior {
      watch(self);
      return {[](caf::unit_t) {}};
    });
  }

  ~Impl() {
    caf::anon_send_exit(watcher_, caf::exit_reason::user_shutdown);
    give_lease_back();
    directory_.stop();
    for (const auto& actor : actors_)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    system_.await_all_actors_done();
  }

  Services services() {
    return {system_, directory_, identity_, catalogue_, admin_,  payments_,
            events_, webhooks_,  ids_,      loops_,     fitting_};
  }

  bool is_serving() const {
    return standing_.is_serving() && standing_.holds_lease(std::chrono::steady_clock::now());
  }

  const prometheus::Collectable& metrics() const { return node_metrics_; }

  void leave(std::chrono::milliseconds longest) {
    caf::scoped_actor self{system_};
    self->request(membership_, longest, LeaveNode{})
      .receive([] { log_info("node_left"); },
               [](const caf::error& error) {
                 log_warning("node_leaves_late", {{"reason", to_string(error)}});
               });
  }

  void finish_answers(std::chrono::milliseconds longest) {
    caf::scoped_actor self{system_};
    self->request(peers_, longest, Farewell{})
      .receive([] {},
               [](const caf::error& error) {
                 log_warning("answers_not_finished", {{"reason", to_string(error)}});
               });
  }

private:
  /// Without it, whoever comes next would have to wait until the lease has run out.
  void give_lease_back() {
    caf::anon_send_exit(membership_, caf::exit_reason::user_shutdown);
    caf::scoped_actor self{system_};
    self->request(cluster_store_, lease_return_max, LeaveCluster{})
      .receive([] {},
               [](const caf::error& error) {
                 log_warning("lease_not_returned", {{"reason", to_string(error)}});
               });
  }

  caf::io::middleman_actor network(const ClusterPortSettings& settings) {
    return settings.has_tls() ? system_.openssl_manager().actor_handle()
                              : system_.middleman().actor_handle();
  }

  std::uint16_t publish(const ClusterPortSettings& settings) {
    std::uint16_t bound = 0;
    std::string failure;
    caf::scoped_actor self{system_};
    self
      ->request(network(settings), caf::infinite, caf::publish_atom_v, settings.port,
                caf::actor_cast<caf::strong_actor_ptr>(peers_), std::set<std::string>{},
                settings.address, true)
      .receive([&](std::uint16_t port) { bound = port; },
               [&](const caf::error& error) { failure = to_string(error); });
    if (!failure.empty())
      throw std::runtime_error{fmt::format("cannot listen on {}:{} for other nodes: {}",
                                           settings.address, settings.port, failure)};
    return bound;
  }

  /// Without one of these a node looks alive and answers nothing. Better a dead process, which is
  /// noticed and started again.
  void watch(caf::event_based_actor* self) {
    for (const auto& service : actors_)
      self->monitor(service);
    for (const auto& shard : directory_.shards())
      self->monitor(shard);
    self->set_down_handler([](const caf::down_msg& down) {
      log_error("service_died", {{"reason", to_string(down.reason)}});
      log_stop();
      std::abort();
    });
  }

  template <class Handle>
  Handle keep(Handle actor) {
    actors_.push_back(caf::actor_cast<caf::actor>(actor));
    return actor;
  }

  /// Does not block: what has to, its workers do.
  template <class Actor, class... Args>
  caf::infer_handle_from_class_t<Actor> service(Args&&... args) {
    return keep(system_.spawn<Actor>(std::forward<Args>(args)...));
  }

  /// On a thread of its own.
  template <class Actor, class... Args>
  caf::infer_handle_from_class_t<Actor> blocking(Args&&... args) {
    return keep(system_.spawn<Actor, caf::detached>(std::forward<Args>(args)...));
  }

  std::vector<std::unique_ptr<StockRepository>> stock_repositories(int writers) {
    std::vector<std::unique_ptr<StockRepository>> result;
    for (int i = 0; i < writers; ++i)
      result.push_back(std::make_unique<PgStockRepository>(pg_, stock_metrics_));
    return result;
  }

  /// Counts what waits for the connections of whoever has that configuration.
  template <class Config>
  Config counted(Config config) {
    config.limits.metrics = &queue_metrics_;
    return config;
  }

  ReaderConfig reader_config(const Settings& settings) {
    return {
      .pg = pg_, .workers = static_cast<std::size_t>(settings.readers), .metrics = &queue_metrics_};
  }

  ClusterStoreConfig store_config(const Settings& settings, Incarnation me) {
    ClusterStoreConfig config{pg_, me, settings.membership.lease};
    config.vitals_pause = settings.vitals_interval;
    if (settings.vitals_interval.count() > 0)
      config.vitals = [this] { return vitals_.read(); };
    return config;
  }

  HousekeeperConfig housekeeper_config(const Settings& settings) const {
    return {.pg = pg_, .events_keep = settings.events_keep};
  }

  OutboxRelayConfig relay_config(const Settings& settings) const {
    OutboxRelayConfig config;
    config.outbox.pg = pg_;
    config.outbox.redis = redis_;
    config.outbox.stream_events_max = settings.event_stream_max;
    return config;
  }

  EventStreamActor event_stream() { return blocking<EventStreamImpl>(EventStreamConfig{redis_}); }

  std::vector<PasswordActor> passwords(int threads) {
    std::vector<PasswordActor> result;
    for (int i = 0; i < threads; ++i)
      result.push_back(blocking<PasswordImpl>());
    return result;
  }

  /// None, unless there is a storage, and somebody who draws.
  std::optional<FittingActor> fitting(const Settings& settings) {
    if (!settings.has_fitting())
      return std::nullopt;
    auto storage = service<StorageImpl>(StorageServices{http_client_, now, settings.storage});
    auto generator = blocking<GeneratorImpl>(http_client_, settings.generation);
    auto own_picture = [this](std::string_view path) -> Result<std::string> {
      auto found = pictures_.find(path, /*if_none_match=*/{});
      if (!found)
        return std::move(found).error();
      return std::move(found->body);
    };
    return service<FittingImpl>(FittingServices{
      fitting_store_, reader_, std::move(storage), std::move(generator), http_client_, directory_,
      std::move(own_picture), now, fitting_metrics_, settings.fitting});
  }

  ConnectionMetrics pg_metrics_;
  ConnectionMetrics redis_metrics_;
  PgConfig pg_;
  RedisConfig redis_;
  IdGenerator ids_;
  StockMetrics stock_metrics_;
  DropMetrics drop_metrics_;
  ClusterMetrics cluster_metrics_;
  ActorMetrics actor_metrics_;
  QueueMetrics queue_metrics_;
  AuditMetrics audit_metrics_;
  ProviderMetrics provider_metrics_;
  EventMetrics event_metrics_;
  FittingMetrics fitting_metrics_;
  Pictures pictures_;
  Standing standing_;
  Heat heat_{std::chrono::steady_clock::now()};
  ShelfPlace shelf_place_;
  Loops loops_;
  ActorConfig config_;
  caf::actor_system system_;
  NodeMetrics node_metrics_;
  Vitals vitals_;
  std::vector<caf::actor> actors_; // to end them
  StockWriterActor stock_writer_;
  StockActivatorActor activator_;
  CartWriterActor cart_writer_;
  LikeWriterActor like_writer_;
  SwipeWriterActor swipe_writer_;
  DropWriterActor drop_writer_;
  CatalogueWriterActor catalogue_writer_;
  ProductWriterActor product_writer_;
  UserWriterActor user_writer_;
  SessionStoreActor session_store_;
  ReaderActor reader_;
  SearcherActor searcher_;
  ShelfActor shelf_;
  HousekeeperActor housekeeper_;
  OutboxRelayActor outbox_relay_;
  FittingStoreActor fitting_store_;
  EntityWaker waker_;
  ShardDirectory directory_;
  HttpClientActor http_client_;
  OauthActor oauth_;
  std::optional<FittingActor> fitting_;
  IdentityActor identity_;
  CatalogueActor catalogue_;
  ClusterStoreActor cluster_store_;
  AdminActor admin_;
  PaymentsActor payments_;
  EventsActor events_;
  WebhooksActor webhooks_;
  caf::actor membership_;
  LinkServices links_{directory_.shards(), cluster_metrics_};
  caf::actor peers_;
  caf::actor watcher_;
};

Node::Node(const Settings& settings, const Joined& joined, prometheus::Registry& registry,
           NodeCalls calls)
  : impl_(std::make_unique<Impl>(settings, joined, registry, std::move(calls))) {}

Node::~Node() = default;

Services Node::services() { return impl_->services(); }

bool Node::is_serving() const { return impl_->is_serving(); }

const prometheus::Collectable& Node::metrics() const { return impl_->metrics(); }

void Node::leave(std::chrono::milliseconds longest) { impl_->leave(longest); }

void Node::finish_answers(std::chrono::milliseconds longest) { impl_->finish_answers(longest); }

} // namespace baro
