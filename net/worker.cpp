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
constexpr std::chrono::milliseconds stopping_interval{1};
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

Worker::Worker(Limits& limits, asio::io_context& io, const MakeResponder& make_responder)
  : limits_(limits), io_(io), responder_(make_responder(io)), timer_(io.get_executor()) {}

Worker::~Worker() { stop(); }

void Worker::start() { begin(tick()); }

void Worker::begin(Task<void> task) {
  ++running_;
  asio::co_spawn(executor(), std::move(task), [this](const std::exception_ptr& failure) {
    report(failure);
    if (--running_ == 0)
      ended_.set_value();
  });
}

void Worker::stop() {
  if (running_ == 0)
    return;
  asio::post(io_, [this] {
    stopping_ = true;
    timer_.cancel();
  });
  ended_.get_future().wait();
  // Answers that nobody waits for any more may be on their way here: the second post comes behind.
  std::promise<void> settled;
  asio::post(io_, [&] {
    responder_->close();
    asio::post(io_, [&] { settled.set_value(); });
  });
  settled.get_future().wait();
}

void Worker::serve(Socket socket) { begin(run(std::move(socket))); }

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

// Ends as the last one: until then it sees to it that all others do.
Task<void> Worker::tick() {
  while (!stopping_ || running_ > 1) {
    timer_.expires_after(stopping_ ? stopping_interval : tick_interval);
    co_await timer_.async_wait(as_result);
    const auto now = stopping_ ? Deadline::max() : Clock::now();
    for (auto& connection : connections_)
      stopping_ ? connection.close() : connection.check(now);
    responder_->tick(now);
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

void Listener::start() { workers_.front()->begin(accept()); }

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
