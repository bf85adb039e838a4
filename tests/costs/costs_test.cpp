// What requests cost, as counts: a machine that is slow or busy does not change them. Beside each
// limit stands what was measured; what brings that down should bring the limit down.

#include "app/node.hpp"
#include "net/server.hpp"
#include "tests/costs/allocations.hpp"
#include "tests/costs/client.hpp"
#include "tests/persistence/shop_test.hpp"

#include <caf/io/middleman.hpp>
#include <caf/telemetry/counter.hpp>
#include <fmt/format.h>

#include <csignal>
#include <deque>
#include <thread>

namespace baro {
namespace {

constexpr int warm_up_requests = 300;
constexpr int counted_requests = 300;

// An order of one line, alone in its batch, with key and cookie. On cores that others keep busy
// some 10 % more falls to each, since timers go on meanwhile.
constexpr double order_allocations_max = 250; // 220
constexpr double order_bytes_max = 45'000;    // 38,371: what tells of it to the stream is in it
constexpr double order_messages_max = 15;     // 14.1: what keeps the node a member is in it

// A GET of an answer that is ready.
constexpr double ready_allocations_max = 33; // 27
constexpr double ready_bytes_max = 11'600; // 10,506: errors can name fields, and calls their client
constexpr double ready_bytes_difference = 64; // 2, though one body is 10,000 bytes larger

// Orders that arrive while a batch is being committed.
constexpr int orders_at_once = 64;
constexpr std::int64_t batches_max = 5; // 3

constexpr std::chrono::seconds wait_max{20};
constexpr std::chrono::milliseconds look_interval{5};

/// What one request costs.
struct Cost {
  double allocations = 0;
  double bytes = 0;
  double messages = 0; // processed by actors
};

/// A whole node with one thread, and a shop in which the shirt is sold.
class CostsTest : public ShopTest {
protected:
  static constexpr SkuId shirt = sku_of(1);

  static void SetUpTestSuite() {
    caf::io::middleman::init_global_meta_objects();
    std::signal(SIGPIPE, SIG_IGN);
  }

  CostsTest() {
    add_product(1, 1'000'000);
    const auto settings = make_settings();
    const auto joined = value_of(join_cluster(
      config, {settings.node_name, settings.net.public_url, settings.membership.lease}));
    node_
      = std::make_unique<Node>(settings, joined, registry_, NodeCalls{[] { std::abort(); }, [] {}});
    server_ = std::make_unique<Server>(settings.net, node_->services(), registry_);
    value_of(server_->start());
    wait_until([&] { return node_->is_serving(); });
  }

  std::uint16_t port() const { return server_->port(); }

  /// Signs somebody up, and answers their cookie.
  std::string new_cookie() {
    constexpr std::string_view body
      = R"({"email":"mina@example.com","password":"correct horse","name":"Mina"})";
    constexpr std::string_view start = "\r\nSet-Cookie: ";
    Client client{port()};
    EXPECT_EQ(client.exchange(post("/auth/signup", body, "")), 201) << client.answer();
    const auto cookie = client.answer().substr(client.answer().find(start) + start.size());
    return std::string{cookie.substr(0, cookie.find(';'))};
  }

  /// One shirt each, each with a key of its own.
  std::vector<std::string> orders(int count) {
    const auto body = fmt::format(
      R"({{"shippingAddress":"Seongsu-dong, Seoul","orderItems":[{{"skuId":"{}","quantity":1}}]}})",
      shirt.value);
    const auto cookie = new_cookie();
    std::vector<std::string> requests;
    for (int i = 0; i < count; ++i)
      requests.push_back(
        post("/orders", body, fmt::format("Cookie: {}\r\nIdempotency-Key: {}\r\n", cookie, i)));
    return requests;
  }

  static std::string get(std::string_view path) {
    return fmt::format("GET {} HTTP/1.1\r\nHost: shop\r\n\r\n", path);
  }

  /// What one of these requests costs, when they are sent one by one and answered with this status.
  /// The first of them warm the node up.
  Cost cost_of(const std::vector<std::string>& requests, int status) {
    Client client{port()};
    for (int i = 0; i < warm_up_requests; ++i)
      EXPECT_EQ(client.exchange(requests[i]), status) << client.answer();
    const auto& messages = *node_->services().system.base_metrics().processed_messages;
    const auto messages_before = messages.value();
    const auto before = allocations_so_far();
    bool all_answered = true;
    for (int i = warm_up_requests; i < warm_up_requests + counted_requests; ++i)
      all_answered = client.exchange(requests[i]) == status && all_answered;
    const auto after = allocations_so_far();
    EXPECT_TRUE(all_answered) << client.answer();
    const Cost cost{per_request(after.count - before.count),
                    per_request(after.bytes - before.bytes),
                    per_request(messages.value() - messages_before)};
    fmt::print("{:.1f} allocations, {:.0f} bytes, {:.1f} messages\n", cost.allocations, cost.bytes,
               cost.messages);
    return cost;
  }

  Cost cost_of_get(std::string_view path) {
    return cost_of(std::vector(warm_up_requests + counted_requests, get(path)), 200);
  }

  struct Commits {
    std::int64_t batches = 0;
    std::int64_t facts = 0;
  };

  Commits commits() {
    const auto histogram = metrics("baro_stock_batch_facts").front().histogram;
    return {static_cast<std::int64_t>(histogram.sample_count),
            static_cast<std::int64_t>(histogram.sample_sum)};
  }

  /// How many times a SKU was asked for units, and has decided.
  std::int64_t holds() {
    double holds = 0;
    for (const auto& metric : metrics("baro_stock_holds_total"))
      holds += metric.counter.value;
    return static_cast<std::int64_t>(holds);
  }

  template <class Condition>
  static void wait_until(Condition condition) {
    const auto until = std::chrono::steady_clock::now() + wait_max;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > until)
        throw std::runtime_error{"waited in vain"};
      std::this_thread::sleep_for(look_interval);
    }
  }

private:
  Settings make_settings() const {
    Settings settings;
    settings.database_url = config.url;
    settings.redis_url = server_url("BARO_TEST_REDIS_URL");
    settings.cluster.advertised_host = settings.cluster.address;
    settings.net.port = 0;
    settings.net.ops_port = 0;
    settings.net.read_cache_age = std::chrono::minutes{1}; // ready until the test ends
    // A thousand messages at once, which say nothing about requests.
    settings.shard.sweep_interval = std::chrono::hours{1};
    settings.vitals_interval = {}; // that costs by the second, not by the order
    return settings;
  }

  static std::string post(std::string_view path, std::string_view body, std::string_view headers) {
    return fmt::format("POST {} HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
                       "Content-Length: {}\r\n{}\r\n{}",
                       path, body.size(), headers, body);
  }

  static double per_request(std::int64_t total) {
    return static_cast<double>(total) / counted_requests;
  }

  std::vector<prometheus::ClientMetric> metrics(std::string_view name) {
    for (const auto& family : registry_.Collect())
      if (family.name == name)
        return family.metric;
    throw std::runtime_error{"no such metric"};
  }

  prometheus::Registry registry_;
  std::unique_ptr<Node> node_;
  std::unique_ptr<Server> server_;
};

TEST_F(CostsTest, AnOrder) {
  const auto cost = cost_of(orders(warm_up_requests + counted_requests), 201);
  EXPECT_LE(cost.messages, order_messages_max);
  if (!allocations_are_counted)
    GTEST_SKIP() << "a sanitizer's own malloc is not counted";
  EXPECT_LE(cost.allocations, order_allocations_max);
  EXPECT_LE(cost.bytes, order_bytes_max);
}

TEST_F(CostsTest, AReadyAnswerOfWhateverSize) {
  if (!allocations_are_counted)
    GTEST_SKIP() << "a sanitizer's own malloc is not counted";
  auto described = new_product(2);
  described.description = std::string(10'000, 'x');
  add(described);
  run(R"sql(
    INSERT INTO looks (look_id, creator_id, title, thumbnail_url) VALUES (3, 1, 'Look', '/3.svg');
    INSERT INTO look_images VALUES (3, 1, '/1.svg'), (3, 2, '/2.svg');
    INSERT INTO look_products VALUES (3, 1, 1), (3, 2, 2);
  )sql");
  const auto small = cost_of_get("/products/1");
  const auto large = cost_of_get("/products/2");
  const auto look = cost_of_get("/looks/3");
  for (const auto& cost : {small, large, look}) {
    EXPECT_LE(cost.allocations, ready_allocations_max);
    EXPECT_LE(cost.bytes, ready_bytes_max);
  }
  EXPECT_NEAR(small.bytes, large.bytes, ready_bytes_difference);
}

// The SKU's row is locked until all have been decided on, so how fast they come does not matter.
// The first order wakes the SKU.
TEST_F(CostsTest, OrdersThatArriveTogetherAreCommittedTogether) {
  const auto requests = orders(1 + orders_at_once);
  std::deque<Client> clients;
  for (int i = 0; i < 1 + orders_at_once; ++i)
    clients.emplace_back(port());
  EXPECT_EQ(clients[0].exchange(requests[0]), 201) << clients[0].answer();
  const auto before = commits();
  run("BEGIN; SELECT FROM inventory FOR UPDATE");
  for (int i = 1; i <= orders_at_once; ++i)
    clients[i].send(requests[i]);
  wait_until([&] { return holds() == 1 + orders_at_once; });
  run("COMMIT");
  for (int i = 1; i <= orders_at_once; ++i)
    EXPECT_EQ(clients[i].receive(), 201) << clients[i].answer();
  const auto after = commits();
  const auto batches = after.batches - before.batches;
  fmt::print("{} orders in {} batches\n", orders_at_once, batches);
  EXPECT_EQ(after.facts - before.facts, orders_at_once);
  EXPECT_LE(batches, batches_max);
}

} // namespace
} // namespace baro
