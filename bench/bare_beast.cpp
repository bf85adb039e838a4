// baro_bare_beast THREADS FILE: answers every request with the bytes of FILE, which is a whole
// answer, header included. Prints the port on which it listens, and runs until it is killed.
//
// What Beast and the kernel cost without a shop behind them. It is built as barod's edge is: one
// io_context for each thread, connections dealt out in turn, coroutines.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <deque>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <thread>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Executor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable_t<Executor>{});

struct Loop {
  asio::io_context io{1};
  asio::executor_work_guard<Executor> work{io.get_executor()};
  std::jthread thread{[this] { io.run(); }};
};

Task<void> serve(Socket socket, const std::string& answer) {
  boost::system::error_code error;
  socket.set_option(Tcp::no_delay{true}, error);
  boost::beast::flat_buffer buffer;
  std::size_t size = 0;
  while (!error) {
    http::request<http::string_body> request;
    std::tie(error, size) = co_await http::async_read(socket, buffer, request, as_result);
    if (!error)
      std::tie(error, size) = co_await asio::async_write(socket, asio::buffer(answer), as_result);
  }
}

[[noreturn]] void listen(std::deque<Loop>& loops, const std::string& answer) {
  asio::io_context io{1};
  asio::basic_socket_acceptor<Tcp, Executor> acceptor{io, {asio::ip::address_v4::loopback(), 0}};
  std::cout << acceptor.local_endpoint().port() << std::endl;
  for (std::size_t turn = 0;; ++turn) {
    auto& loop = loops[turn % loops.size()];
    asio::co_spawn(loop.io, serve(acceptor.accept(loop.io.get_executor()), answer), asio::detached);
  }
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: baro_bare_beast THREADS FILE\n";
    return 2;
  }
  std::ifstream file{argv[2], std::ios::binary};
  const std::string answer{std::istreambuf_iterator<char>{file}, {}};
  std::deque<Loop> loops(std::stoul(argv[1]));
  listen(loops, answer);
}
