#include "app/node.hpp"
#include "app/node_metrics.hpp"
#include "app/settings.hpp"
#include "monitoring/log.hpp"
#include "monitoring/process_metrics.hpp"
#include "net/server.hpp"
#include "persistence/migrations.hpp"
#include "protocol/register_types.hpp"

#include <caf/io/middleman.hpp>
#include <linux/close_range.h>
#include <sodium/core.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <thread>

namespace {

using namespace baro;

constexpr std::chrono::minutes ids_wait_max{1};

/// Waits for SIGINT or SIGTERM, whose next one ends the process at once; or for evict().
class StopSignal {
public:
  /// To be made before any other thread, since threads inherit what is blocked.
  StopSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, evicted);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }

  /// Ends wait(). From any thread.
  static void evict() { kill(getpid(), evicted); }

  /// The same as SIGTERM, for whoever is asked to leave in another way.
  static void stop() { kill(getpid(), SIGTERM); }

  enum class Reason : std::uint8_t { asked, evicted };

  Reason wait() {
    int which = 0;
    sigwait(&signals_, &which);
    if (which == evicted)
      return Reason::evicted;
    log_info("stopping", {{"signal", which}});
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
    return Reason::asked;
  }

private:
  static constexpr int evicted = SIGUSR1;

  sigset_t signals_;
};

/// Ends the process after that time, come what may. Whoever still waits for the database's verdict
/// waits in vain by then, as in a crash; what was acknowledged is on disk.
void end_within(unsigned seconds) {
  std::signal(SIGALRM, [](int) { _exit(0); });
  alarm(seconds);
}

/// The database has to be there, with the schema that this binary knows.
Result<Done> check_database(const Settings& settings) {
  PgSession session{PgConfig{settings.database_url}, "start"};
  auto connection = session.connection_within(settings.database_wait_max);
  if (!connection)
    return Error{Errc::unavailable,
                 "The database cannot be reached: " + connection.error().message};
  if (auto checked = check_schema(**connection); !checked)
    return Error{Errc::unavailable, checked.error().message};
  return Done{};
}

int refuse(const Error& reason) {
  log_error("cannot_start", {{"reason", reason.detail}});
  log_stop();
  return 1;
}

/// Whoever had this number before may have made ids that lie ahead of this machine's clock.
Result<Done> wait_for_ids(const Joined& joined) {
  const std::chrono::microseconds ahead{IdGenerator::safe_from(joined.ids_from).micros
                                        - now().micros};
  if (ahead > ids_wait_max)
    return Error{Errc::unavailable,
                 "This machine's clock is behind that of another node by more than a minute: set "
                 "the clocks by NTP"};
  if (ahead.count() > 0)
    std::this_thread::sleep_for(ahead);
  return Done{};
}

/// The process begins anew, as the same process to whoever watches it: nothing of what this node
/// believed, promised or had under way outlives its eviction.
[[noreturn]] void begin_anew(char** argv) {
  log_warning(
    "evicted",
    {{"reason", "the lease had run out, or other nodes could not be reached; joining again"}});
  log_stop();
  count_eviction();
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  execv("/proc/self/exe", argv);
  _exit(1);
}

int run(const Settings& settings, StopSignal& stop, char** argv) {
  log_start(settings.log_level);
  log_info("starting", {{"node", settings.node_name}});
  if (auto checked = check_database(settings); !checked)
    return refuse(checked.error());
  JoinRequest request{settings.node_name, settings.net.public_url, settings.membership.lease};
  auto joined = join_cluster(PgConfig{settings.database_url}, request);
  if (!joined)
    return refuse(joined.error());
  log_info("joined", {{"incarnation", joined->incarnation.value}, {"number", joined->number}});
  if (auto waited = wait_for_ids(*joined); !waited)
    return refuse(waited.error());

  prometheus::Registry registry;
  try {
    Node node{settings, *joined, registry, {StopSignal::evict, StopSignal::stop}};
    const ProcessMetrics process;
    Server server{settings.net,
                  node.services(),
                  registry,
                  [&] { return node.is_serving(); },
                  {&process, &node.metrics()}};
    if (auto begun = server.start(); !begun)
      return refuse(begun.error());
    log_info("listening", {{"http", server.port()}, {"ops", server.ops_port()}});
    if (stop.wait() == StopSignal::Reason::evicted)
      begin_anew(argv);
    server.announce_drain();
    const auto until = std::chrono::steady_clock::now() + settings.unready_min;
    node.leave(settings.leave_max);
    std::this_thread::sleep_until(until);
    server.drain(settings.drain_max);
    node.finish_answers(settings.drain_max);
    end_within(5);
  } catch (const std::exception& failure) {
    return refuse({Errc::unavailable, failure.what()});
  }
  log_info("stopped");
  log_stop();
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  int exit_code = 0;
  const auto settings = read_settings(argc, argv, exit_code);
  if (!settings)
    return exit_code;
  StopSignal stop;
  register_types();
  caf::io::middleman::init_global_meta_objects();
  if (sodium_init() < 0) {
    std::cerr << "barod: libsodium finds no source of randomness\n";
    return 1;
  }
  return run(*settings, stop, argv);
}
