#include "app/node.hpp"
#include "app/settings.hpp"
#include "monitoring/log.hpp"
#include "net/server.hpp"
#include "persistence/migrations.hpp"
#include "protocol/type_ids.hpp"

#include <caf/init_global_meta_objects.hpp>
#include <sodium/core.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <thread>

namespace {

using namespace baro;

/// Waits for SIGINT or SIGTERM. The next one ends the process at once.
class StopSignal {
public:
  /// To be made before any other thread, since threads inherit what is blocked.
  StopSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }

  void wait() {
    int which = 0;
    sigwait(&signals_, &which);
    log_info("stopping", {{"signal", which}});
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
  }

private:
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

int run(const Settings& settings, StopSignal& stop) {
  const auto started = now();
  log_start(settings.log_level);
  log_info("starting", {{"node", settings.node_name}, {"number", settings.node_number}});
  if (auto checked = check_database(settings); !checked)
    return refuse(checked.error());
  // By then no id that this node made before it was restarted lies ahead.
  if (const auto wait = IdGenerator::safe_from(started).micros - now().micros; wait > 0)
    std::this_thread::sleep_for(std::chrono::microseconds{wait});

  prometheus::Registry registry;
  {
    Node node{settings, registry};
    Server server{settings.net, node.services(), registry};
    if (auto begun = server.start(); !begun)
      return refuse(begun.error());
    log_info("ready", {{"http", server.port()}, {"ops", server.ops_port()}});
    stop.wait();
    server.drain(settings.drain_max);
    end_within(5);
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
  caf::init_global_meta_objects<caf::id_block::baro>();
  caf::core::init_global_meta_objects();
  if (sodium_init() < 0) {
    std::cerr << "barod: libsodium finds no source of randomness\n";
    return 1;
  }
  return run(*settings, stop);
}
