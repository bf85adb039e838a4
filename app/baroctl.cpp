#include "app/baroctl_cluster.hpp"
#include "app/certificates.hpp"
#include "app/seed/accounts.hpp"
#include "app/seed/picture_files.hpp"
#include "app/seed/shop_loader.hpp"
#include "net/json.hpp"
#include "net/text.hpp"
#include "persistence/audit.hpp"
#include "persistence/migrations.hpp"
#include "persistence/role_changes.hpp"
#include "persistence/webhook_queries.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

namespace {

using namespace baro;

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

/// What goes wrong ends the program with one sentence.
[[noreturn]] void fail(const std::string& sentence) { throw std::runtime_error{sentence}; }

/// The first line of what PostgreSQL says, without its "ERROR:  ".
std::string sentence_of(const PgFailure& failure) {
  auto line = failure.message.substr(0, failure.message.find('\n'));
  if (const auto level = line.find(":  "); level != std::string::npos)
    line.erase(0, level + 3);
  return failure.connection_lost ? "The database does not answer: " + line : line;
}

template <class T>
T or_fail(PgResult<T> result) {
  if (!result)
    fail(sentence_of(result.error()));
  return *std::move(result);
}

/// Maintenance takes as long as it takes, within reason.
PgConnection connect(const std::string& url) {
  PgConfig config{url};
  config.statement_wait_max = config.idle_in_transaction_max = std::chrono::hours{1};
  return or_fail(pg_connect(config, "baroctl"));
}

/// A database whose schema is the one that this binary knows.
PgConnection connect_to_shop(const std::string& url) {
  auto connection = connect(url);
  or_fail(check_schema(connection));
  return connection;
}

/// 1234567 -> "1,234,567"
std::string grouped(std::int64_t value) {
  auto text = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (auto at = text.size(); at > first + 3; at -= 3)
    text.insert(at - 3, ",");
  return text;
}

/// At once, also into a file: somebody may be watching.
template <class... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  fmt::print("{}\n", fmt::format(format, std::forward<Args>(args)...));
  std::fflush(stdout);
}

int run_migrate(const std::string& url) {
  auto connection = connect(url);
  const int applied = or_fail(migrate(connection));
  if (applied == 0)
    say("The schema is up to date.");
  else
    say("Applied {} migration{}.", applied, applied == 1 ? "" : "s");
  return 0;
}

struct SeedOptions {
  std::string pictures;
  std::string accounts;
  std::int64_t scale = 1;
};

int run_seed(const std::string& url, const SeedOptions& options) {
  SeedPlan plan{now(), options.scale, [](std::int64_t products) {
                  if (products % 100'000 == 0)
                    say("Loading ... {} products so far.", grouped(products));
                }};
  if (plan.present < seed_present_min)
    fail("This machine's clock is wrong: it says that it is before January 2026.");

  auto connection = connect_to_shop(url);
  auto loader = or_fail(BulkLoader::begin(connection));
  if (or_fail(loader.has_products())) {
    say("The shop has products already; nothing was changed.");
    return 0;
  }
  const auto shop = make_catalogue();
  // Files first: whoever finds the shop finds its pictures.
  if (!options.pictures.empty())
    say("Drew {} pictures.", grouped(std::int64_t(write_pictures(shop, options.pictures))));
  if (!options.accounts.empty())
    write_accounts(options.accounts);
  const auto count = or_fail(load_shop(loader, shop, plan));
  or_fail(loader.commit());
  or_fail(vacuum_after_load(connection));
  say("Loaded {} stores, {} products with {} SKUs, and {} looks.", count.stores,
      grouped(count.products), grouped(count.skus), count.looks);
  return 0;
}

void print_summary(const AuditSummary& summary) {
  const auto row
    = [](std::string_view what, std::int64_t value) { say("{:<12}{:>20}", what, grouped(value)); };
  row("SKUs", summary.skus);
  row("orders", summary.orders);
  row("order lines", summary.lines);
  say("Units:");
  row("  received", summary.received);
  row("+ adjusted", summary.adjusted);
  row("+ promised", summary.promised);
  row("- sold", summary.sold);
  row("+ returned", summary.returned);
  row("= on hand", summary.on_hand);
  say("Won:");
  row("  charged", summary.charged);
  row("- refunded", summary.refunded);
  row("= kept", summary.charged - summary.refunded);
}

int run_audit(const std::string& url) {
  auto connection = connect_to_shop(url);
  const auto report = or_fail(audit(connection));
  print_summary(report.summary);
  if (!report.violation) {
    say("Everything adds up.");
    return 0;
  }
  fmt::print(stderr, "baroctl: {}\n", report.violation->what);
  for (const auto& row : report.violation->rows)
    fmt::print(stderr, "  {}\n", row);
  return exit_failed;
}

int run_grant(const std::string& url, const std::string& email, const std::string& role) {
  auto connection = connect_to_shop(url);
  if (!or_fail(grant_role(connection, email, role)))
    fail("There is no user with the e-mail address " + email + '.');
  say("{} is {} from the next login on.", email, role);
  return 0;
}

Timestamp moment_of(const std::string& text) {
  const auto moment = parse_time(text);
  if (!moment)
    fail(text + " is no time in UTC, like 2026-03-02T09:30:00Z.");
  return *moment;
}

int run_webhooks_replay(const std::string& url, std::int64_t webhook, const std::string& from,
                        const std::string& to) {
  const ReplayWebhook command{WebhookId{webhook}, moment_of(from), moment_of(to)};
  auto connection = connect_to_shop(url);
  const auto replayed = replay(connection, command);
  if (!replayed)
    fail(replayed.error().error.code == Errc::not_found ? "There is no such webhook."
                                                        : replayed.error().error.detail);
  say("{} events are delivered once more.", grouped(replayed->events));
  return 0;
}

int run_cluster(const std::string& url, bool as_json) {
  auto connection = connect_to_shop(url);
  const auto cluster = or_fail(read_cluster(connection));
  say("{}", as_json ? to_json(cluster) : describe_cluster(cluster));
  return 0;
}

int run_where(const std::string& url, const std::string& address_text, bool as_json) {
  const auto address = parse_address(address_text);
  if (!address)
    fail(address.error().detail);
  auto connection = connect_to_shop(url);
  const auto place = or_fail(find_place(connection, *address));
  say("{}", as_json ? to_json(place) : describe_place(place));
  return 0;
}

int run_certs(const CertificateRequest& request) {
  const auto written = make_certificates(request);
  if (!written)
    fail(written.error().detail);
  for (const auto& path : *written)
    say("wrote {}", path.string());
  say("Take ca.pem, and its own .pem and .key, to each node; keep ca.key where no node is. barod "
      "reads them with\n--cluster-ca ca.pem --cluster-certificate NODE.pem --cluster-key NODE.key");
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Looks after a BARO cluster and its database.", "baroctl"};
  app.require_subcommand(1);
  app.fallthrough();
  app.get_formatter()->column_width(36);
  std::string url;
  app
    .add_option("--database-url", url,
                "libpq connection URI; better in the environment, a command line is public")
    ->envname("BARO_DATABASE_URL");

  auto* migrate_command
    = app.add_subcommand("migrate", "Brings the schema up to date. Any number may do so at once.");

  SeedOptions options;
  auto* seed_command = app.add_subcommand(
    "seed", "Fills an empty shop with demo stores, products, looks and accounts: all or nothing.");
  seed_command->add_option("--pictures", options.pictures,
                           "Folder to draw the pictures into: none are drawn without");
  seed_command->add_option("--accounts", options.accounts,
                           "File to write the demo accounts and their passwords into");
  seed_command->add_option("--scale", options.scale, "So many times the products, for load tests")
    ->check(CLI::Range(std::int64_t{1}, seed_scale_max))
    ->capture_default_str();

  auto* audit_command = app.add_subcommand(
    "audit",
    "Proves from the ledger that no stock was lost or invented; names the first violation.");

  std::string email;
  std::string role;
  auto* grant_command = app.add_subcommand("grant", "Gives a user a role.");
  grant_command->add_option("--email", email, "Whose role")->required();
  grant_command->add_option("--role", role, "Which role")
    ->required()
    ->check(CLI::IsMember({"BUYER", "STORE_OWNER", "ADMIN"}));

  auto* webhooks_command = app.add_subcommand("webhooks", "Looks after deliveries to webhooks.");
  webhooks_command->require_subcommand(1);
  std::int64_t webhook = 0;
  std::string from;
  std::string to;
  auto* replay_command = webhooks_command->add_subcommand(
    "replay", "Delivers the events of a span of time once more.");
  replay_command->add_option("--webhook", webhook, "Its id")->required();
  replay_command->add_option("--from", from, "A time in UTC, like 2026-03-02T09:30:00Z")
    ->required();
  replay_command->add_option("--to", to, "Likewise; what was then is left out")->required();

  bool as_json = false;
  auto* cluster_command = app.add_subcommand(
    "cluster", "Lists the nodes, their leases and shards, and what is moving.");
  cluster_command->add_flag("--json", as_json, "For programs");

  std::string address;
  auto* where_command = app.add_subcommand("where", "Tells which node an entity lives on.");
  where_command->add_option("address", address, "The entity, as sku:123")->required();
  where_command->add_flag("--json", as_json, "For programs");

  CertificateRequest certificates;
  auto* certs_command = app.add_subcommand(
    "certs", "Makes certificates by which nodes know each other, and their authority.");
  certs_command->add_option("--dir", certificates.folder, "Folder of the files")->required();
  certs_command
    ->add_option("nodes", certificates.nodes,
                 "The nodes' names; one that has a certificate gets a new one")
    ->required();
  certs_command->add_option("--days", certificates.days, "How long they are valid")
    ->check(CLI::Range(1, 3'650))
    ->capture_default_str();

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError& mistake) {
    fmt::print(stderr, "baroctl: {}\nRun `baroctl --help` for what it takes.\n", mistake.what());
    return exit_usage;
  }

  if (url.empty() && !certs_command->parsed()) {
    fmt::print(stderr, "baroctl: Which database? Set BARO_DATABASE_URL, or give --database-url.\n");
    return exit_usage;
  }

  try {
    if (migrate_command->parsed())
      return run_migrate(url);
    if (seed_command->parsed())
      return run_seed(url, options);
    if (audit_command->parsed())
      return run_audit(url);
    if (cluster_command->parsed())
      return run_cluster(url, as_json);
    if (where_command->parsed())
      return run_where(url, address, as_json);
    if (certs_command->parsed())
      return run_certs(certificates);
    if (replay_command->parsed())
      return run_webhooks_replay(url, webhook, from, to);
    if (grant_command->parsed())
      return run_grant(url, email, role);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "baroctl: {}\n", failure.what());
  }
  return exit_failed;
}
