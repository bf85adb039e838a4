// baro_actor_memory COUNT FIRST: what an idle SKU actor costs. Wakes SKUs FIRST to FIRST + COUNT -
// 1 of the database in BARO_DATABASE_URL, waits until all are asleep again, and prints JSON.
//
// This is a node as app/main.cpp makes it, in the cluster of that database, only without HTTP. Each
// SKU is woken as an order would wake it: by a hold, which is then taken back. When they fall
// asleep is set by BARO_ENTITY_IDLE_MAX, which has to be longer than waking all of them takes.

#include "app/node.hpp"
#include "monitoring/log.hpp"
#include "protocol/register_types.hpp"

#include <boost/json.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/io/middleman.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/stateful_actor.hpp>
#include <malloc.h>
#include <sodium/core.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

using namespace baro;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t in_flight_max = 4'096;
constexpr std::chrono::milliseconds look_interval{50};
constexpr std::chrono::seconds serving_wait_max{20};
constexpr std::chrono::seconds settling_time{
  1}; // until what was said after the last answer is done

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::int64_t resident_bytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string word; status >> word;)
    if (word == "VmRSS:") {
      std::int64_t kib = 0;
      status >> kib;
      return kib * 1'024;
    }
  throw std::runtime_error{"/proc/self/status names no VmRSS"};
}

/// From FIRST on, so many.
struct Range {
  std::int64_t first;
  std::int64_t count;
};

/// Wakes the SKUs of a range, some at a time. Tells `owner` when the last one has answered, or what
/// went wrong.
class Waking {
public:
  Waking(caf::event_based_actor* self, const Directory& directory, Range range, caf::actor owner)
    : self_(self), directory_(directory), range_(range), owner_(std::move(owner)) {}

  caf::behavior make_behavior() {
    for (std::int64_t i = 0; i < std::min(in_flight_max, range_.count); ++i)
      wake_next();
    return {[](caf::unit_t) {}};
  }

private:
  void wake_next() {
    const SkuId sku{range_.first + begun_++};
    const auto to = address_of(sku);
    const ChangeId change{sku.value};
    self_->request(directory_.shard_of(to), caf::infinite, envelope(to, HoldStock{change, sku, 1}))
      .then([this, to, change](const StockHeld& held) { take_back(to, change, held); },
            [this](const caf::error& reason) {
              self_->send(owner_, to_string(reason));
              self_->quit();
            });
  }

  void take_back(Address to, ChangeId change, const StockHeld& held) {
    self_->send(directory_.shard_of(to),
                envelope(to, SettleStock{change, held.sku, held.epoch, ChangeOutcome::aborted}));
    if (begun_ < range_.count)
      wake_next();
    if (++answered_ == range_.count)
      self_->send(owner_, std::string{});
  }

  caf::event_based_actor* self_;
  const Directory& directory_;
  Range range_;
  caf::actor owner_;
  std::int64_t begun_ = 0;
  std::int64_t answered_ = 0;
};

/// Seconds that it takes to wake them all.
double wake_all(const Services& services, Range range) {
  caf::scoped_actor self{services.system};
  const auto start = Clock::now();
  const auto waking = services.system.spawn<caf::stateful_actor<Waking>>(
    std::cref(services.directory), range, caf::actor{self});
  std::string failure;
  self->receive([&](const std::string& reason) { failure = reason; });
  const auto took = seconds_since(start);
  self->send_exit(waking, caf::exit_reason::user_shutdown);
  if (!failure.empty())
    throw std::runtime_error{"a SKU was not woken: " + failure};
  return took;
}

double awake(prometheus::Registry& registry) {
  for (const auto& family : registry.Collect())
    if (family.name == "baro_entities_awake")
      return std::accumulate(family.metric.begin(), family.metric.end(), 0.0,
                             [](double sum, const auto& kind) { return sum + kind.gauge.value; });
  throw std::runtime_error{"there is no metric baro_entities_awake"};
}

void wait_until_serving(const Node& node) {
  const auto start = Clock::now();
  while (!node.is_serving()) {
    if (Clock::now() - start > serving_wait_max)
      throw std::runtime_error{"the node does not serve: is another one a member?"};
    std::this_thread::sleep_for(look_interval);
  }
}

boost::json::value measure(const Settings& settings, Range range) {
  auto joined
    = join_cluster(PgConfig{settings.database_url},
                   {settings.node_name, settings.net.public_url, settings.membership.lease});
  if (!joined)
    throw std::runtime_error{joined.error().detail};
  prometheus::Registry registry;
  const auto give_up = [] {
    std::cerr << "baro_actor_memory: the cluster goes on without it\n";
    std::_Exit(1);
  };
  Node node{settings, *joined, registry, {give_up, give_up}};
  wait_until_serving(node);
  const auto services = node.services();

  const auto before = resident_bytes();
  const auto waking_seconds = wake_all(services, range);
  const auto woken = Clock::now();
  std::this_thread::sleep_for(settling_time);
  if (awake(registry) < static_cast<double>(range.count))
    throw std::runtime_error{"some sleep already: BARO_ENTITY_IDLE_MAX is too short"};
  const auto after = resident_bytes();

  while (awake(registry) > 0)
    std::this_thread::sleep_for(look_interval);
  const auto asleep_seconds = seconds_since(woken);
  std::this_thread::sleep_for(settling_time);
  malloc_trim(0);
  const auto asleep = resident_bytes();

  const auto count = static_cast<double>(range.count);
  return {{"count", range.count},
          {"resident_before", before},
          {"resident_awake", after},
          {"resident_asleep", asleep},
          {"bytes_each", static_cast<double>(after - before) / count},
          {"bytes_each_asleep", static_cast<double>(asleep - before) / count},
          {"waking_seconds", waking_seconds},
          {"woken_per_second", count / waking_seconds},
          {"idle_max_seconds", settings.shard.idle_max.count()},
          {"asleep_after_seconds", asleep_seconds}};
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: baro_actor_memory COUNT FIRST\n";
    return 2;
  }
  int exit_code = 0;
  const auto settings = read_settings(1, argv, exit_code);
  if (!settings)
    return exit_code;
  std::signal(SIGPIPE, SIG_IGN);
  register_types();
  caf::io::middleman::init_global_meta_objects();
  if (sodium_init() < 0)
    return 1;
  log_start(LogLevel::warning);
  try {
    std::cout << measure(*settings, {std::stoll(argv[2]), std::stoll(argv[1])}) << "\n";
  } catch (const std::exception& failure) {
    std::cerr << "baro_actor_memory: " << failure.what() << "\n";
    exit_code = 1;
  }
  log_stop();
  return exit_code;
}
