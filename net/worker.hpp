#pragma once

#include "net/connection.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <functional>
#include <future>
#include <memory>

namespace baro {

/// The connections that live in one loop.
class Worker {
public:
  using MakeResponder = std::function<std::unique_ptr<Responder>(asio::io_context&)>;

  Worker(Limits& limits, asio::io_context& io, const MakeResponder& make_responder);
  ~Worker();

  void start();

  /// Cuts off whatever still runs. None of it does when this returns. From any thread but the
  /// loop's, which has to run.
  void stop();

  Executor executor() { return io_.get_executor(); }

  /// Runs a coroutine until it ends by itself, for which stop() waits. From any thread.
  void begin(Task<void> task);

  /// Takes over a client. From any thread; the socket belongs to this worker's executor.
  void serve(Socket socket);

  /// Lets idle clients go soon. From any thread.
  void drain();

private:
  Task<void> run(Socket socket);
  Task<void> tick();

  Limits& limits_;
  asio::io_context& io_;
  Connections connections_;
  std::unique_ptr<Responder> responder_;
  Timer timer_;
  std::atomic<int> running_ = 0; // coroutines
  bool stopping_ = false;        // in the loop's thread
  std::promise<void> ended_;     // the last of them
};

/// Accepts connections, and deals them out to workers in turn.
class Listener {
public:
  /// Errors: unavailable; its detail names the port.
  static Result<std::unique_ptr<Listener>> bind(const std::string& address, std::uint16_t port,
                                                std::span<const std::unique_ptr<Worker>> workers);

  std::uint16_t port() const { return port_; }

  void start();

  /// Accepts no more. From any thread.
  void stop();

private:
  using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;

  explicit Listener(std::span<const std::unique_ptr<Worker>> workers);

  Task<void> accept();

  std::span<const std::unique_ptr<Worker>> workers_;
  Acceptor acceptor_;
  std::uint16_t port_ = 0;
};

} // namespace baro
