#include "net/worker.hpp"

#include "monitoring/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace baro {

namespace {

// How late a time-out may be noticed.
constexpr std::chrono::milliseconds tick_interval{50};
// When there are no file descriptors left, trying at once again would only spin.
constexpr std::chrono::milliseconds accept_pause{100};
constexpr auto as_result = asio::as_tuple(use_task);

// What ends a coroutine by an exception is a mistake of ours, or memory that has run out.
void report(const std::exception_ptr& failure) {
  if (!failure)
    return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    log_error("connection_failed", {{"reason", error.what()}});
  }
}

} // namespace

Worker::Worker(Limits& limits, const MakeResponder& make_responder)
  : limits_(limits), responder_(make_responder(io_)) {}

Worker::~Worker() { stop(); }

void Worker::start() {
  asio::co_spawn(executor(), tick(), report);
  thread_ = std::thread{[this] { io_.run(); }};
}

void Worker::stop() {
  io_.stop();
  if (thread_.joinable())
    thread_.join();
}

void Worker::serve(Socket socket) { asio::co_spawn(executor(), run(std::move(socket)), report); }

void Worker::drain() {
  asio::post(io_, [this] {
    for (auto& connection : connections_)
      connection.drain(Clock::now());
  });
}

Task<void> Worker::run(Socket socket) {
  Connection connection{std::move(socket), *responder_, limits_};
  connections_.push_back(connection);
  co_await connection.run();
}

Task<void> Worker::tick() {
  Timer timer{executor()};
  while (true) {
    timer.expires_after(tick_interval);
    co_await timer.async_wait(use_task);
    const auto now = Clock::now();
    responder_->tick(now);
    for (auto& connection : connections_)
      connection.check(now);
  }
}

Listener::Listener(std::span<const std::unique_ptr<Worker>> workers)
  : workers_(workers), acceptor_(workers.front()->executor()) {}

Result<std::unique_ptr<Listener>> Listener::bind(const std::string& address, std::uint16_t port,
                                                 std::span<const std::unique_ptr<Worker>> workers) {
  std::unique_ptr<Listener> listener{new Listener{workers}};
  auto& acceptor = listener->acceptor_;
  boost::system::error_code error;
  const auto attempt = [&](auto&& step) {
    if (!error)
      step();
  };
  Tcp::endpoint endpoint;
  endpoint.port(port);
  attempt([&] { endpoint.address(asio::ip::make_address(address, error)); });
  attempt([&] { acceptor.open(endpoint.protocol(), error); });
  attempt([&] { acceptor.set_option(Tcp::acceptor::reuse_address{true}, error); });
  attempt([&] { acceptor.bind(endpoint, error); });
  attempt([&] { acceptor.listen(asio::socket_base::max_listen_connections, error); });
  attempt([&] { listener->port_ = acceptor.local_endpoint(error).port(); });
  if (error)
    return Error{Errc::unavailable,
                 fmt::format("cannot listen on {}:{}: {}", address, port, error.message())};
  return listener;
}

void Listener::start() { asio::co_spawn(acceptor_.get_executor(), accept(), report); }

void Listener::stop() {
  asio::post(acceptor_.get_executor(), [this] {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  });
}

Task<void> Listener::accept() {
  for (std::size_t turn = 0; acceptor_.is_open(); ++turn) {
    auto& worker = *workers_[turn % workers_.size()];
    auto [error, socket] = co_await acceptor_.async_accept(worker.executor(), as_result);
    if (!error) {
      worker.serve(std::move(socket));
    } else if (error != asio::error::operation_aborted) {
      log_warning("accept_failed", {{"reason", error.message()}});
      Timer pause{acceptor_.get_executor(), accept_pause};
      co_await pause.async_wait(use_task);
    }
  }
}

} // namespace baro
