#include "app/settings.hpp"

#include "app/certificates.hpp"
#include "persistence/pg.hpp"
#include "persistence/redis.hpp"
#include "providers/url.hpp"
#include "signing/webhook_signature.hpp"

#include <CLI/CLI.hpp>

#include <fstream>
#include <map>
#include <thread>

namespace baro {

namespace {

/// `--http-port`, and BARO_HTTP_PORT in the environment, and `http-port = 80` in the file.
class Catalogue {
public:
  explicit Catalogue(CLI::App& app) : app_(app) {}

  void section(std::string title) { section_ = std::move(title); }

  template <class T>
  CLI::Option* add(const std::string& name, T& value, const std::string& meaning) {
    return describe(app_.add_option("--" + name, value, meaning)->capture_default_str(), name);
  }

  CLI::Option* add(const std::string& name, bool& value, const std::string& meaning) {
    return describe(app_.add_flag("--" + name, value, meaning), name);
  }

  /// A duration, given as a whole number of its unit.
  template <class Period>
  void add(const std::string& name, std::chrono::duration<std::int64_t, Period>& value,
           std::int64_t min, std::int64_t max, const std::string& meaning) {
    const std::string unit = std::is_same_v<Period, std::micro>   ? "microseconds"
                             : std::is_same_v<Period, std::milli> ? "milliseconds"
                                                                  : "seconds";
    auto set = [&value](const std::int64_t& count) {
      value = std::chrono::duration<std::int64_t, Period>{count};
    };
    auto* option
      = app_.add_option_function<std::int64_t>("--" + name, set, meaning + ", in " + unit)
          ->default_str(std::to_string(value.count()))
          ->check(CLI::Range(min, max));
    describe(option, name);
  }

  template <class T>
  void add(const std::string& name, T& value, T min, T max, const std::string& meaning) {
    add(name, value, meaning)->check(CLI::Range(min, max));
  }

  void add_rate(const std::string& name, RateLimit& limit, const std::string& whose) {
    add(name + "-rate", limit.per_second, 0.0, 1e9,
        "Requests per second that are allowed to " + whose + "; 0: no limit");
    add(name + "-burst", limit.burst, std::int64_t{1}, std::int64_t{1'000'000'000},
        "Requests at once that are allowed to " + whose);
  }

private:
  CLI::Option* describe(CLI::Option* option, const std::string& name) {
    std::string variable = "BARO_";
    for (const char c : name)
      variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return option->envname(variable)->group(section_);
  }

  CLI::App& app_;
  std::string section_;
};

const std::map<std::string, LogLevel> log_levels = {{"debug", LogLevel::debug},
                                                    {"info", LogLevel::info},
                                                    {"warning", LogLevel::warning},
                                                    {"error", LogLevel::error}};

void add_node(Catalogue& settings, Settings& to) {
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

void add_cluster(Catalogue& settings, Settings& to) {
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

void add_stores(Catalogue& settings, Settings& to) {
  settings.section("Stores");
  settings
    .add("database-url", to.database_url,
         "PostgreSQL, as postgresql://user:password@host:port/database")
    ->required();
  settings.add("redis-url", to.redis_url, "Redis, as redis://:password@host:port/number")
    ->required();
}

void add_edge(Catalogue& settings, Settings& to) {
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

/// Secrets can be files instead: those do not show among processes, nor in their environment.
struct LoginFiles {
  std::string kakao_client_secret;
  std::string providers;
};

void add_logins(Catalogue& settings, Settings& to, LoginFiles& files) {
  auto& kakao = to.oauth.kakao;
  settings.section("Login providers");
  settings.add("kakao-app-id", kakao.app_id,
               "The number of this shop's app at Kakao; without it nobody logs in by Kakao");
  settings.add("kakao-client-id", kakao.client_id, "The app's REST API key, to log in by a code");
  settings
    .add("kakao-client-secret", kakao.client_secret, "The app's client secret, if it has one")
    ->default_str("");
  settings.add("kakao-client-secret-file", files.kakao_client_secret,
               "File that holds the client secret");
  settings
    .add("kakao-redirect-uris", kakao.redirect_uris, "Where Kakao may have sent codes for this app")
    ->delimiter(',');
  settings.add("kakao-api-url", kakao.api_url, "Where Kakao answers about tokens and users");
  settings.add("kakao-auth-url", kakao.auth_url, "Where Kakao gives tokens for codes");
  settings.add(
    "oauth-providers", files.providers,
    "File with a JSON list of further providers: name, issuer, clientId, clientSecret or "
    "clientSecretFile, redirectUris; without OpenID Connect endpoints {token, userinfo, "
    "introspection} and subjectField");
  settings.add("oauth-wait-max", to.oauth.answer_wait_max, 1, 600'000,
               "How long a login waits for its provider; below request-deadline");
  settings.add("providers-ca", to.http_client.ca_file,
               "File of the authorities that certify other people's servers; empty: the system's");
}

/// Nothing, or what is wrong with the file that a setting names. Without a file, `secret` stays.
std::optional<std::string> read_secret_of(const char* setting, const std::string& file,
                                          std::string& secret) {
  if (file.empty())
    return std::nullopt;
  auto found = read_secret(file);
  if (!found)
    return std::string{setting} + ": " + found.error().detail;
  secret = *std::move(found);
  return std::nullopt;
}

/// Nothing, or which setting is wrong.
std::optional<std::string> read_login_files(const LoginFiles& files, OauthConfig& to) {
  if (auto wrong = read_secret_of("kakao-client-secret-file", files.kakao_client_secret,
                                  to.kakao.client_secret))
    return wrong;
  if (!files.providers.empty()) {
    auto providers = read_oidc_providers(files.providers);
    if (!providers)
      return "oauth-providers: " + providers.error().detail;
    to.oidc = *std::move(providers);
  }
  return std::nullopt;
}

struct PaymentFiles {
  std::string key;
  std::string webhook_secret;
};

void add_payments(Catalogue& settings, Settings& to, PaymentFiles& files) {
  settings.section("Payments");
  settings.add("payments-url", to.payments.url, "The payment provider; without it nobody can pay");
  settings.add("payments-key-file", files.key, "File that holds the API key for it");
  settings.add("payments-webhook-url", to.payments.webhook_url,
               "Where it sends notices: this shop's /payments/webhooks/local, as it reaches it");
  settings.add("payments-webhook-secret-file", files.webhook_secret,
               "File that holds the secret by which notices are signed");
  settings
    .add("payments-return-url", to.payments.return_url, "Where it leads buyers who have paid")
    ->default_str("<public-url>/shop/paid, or <public-url> without web pages");
  settings.add("payments-wait-max", to.payments.answer_wait_max, 1, 600'000,
               "How long a question to it may take; below request-deadline");
  settings.add("payment-window", to.payment_window, 0, 31'536'000'000,
               "Orders unpaid for so long are cancelled; 0: never");
  settings.add("payment-check-pause", to.payment_check_pause, 100, 86'400'000,
               "Payments of which nothing was heard for so long are asked after");
}

/// Nothing, or which setting is wrong.
std::optional<std::string> read_payment_files(const PaymentFiles& files, Settings& to) {
  if (auto wrong = read_secret_of("payments-key-file", files.key, to.payments.api_key))
    return wrong;
  auto& secret = to.net.payment_provider.webhook_secret;
  if (auto wrong = read_secret_of("payments-webhook-secret-file", files.webhook_secret, secret))
    return wrong;
  if (!secret.empty() && !is_webhook_secret(secret))
    return "payments-webhook-secret-file: whsec_ and the base64 of 24 to 64 bytes";
  return std::nullopt;
}

/// Secrets are files only.
struct FittingFiles {
  std::string storage_secret;
  std::string generation_key;
};

void add_fitting(Catalogue& settings, Settings& to, FittingFiles& files) {
  auto& storage = to.storage;
  auto& generation = to.generation;
  auto& fitting = to.fitting;
  settings.section("AI fitting");
  settings.add("storage-url", storage.url,
               "Object storage that speaks S3, like https://s3.example; without it and a generator "
               "there is no AI fitting");
  settings.add("storage-region", storage.account.region, "The region that is signed for");
  settings.add("storage-bucket", storage.bucket, "The bucket for people's pictures");
  settings.add("storage-key-id", storage.account.key_id, "The id of the access key");
  settings.add("storage-secret-file", files.storage_secret, "File that holds the access key");
  settings
    .add("storage-public-url", storage.public_url, "Below which browsers see the bucket's objects")
    ->default_str("<storage-url>/<storage-bucket>");
  settings.add("generation-url", generation.url,
               "Who draws, as Google's Gemini API does: https://generativelanguage.googleapis.com");
  settings.add("generation-model", generation.model, "The model that draws");
  settings.add("generation-key-file", files.generation_key, "File that holds the API key");
  settings.add("generation-prompt", generation.prompt,
               "What the model is told; the first picture is the person, the second the clothing");
  settings
    .add("generation-types", fitting.generation_types, "Types of pictures that the model takes")
    ->delimiter(',');
  settings
    .add("picture-origins", fitting.picture_origins,
         "Origins like https://cdn.shop.example whose pictures are fetched wherever they are; from "
         "others only over https, and from public addresses")
    ->delimiter(',');
  settings.add("fitting-wait-max", fitting.wait_max, 1, 600'000,
               "How long a fitting waits for storage and generator");
  settings.add("fittings-max", fitting.fittings_max, std::size_t{1}, std::size_t{1'000},
               "Fittings at once; each has some 60 MB under way at worst");
  settings.add("fitting-credits-max", to.credit.limits.credits_max, std::int64_t{1},
               std::int64_t{1'000'000}, "Fittings that a user can save up");
  settings.add("fitting-credit-interval", to.credit.limits.refill_interval, 1, 31'536'000,
               "After which a user has one fitting more");
  settings.add("fitting-upload-expiry", fitting.upload_expiry, 1, 600,
               "How long a presigned URL is good");
  settings.add("fitting-uploads-max", fitting.uploads_max, std::int64_t{1}, std::int64_t{1'000},
               "Pictures that a user can keep");
}

/// Nothing, or which setting is wrong.
std::optional<std::string> read_fitting_files(const FittingFiles& files, Settings& to) {
  if (auto wrong
      = read_secret_of("storage-secret-file", files.storage_secret, to.storage.account.secret))
    return wrong;
  return read_secret_of("generation-key-file", files.generation_key, to.generation.api_key);
}

/// Nothing, or which setting is wrong.
std::optional<std::string> fitting_mistake(const Settings& settings) {
  if (settings.storage.url.empty() != settings.generation.url.empty())
    return "storage-url, generation-url: give both, or none";
  if (!settings.has_fitting())
    return std::nullopt;
  if (const auto storage = check(settings.storage); !storage)
    return storage.error().detail;
  if (const auto generation = check(settings.generation); !generation)
    return generation.error().detail;
  return std::nullopt;
}

void add_limits(Catalogue& settings, Settings& to) {
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

void add_events(Catalogue& settings, Settings& to) {
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
  if (const auto oauth = check(settings.oauth); !oauth)
    return oauth.error().detail;
  if (const auto& ca = settings.http_client.ca_file; !ca.empty() && !std::ifstream{ca})
    return "providers-ca: " + ca + " cannot be read";
  if (const auto& url = settings.payments.url; !url.empty() && !is_callable(url))
    return "payments-url: https, or within this machine";
  if (!settings.payments.url.empty()
      && settings.payments.answer_wait_max >= settings.net.request_deadline)
    return "payments-wait-max: below request-deadline";
  const bool has_providers = !settings.oauth.kakao.app_id.empty() || !settings.oauth.oidc.empty();
  if (has_providers && settings.oauth.answer_wait_max >= settings.net.request_deadline)
    return "oauth-wait-max: below request-deadline";
  if (auto wrong = fitting_mistake(settings))
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
  Catalogue catalogue{app};
  add_node(catalogue, settings);
  add_cluster(catalogue, settings);
  add_stores(catalogue, settings);
  add_edge(catalogue, settings);
  add_limits(catalogue, settings);
  add_events(catalogue, settings);
  LoginFiles login_files;
  add_logins(catalogue, settings, login_files);
  PaymentFiles payment_files;
  add_payments(catalogue, settings, payment_files);
  FittingFiles fitting_files;
  add_fitting(catalogue, settings, fitting_files);
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
  auto wrong = read_login_files(login_files, settings.oauth);
  if (!wrong)
    wrong = read_payment_files(payment_files, settings);
  if (!wrong)
    wrong = read_fitting_files(fitting_files, settings);
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
