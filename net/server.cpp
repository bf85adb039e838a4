#include "net/server.hpp"

#include "net/api.hpp"
#include "net/operations.hpp"
#include "net/worker.hpp"

#include <algorithm>

namespace baro {

namespace {

constexpr std::chrono::milliseconds drain_poll{5};

// Operators are few, send no bodies, and are not held up by shoppers.
NetConfig for_operations(const NetConfig& config) {
  NetConfig result;
  result.address = config.ops_address;
  result.port = config.ops_port;
  result.connections_max = 64;
  result.in_flight_max = 64;
  return result;
}

} // namespace

class Server::Impl {
public:
  Impl(NetConfig config, Services services, prometheus::Registry& registry,
       std::function<bool()> is_ready, MetricSources sources)
    : metrics_(registry, route_labels(), problem_codes()),
      read_metrics_(registry),
      site_(std::move(config), std::move(services), metrics_, read_metrics_),
      limits_(site_.config, metrics_),
      ops_config_(for_operations(site_.config)),
      ops_limits_(ops_config_, ops_metrics_) {
    for (auto& loop : site_.services.loops)
      workers_.push_back(std::make_unique<Worker>(limits_, loop.io(), [this](asio::io_context& io) {
        return std::make_unique<Api>(site_, io);
      }));
    sources.insert(sources.begin(), &registry);
    ops_workers_.push_back(
      std::make_unique<Worker>(ops_limits_, ops_loop_.io(), [&](asio::io_context&) {
        return std::make_unique<Operations>(
          sources, [this, is_ready] { return !limits_.draining && is_ready(); });
      }));
  }

  // The listeners' coroutines are among those that the workers wait for.
  ~Impl() {
    for (auto* listener : {shop_.get(), operations_.get()})
      if (listener)
        listener->stop();
    for_each_worker([](Worker& worker) { worker.stop(); });
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<Done> start() {
    auto shop = Listener::bind(site_.config.address, site_.config.port, workers_);
    if (!shop)
      return std::move(shop).error();
    auto operations = Listener::bind(ops_config_.address, ops_config_.port, ops_workers_);
    if (!operations)
      return std::move(operations).error();
    shop_ = std::move(*shop);
    operations_ = std::move(*operations);
    ops_loop_.start("baro.ops");
    for_each_worker([](Worker& worker) { worker.start(); });
    operations_->start();
    shop_->start();
    return Done{};
  }

  std::uint16_t port() const { return shop_->port(); }
  std::uint16_t ops_port() const { return operations_->port(); }

  void announce_drain() { limits_.draining = true; }

  void drain(std::chrono::milliseconds longest) {
    const auto until = Clock::now() + longest;
    announce_drain();
    shop_->stop();
    for (auto& worker : workers_)
      worker->drain();
    while (limits_.connections.taken() > 0 && Clock::now() < until)
      std::this_thread::sleep_for(drain_poll);
  }

private:
  template <class F>
  void for_each_worker(F f) {
    for (auto* workers : {&workers_, &ops_workers_})
      for (auto& worker : *workers)
        f(*worker);
  }

  HttpMetrics metrics_;
  ReadMetrics read_metrics_;
  Site site_;
  Limits limits_;
  // What operators ask for is not counted among what shoppers do.
  prometheus::Registry ops_registry_;
  HttpMetrics ops_metrics_{ops_registry_, {}};
  NetConfig ops_config_;
  Limits ops_limits_;
  Loop ops_loop_; // operators are not held up by shoppers
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::unique_ptr<Worker>> ops_workers_;
  std::unique_ptr<Listener> shop_;
  std::unique_ptr<Listener> operations_;
};

Server::Server(NetConfig config, Services services, prometheus::Registry& registry,
               std::function<bool()> is_ready,
               std::vector<const prometheus::Collectable*> more_metrics)
  : impl_(std::make_unique<Impl>(std::move(config), std::move(services), registry,
                                 std::move(is_ready), std::move(more_metrics))) {}

Server::~Server() = default;

Result<Done> Server::start() { return impl_->start(); }

std::uint16_t Server::port() const { return impl_->port(); }

std::uint16_t Server::ops_port() const { return impl_->ops_port(); }

void Server::announce_drain() { impl_->announce_drain(); }

void Server::drain(std::chrono::milliseconds longest) { impl_->drain(longest); }

} // namespace baro
