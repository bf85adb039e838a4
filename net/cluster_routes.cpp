#include "net/event_body.hpp"
#include "net/json.hpp"
#include "net/relay.hpp"
#include "protocol/cluster_status.hpp"

namespace baro {

namespace {

constexpr std::chrono::seconds answer_wait_max{5};

/// The cluster as it is, again and again. While the database cannot say, nothing is said.
class ClusterBody : public BodyStream {
public:
  ClusterBody(const Call& call, std::chrono::seconds interval)
    : admin_(call.services().admin),
      gateway_(call.gateway),
      interval_(interval),
      heartbeat_(call) {}

  Task<std::optional<std::string>> next() override {
    Timer pause{co_await asio::this_coro::executor, next_look_};
    co_await pause.async_wait(use_task);
    next_look_ = Clock::now() + interval_;
    if (heartbeat_.is_due() && !co_await heartbeat_.beat())
      co_return std::nullopt;
    const auto status
      = co_await ask(gateway_, admin_, GetCluster{}, Clock::now() + answer_wait_max);
    co_return status ? to_lines({"cluster", to_json(*status), std::nullopt}) : std::string{};
  }

private:
  AdminActor admin_;
  Gateway& gateway_;
  std::chrono::seconds interval_;
  Heartbeat heartbeat_;
  Deadline next_look_{};
};

constexpr Field watch_fields[] = {field::integer("pause", 1, 10).optional()};
constexpr Schema watch_query{watch_fields};

constexpr Field place_fields[] = {field::choice<EntityKind>("kind"), field::id("id")};
constexpr Schema place_query{place_fields};

Task<Reply> show_cluster(Call& call) {
  return relay(call, 200, call.services().admin, GetCluster{});
}

Task<Reply> watch_cluster(Call& call) {
  Response response{200, {}, "text/event-stream"};
  const std::chrono::seconds pause{call.query().maybe_number("pause").value_or(1)};
  response.stream = std::make_shared<ClusterBody>(call, pause);
  // Some proxies would else keep it until it is complete.
  response.with("X-Accel-Buffering", "no");
  co_return response;
}

Task<Reply> find_place(Call& call) {
  const auto query = call.query();
  return relay(call, 200, call.services().admin,
               FindPlace{{query.choice<EntityKind>("kind"), query.id<EntityId>("id").value}});
}

Task<Reply> drain_node(Call& call) {
  return relay(call, 204, call.services().admin, DrainNode{call.caller(), call.id<Incarnation>()});
}

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/admin/cluster",
   .access = Access::admin,
   .summary = "The nodes, and which of them owns which shard",
   .handler = show_cluster,
   .description
   = "As the database has it at one moment. A node's `vitals` are what it said with the last "
     "renewal of its lease, once a second at most; counts in them are since it began.",
   .answer = answers<ClusterStatus>,
   .cache = "no-store"},
  {.method = http::verb::get,
   .path = "/admin/cluster/events",
   .access = Access::admin,
   .summary = "The same, as it changes",
   .handler = watch_cluster,
   .description = "Server-sent events, until either side hangs up. `cluster`: what `GET "
                  "/admin/cluster` answers, with `pause` seconds (1) in between; nothing while the "
                  "database is away.",
   .query = &watch_query,
   .content_type = "text/event-stream",
   .cache = "no-store"},
  {.method = http::verb::get,
   .path = "/admin/cluster/place",
   .access = Access::admin,
   .summary = "Where an entity lives",
   .handler = find_place,
   .description = "Whether there is one of that id or not.",
   .query = &place_query,
   .answer = answers<EntityPlace>,
   .cache = "no-store"},
  {.method = http::verb::post,
   .path = "/admin/nodes/{id}/drain",
   .access = Access::admin,
   .summary = "Ask a node to leave",
   .handler = drain_node,
   .status = 204,
   .description
   = "It hands its shards over to the others, finishes its answers, and ends, as if it had got "
     "SIGTERM. Not the only one that serves. `id` is that of `GET /admin/cluster`: another run of "
     "the same node has another one.",
   .errors = may_fail_with<Errc::illegal_state>},
};

} // namespace

std::span<const Route> cluster_routes() { return routes; }

} // namespace baro
