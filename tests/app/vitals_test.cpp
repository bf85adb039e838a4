#include "app/vitals.hpp"

#include "monitoring/audit_metrics.hpp"
#include "monitoring/cluster_metrics.hpp"
#include "monitoring/event_metrics.hpp"
#include "monitoring/http_metrics.hpp"
#include "monitoring/queue_metrics.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace baro {
namespace {

class VitalsTest : public testing::Test {
protected:
  NodeVitals read() { return Vitals{registry, nothing, heat}.read(); }

  struct Nothing : prometheus::Collectable {
    std::vector<prometheus::MetricFamily> Collect() const override { return {}; }
  };

  prometheus::Registry registry;
  Nothing nothing;
  Heat heat{std::chrono::steady_clock::now()};
};

TEST_F(VitalsTest, RequestsOfAllRoutesAreOneSum) {
  const std::array<RouteLabel, 2> routes{{{"GET", "/a"}, {"GET", "/b"}}};
  HttpMetrics metrics{registry, routes};
  metrics.count(0, 200, 0.001);
  metrics.count(1, 404, 0.001);
  metrics.count(0, 500, 0.001);
  metrics.count(1, 503, 0.001);
  metrics.shed_rate.Increment();
  metrics.shed_bodies.Increment();
  metrics.in_flight.Set(3);
  const auto vitals = read();
  EXPECT_EQ(vitals.requests, 4);
  EXPECT_EQ(vitals.failures, 2);
  EXPECT_EQ(vitals.shed, 2);
  EXPECT_EQ(vitals.requests_in_flight, 3);
}

TEST_F(VitalsTest, QueuesAreToldApart) {
  QueueMetrics metrics{registry};
  metrics.of("baro.reader").waiting.Set(5);
  metrics.of("baro.reader").busy.Set(1);
  metrics.of("baro.cart_writer").busy.Set(2);
  const auto vitals = read();
  ASSERT_EQ(vitals.queues.size(), 2u);
  for (const auto& queue : vitals.queues) {
    EXPECT_EQ(queue.waiting, queue.name == "reader" ? 5 : 0);
    EXPECT_EQ(queue.busy, queue.name == "reader" ? 1 : 2);
  }
}

TEST_F(VitalsTest, EntitiesHaveTheirKinds) {
  const std::array<std::string_view, 2> kinds{"session", "cart"};
  ClusterMetrics metrics{registry, kinds};
  metrics.of(EntityKind::cart).awake.Set(4);
  const auto vitals = read();
  ASSERT_EQ(vitals.entities.size(), 2u) << "`other` is none of ours";
  for (const auto& entities : vitals.entities)
    EXPECT_EQ(entities.awake, entities.kind == EntityKind::cart ? 4 : 0);
}

TEST_F(VitalsTest, WhoHasNotAuditedSaysNothingOfIt) {
  AuditMetrics metrics{registry};
  EXPECT_FALSE(read().audit);
  metrics.ended_at.Set(1'700'000'000);
  metrics.violations.Set(1);
  ASSERT_TRUE(read().audit);
  EXPECT_EQ(read().audit->ended_at.micros, 1'700'000'000'000'000);
  EXPECT_TRUE(read().audit->violated);
}

TEST_F(VitalsTest, TheProcessIsSeen) {
  while (std::clock() < CLOCKS_PER_SEC / 10) {
    // works, so that there is something to see
  }
  std::int64_t pages = 0;
  std::ifstream{"/proc/self/statm"} >> pages >> pages; // the second is what is resident
  const auto vitals = read();
  EXPECT_NEAR(vitals.cpu_seconds, static_cast<double>(std::clock()) / CLOCKS_PER_SEC, 0.05);
  EXPECT_LT(std::abs(vitals.memory_bytes - pages * sysconf(_SC_PAGESIZE)), 4 << 20);
}

TEST_F(VitalsTest, HotSkusAreHandedOnOnce) {
  heat.note(SkuId{7});
  EXPECT_EQ(read().hot.size(), 1u);
  EXPECT_TRUE(read().hot.empty());
}

} // namespace
} // namespace baro
