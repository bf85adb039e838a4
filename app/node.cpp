#include "app/node.hpp"

#include "actors/catalogue/catalogue_actor.hpp"
#include "actors/entity_waker.hpp"
#include "actors/identity/password_actor.hpp"
#include "cluster/local_directory.hpp"
#include "monitoring/cluster_metrics.hpp"
#include "monitoring/log.hpp"
#include "monitoring/stock_metrics.hpp"
#include "persistence/cart_writer.hpp"
#include "persistence/catalogue_writer.hpp"
#include "persistence/housekeeper.hpp"
#include "persistence/like_writer.hpp"
#include "persistence/pg_stock_repository.hpp"
#include "persistence/reader.hpp"
#include "persistence/session_store.hpp"
#include "persistence/stock_activator.hpp"
#include "persistence/stock_writer.hpp"
#include "persistence/user_writer.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <cstdlib>

namespace baro {

namespace {

struct ActorConfig : caf::actor_system_config {
  explicit ActorConfig(const Settings& settings) {
    set("caf.scheduler.max-threads", static_cast<std::size_t>(settings.actor_threads));
    // Most messages come from the edge's threads, which is what the stealing scheduler is bad at.
    set("caf.scheduler.policy", "sharing");
  }
};

} // namespace

/// Members stand in the order in which they need each other.
class Node::Impl {
public:
  Impl(const Settings& settings, prometheus::Registry& registry)
    : pg_{settings.database_url},
      ids_(settings.node_number),
      stock_metrics_(registry),
      cluster_metrics_(registry),
      config_(settings),
      system_(config_),
      stock_writer_(
        service<StockWriterImpl>(std::make_unique<PgStockRepository>(pg_, stock_metrics_),
                                 stock_metrics_, StockWriterConfig{})),
      activator_(service<StockActivatorImpl>(StockActivatorConfig{pg_})),
      cart_writer_(service<CartWriterImpl>(CartWriterConfig{pg_})),
      like_writer_(service<LikeWriterImpl>(LikeWriterConfig{pg_})),
      catalogue_writer_(service<CatalogueWriterImpl>(CatalogueWriterConfig{pg_})),
      user_writer_(service<UserWriterImpl>(UserWriterConfig{pg_})),
      session_store_(
        service<SessionStoreImpl>(SessionStoreConfig{*parse_redis_url(settings.redis_url)})),
      reader_(service<ReaderImpl>(ReaderConfig{pg_, static_cast<std::size_t>(settings.readers)})),
      housekeeper_(blocking<HousekeeperImpl>(HousekeeperConfig{pg_})),
      waker_({activator_,
              {stock_writer_, reader_, stock_metrics_, now, settings.sku},
              {cart_writer_, reader_, now},
              {directory_, stock_writer_, reader_, now},
              {directory_, stock_writer_, ids_, now},
              {session_store_, now, settings.session}}),
      directory_(system_, waker_, cluster_metrics_, settings.shard),
      identity_(service<IdentityImpl>(IdentityServices{passwords(settings.password_threads),
                                                       user_writer_, reader_, session_store_, ids_,
                                                       now, settings.identity})),
      catalogue_(service<CatalogueImpl>(
        CatalogueServices{directory_, reader_, catalogue_writer_, like_writer_})),
      watcher_(system_.spawn([this](caf::event_based_actor* self) -> caf::behavior {
        watch(self);
        return {[](caf::unit_t) {}};
      })) {}

  ~Impl() {
    caf::anon_send_exit(watcher_, caf::exit_reason::user_shutdown);
    directory_.stop();
    for (const auto& actor : actors_)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    system_.await_all_actors_done();
  }

  Services services() { return {system_, directory_, identity_, catalogue_, ids_}; }

private:
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

  std::vector<PasswordActor> passwords(int threads) {
    std::vector<PasswordActor> result;
    for (int i = 0; i < threads; ++i)
      result.push_back(blocking<PasswordImpl>());
    return result;
  }

  PgConfig pg_;
  IdGenerator ids_;
  StockMetrics stock_metrics_;
  ClusterMetrics cluster_metrics_;
  ActorConfig config_;
  caf::actor_system system_;
  std::vector<caf::actor> actors_; // to end them
  StockWriterActor stock_writer_;
  StockActivatorActor activator_;
  CartWriterActor cart_writer_;
  LikeWriterActor like_writer_;
  CatalogueWriterActor catalogue_writer_;
  UserWriterActor user_writer_;
  SessionStoreActor session_store_;
  ReaderActor reader_;
  HousekeeperActor housekeeper_;
  EntityWaker waker_;
  LocalDirectory directory_;
  IdentityActor identity_;
  CatalogueActor catalogue_;
  caf::actor watcher_;
};

Node::Node(const Settings& settings, prometheus::Registry& registry)
  : impl_(std::make_unique<Impl>(settings, registry)) {}

Node::~Node() = default;

Services Node::services() { return impl_->services(); }

} // namespace baro
