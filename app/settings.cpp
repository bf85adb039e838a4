#include "app/settings.hpp"

#include "app/certificates.hpp"
#include "app/provider_settings.hpp"
#include "app/setting_catalogue.hpp"
#include "persistence/pg.hpp"
#include "persistence/redis.hpp"

#include <CLI/CLI.hpp>

#include <map>
#include <thread>

namespace baro {

namespace {

const std::map<std::string, LogLevel> log_levels = {{"debug", LogLevel::debug},
                                                    {"info", LogLevel::info},
                                                    {"warning", LogLevel::warning},
                                                    {"error", LogLevel::error}};

void add_node(SettingCatalogue& settings, Settings& to) {
  settings.section("Node");
  settings.add("node-name", to.node_name, "What this node is called: its own in its cluster");
  settings.add("log-level", to.log_level, "The least important lines that are logged")
    ->transform(
      CLI::CheckedTransformer(log_levels, CLI::ignore_case).description("debug|info|warning|error"))
    ->default_str("info");
  settings.add("threads", to.threads, 1, 256, "Threads that serve HTTP and run actors");
  settings.add("readers", to.readers, 1, 100,
               "Database connections for questions; writers have their own");
  settings.add("password-threads", to.password_threads, 1, 64,
               "Threads that hash passwords, at 19 MiB each");
  settings.add("stock-writers", to.stock_writers, 1, 64,
               "Database connections on which orders are committed");
  settings.add("stock-batch-max", to.stock_writer.batches.batch_max, std::size_t{1},
               std::size_t{10'000}, "Orders and other facts in one commit");
  settings.add("stock-gathered-min", to.stock_writer.batches.gathered_min, std::size_t{1},
               std::size_t{10'000},
               "Orders that are committed by themselves while others are being committed");
  settings.add("swipe-writers", to.swipe_writers, 1, 64,
               "Database connections on which swipes are committed");
  settings.add(
    "shelf-looks-max", to.shelf.looks_max, std::size_t{1}, std::size_t{1'000'000},
    "The newest looks that decks find in memory; older ones are read when they are dealt");
  settings.add("shelf-check-interval", to.shelf.check_interval, 10, 60'000,
               "How often it is checked whether another node has new looks");
  settings.add("shelf-reload-interval", to.shelf.reload_interval, 1, 86'400,
               "How often all looks in memory are read anew");
  settings.add("entity-idle-max", to.shard.idle_max, 1, 86'400,
               "Entities idle for so long leave memory");
  settings.add("verdict-wait-max", to.sku.verdict_wait_max, 1, 600,
               "After so long without a verdict on a change, a SKU is activated anew");
  settings.add("database-wait-max", to.database_wait_max, 0, 3'600,
               "How long a start waits for the database");
  settings.add("audit-interval", to.audit_interval, 0, 86'400'000,
               "Pause between two audits of the whole database, by one of the nodes; 0: none");
  settings.add("vitals-interval", to.vitals_interval, 0, 60'000,
               "How often a node says what it does, for GET /admin/cluster; 0: never");
  settings.add("drain-max", to.drain_max, 0, 3'600,
               "How long a shutdown waits for running requests");
}

void add_cluster(SettingCatalogue& settings, Settings& to) {
  auto& cluster = to.cluster;
  settings.section("Cluster");
  settings.add("cluster-address", cluster.address,
               "Where other nodes are listened to; needs certificates, unless it is loopback");
  settings.add("cluster-port", cluster.port, "Port for other nodes; 0: any that is free");
  settings
    .add("cluster-advertised-host", cluster.advertised_host,
         "Where other nodes reach this one, if not there")
    ->default_str("<cluster-address>");
  settings.add("cluster-advertised-port", cluster.advertised_port,
               "Port under which other nodes reach this one; 0: the cluster port");
  settings.add("cluster-ca", cluster.ca, "File of the authority that certifies all nodes");
  settings.add("cluster-certificate", cluster.certificate, "File of this node's certificate");
  settings.add("cluster-key", cluster.key, "File of this node's private key");
  settings.add("lease", to.membership.lease, 1'000, 60'000,
               "After so long without a sign of life a node's work goes to others");
  settings.add("unready-min", to.unready_min, 0, 600'000,
               "How long a shutdown still serves newcomers after /readyz has said no: what a load "
               "balancer takes to notice");
  settings.add("leave-max", to.leave_max, 0, 3'600,
               "How long a shutdown waits until other nodes own its shards");
}

void add_stores(SettingCatalogue& settings, Settings& to) {
  settings.section("Stores");
  settings
    .add("database-url", to.database_url,
         "PostgreSQL, as postgresql://user:password@host:port/database")
    ->required();
  settings.add("redis-url", to.redis_url, "Redis, as redis://:password@host:port/number")
    ->required();
}

void add_edge(SettingCatalogue& settings, Settings& to) {
  auto& net = to.net;
  settings.section("HTTP");
  settings.add("http-address", net.address, "Where shoppers are listened to");
  settings.add("http-port", net.port, "Port for shoppers; 0: any that is free");
  settings.add("ops-address", net.ops_address, "Where operators are listened to");
  settings.add("ops-port", net.ops_port,
               "Port for /livez, /readyz and /metrics; 0: any that is free");
  settings
    .add("public-url", net.public_url,
         "What browsers see; with https, cookies are __Host- and Secure")
    ->default_str("http://<http-address>:<http-port>");
  settings
    .add("allowed-origins", net.allowed_origins,
         "Shop fronts on other origins, like https://shop.example")
    ->delimiter(',');
  settings.add("cross-site-cookie", net.cross_site_cookie,
               "SameSite=None, for a shop front on another site");
  settings.add("behind-proxy", net.behind_proxy, "The last X-Forwarded-For names the client");
  settings
    .add(
      "proxies", net.proxies,
      "Addresses or networks of that proxy, like 10.0.0.0/8: anybody else's X-Forwarded-For counts "
      "for nothing; empty: everybody's counts")
    ->delimiter(',');
  settings.add("pictures", net.pictures, "Folder served below /pictures/");
  settings.add("web", net.web, "Folder of the built web pages, read once; empty: none are shown");
}

void add_limits(SettingCatalogue& settings, Settings& to) {
  auto& net = to.net;
  settings.section("Limits");
  settings.add("request-deadline", net.request_deadline, 1, 600'000, "How long a request may take");
  settings.add("header-timeout", net.header_timeout, 1, 600'000,
               "How long a request's headers may take to arrive");
  settings.add("body-timeout", net.body_timeout, 1, 600'000,
               "How long a request's body may take to arrive");
  settings.add("idle-timeout", net.idle_timeout, 1, 3'600'000,
               "How long a connection stays open without requests");
  settings.add("write-timeout", net.write_timeout, 1, 600'000,
               "How long a client may take to read its answer");
  settings.add("connections-max", net.connections_max, std::int64_t{1}, std::int64_t{1'000'000},
               "Connections at once");
  settings.add("connections-per-address-max", net.connections_per_address_max, std::int64_t{0},
               std::int64_t{1'000'000},
               "Connections at once from one address; 0: no limit; without effect behind a proxy");
  settings.add("in-flight-max", net.in_flight_max, std::int64_t{1}, std::int64_t{1'000'000},
               "Requests at once");
  settings.add("in-flight-standing-max", net.in_flight_standing_max, std::int64_t{1},
               std::int64_t{1'000'000},
               "Requests at once for longer than in-flight-rush: what is served in 50 ms or less");
  settings.add("in-flight-rush", net.in_flight_rush, 0, 60'000,
               "How long there may be more requests at once, up to in-flight-max");
  settings.add("upload-bytes-max", net.upload_bytes_max, std::uint64_t{1}, std::uint64_t{1} << 40,
               "Bytes of a file that is taken as it arrives");
  settings.add("upload-timeout", net.upload_timeout, 1, 600'000,
               "How long the next bytes of such a file may take to arrive");
  settings.add("upload-deadline", net.upload_deadline, 1, 86'400'000,
               "How long a request with such a file may take");
  settings.add("uploads-max", net.uploads_max, std::int64_t{1}, std::int64_t{1'000},
               "Requests with such a file at once");
  settings.add("read-cache-age", net.read_cache_age, 0, 60'000,
               "How long a list or detail may be shown though it was changed through another node; "
               "0: each is read anew");
  settings.add("read-cache-bytes-max", net.read_cache_bytes_max, std::size_t{0},
               std::size_t{1} << 40, "Bytes of lists and details that are kept ready");
  settings.add("session-idle-max", to.session.idle_max, 1, 31'536'000,
               "Sessions idle for so long have expired");
  settings.add("session-age-max", to.session.age_max, 1, 31'536'000,
               "Sessions so old have expired, however much they are used");
  settings.add_rate("session", to.session.rate, "one session");
  settings.add_rate("anonymous", net.anonymous_rate, "one address without a session");
  settings.add_rate("login", net.login_rate, "one address for sign-up and login");
}

void add_events(SettingCatalogue& settings, Settings& to) {
  settings.section("Events");
  settings.add("event-stream-max", to.event_stream_max, std::int64_t{1}, std::int64_t{100'000'000},
               "Events that the stream in Redis keeps: so far back can clients come");
  settings.add("events-keep", to.events_keep, 60, 366 * 86'400,
               "How long events can be replayed after everybody was told of them");
  settings.add("event-heartbeat", to.net.event_heartbeat, 100, 600'000,
               "How often a stream of events shows that it lives, and its session is looked at");
  settings.add("event-streams-max", to.events.hub.streams_max, std::size_t{0},
               std::size_t{1'000'000}, "Streams of events that clients may have open");
  settings.add("session-event-streams-max", to.events.hub.session_streams_max, std::size_t{1},
               std::size_t{1'000}, "Streams of events that one session may have open");
  settings.add("event-stream-bytes-max", to.events.hub.waiting_bytes_max, std::size_t{1'024},
               std::size_t{1} << 30,
               "Bytes of events that wait for a client; past it, its stream is cut");
  settings.add("webhook-wait-max", to.webhooks.call_wait_max, 1, 600'000,
               "How long a webhook may take to answer");
  settings.add("webhook-retry-pause", to.webhooks.retry.pause, 1, 3'600'000,
               "How long until a delivery is tried a second time; each further time it is twice as "
               "long");
  settings.add("webhook-retry-pause-max", to.webhooks.retry.pause_max, 1, 86'400'000,
               "How long that gets");
  settings.add(
    "webhooks-within", to.webhooks.within_allowed,
    "Webhooks may be within this machine and its network; else only at public addresses");
  settings.add("webhook-deliveries-max", to.webhooks.per_webhook_max, std::int64_t{1},
               std::int64_t{100}, "Deliveries to one webhook that are under way from a node");
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

/// What is wrong beyond a single value's range; it names the setting, and shows no password.
std::optional<std::string> first_mistake(const Settings& settings) {
  if (!is_postgres_url(settings.database_url))
    return "database-url: postgresql://user:password@host:port/database";
  if (const auto redis = parse_redis_url(settings.redis_url); !redis)
    return "redis-url: " + redis.error().detail;
  if (const auto net = check(settings.net); !net)
    return net.error().detail;
  if (auto wrong = provider_mistake(settings))
    return wrong;
  const auto& cluster = settings.cluster;
  const auto files = !cluster.ca.empty() + !cluster.certificate.empty() + !cluster.key.empty();
  if (files != 0 && files != 3)
    return "cluster-ca, cluster-certificate, cluster-key: give all three, or none";
  if (!cluster.has_tls() && !is_loopback(cluster.address))
    return "cluster-address: other nodes are only listened to beyond loopback with cluster-ca, "
           "cluster-certificate and cluster-key; `baroctl certs` makes them";
  if (cluster.has_tls())
    if (auto usable = check_certificates(cluster.ca, cluster.certificate, cluster.key); !usable)
      return "cluster-ca, cluster-certificate, cluster-key: " + usable.error().detail;
  return std::nullopt;
}

} // namespace

std::optional<Settings> read_settings(int argc, const char* const* argv, int& exit_code) {
  Settings settings;
  settings.net.public_url.clear();
  settings.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));

  CLI::App app{"BARO's server: one node.\nEach setting can be a flag, a variable of the "
               "environment, or a line of "
               "the configuration file, in this order of precedence."};
  app.set_config("--config", "", "Configuration file, with lines like http-port = 8080")
    ->envname("BARO_CONFIG");
  app.allow_config_extras(false);
  app.get_formatter()->column_width(44);
  SettingCatalogue catalogue{app};
  add_node(catalogue, settings);
  add_cluster(catalogue, settings);
  add_stores(catalogue, settings);
  add_edge(catalogue, settings);
  add_limits(catalogue, settings);
  add_events(catalogue, settings);
  ProviderFiles files;
  add_providers(catalogue, settings, files);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error) == 0 ? 0 : 2;
    return std::nullopt;
  }
  auto& net = settings.net;
  if (net.public_url.empty())
    net.public_url = "http://" + net.address + ":" + std::to_string(net.port);
  if (settings.payments.return_url.empty())
    settings.payments.return_url = net.public_url + (net.web.empty() ? "" : "/shop/paid");
  if (settings.cluster.advertised_host.empty())
    settings.cluster.advertised_host = settings.cluster.address;
  settings.identity.session_ttl = settings.session.ttl();
  if (settings.session.rate.per_second > 0)
    net.session_rate_window = static_cast<std::int64_t>(
      static_cast<double>(settings.session.rate.burst) / settings.session.rate.per_second);
  net.slow_deadline = net.request_deadline + settings.fitting.wait_max;
  settings.fitting.own_url = net.public_url;
  settings.fitting.uploads_url = settings.storage.objects_url();
  auto wrong = read_provider_files(files, settings);
  if (!wrong)
    wrong = first_mistake(settings);
  if (wrong) {
    std::cerr << *wrong << "\nRun with --help for more information.\n";
    exit_code = 2;
    return std::nullopt;
  }
  return settings;
}

} // namespace baro
