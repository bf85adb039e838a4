#pragma once

#include "net/connection.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <thread>

namespace baro {

/// A thread with an io_context of its own, and the connections that live there.
class Worker {
public:
  using MakeResponder = std::function<std::unique_ptr<Responder>(asio::io_context&)>;

  Worker(Limits& limits, const MakeResponder& make_responder);
  ~Worker();

  void start();

  /// Nothing runs any more when it returns.
  void stop();

  Executor executor() { return io_.get_executor(); }

  /// Takes over a client. From any thread; the socket belongs to this worker's executor.
  void serve(Socket socket);

  /// Lets idle clients go soon. From any thread.
  void drain();

private:
  Task<void> run(Socket socket);
  Task<void> tick();

  Limits& limits_;
  // The coroutines that the io_context and the responder hold unlink themselves from it.
  Connections connections_;
  asio::io_context io_{1};
  std::unique_ptr<Responder> responder_;
  std::thread thread_;
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
