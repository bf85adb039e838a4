// baro_fixed_rate PORT CONNECTIONS RATE SECONDS FILE [PATIENCE]: sends requests to 127.0.0.1 at a
// fixed rate, and prints as JSON how long their answers took.
//
// Request i is due at start + i / RATE, on connection i % CONNECTIONS, whatever became of those
// before it. Its latency counts from when it was due, not from when it could be sent: a server that
// stalls delays all who would have come meanwhile, and all of them count (coordinated omission).
// With PATIENCE, in milliseconds, a request that its connection is too busy for when it has been
// due for longer is never sent, and counts as held: so a server that is asked for more than it can
// do is not asked for the rest afterwards. The same goes for what is due on a connection while its
// client stays away, having been told by Retry-After. What happened in each quarter of a second is
// printed, too.
//
// FILE holds whole requests, each followed by a NUL byte; they are sent in turn. @number@ in one
// is replaced by a number that no other request of this run gets.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

constexpr std::string_view placeholder = "@number@";
constexpr std::chrono::milliseconds head_start{200}; // until the first request is due
constexpr std::chrono::milliseconds slice{250};
constexpr asio::use_awaitable_t<Executor> use_task{};
constexpr auto as_result = asio::as_tuple(use_task);

struct Plan {
  std::uint16_t port;
  std::size_t connections;
  double rate;
  double seconds;
  std::vector<std::string> requests;
  std::optional<std::chrono::milliseconds> patience{};

  std::size_t count() const { return static_cast<std::size_t>(rate * seconds); }
};

/// Of what was answered in one part of the run.
struct Slice {
  std::size_t refused = 0;
  std::vector<double> accepted; // their latencies
};

struct Outcome {
  std::vector<double> latencies; // milliseconds, of all answers
  std::vector<double> accepted;  // of those with 2xx
  std::vector<double> declined;  // of all others
  std::vector<Slice> slices;
  std::map<unsigned, std::size_t> statuses;
  std::size_t held = 0;    // never sent
  std::size_t refused = 0; // of these, those that are not 2xx
  std::size_t broken = 0;  // requests without an answer
  Clock::time_point last_answer;
};

std::string numbered(const std::string& request, std::size_t number) {
  const auto at = request.find(placeholder);
  if (at == std::string::npos)
    return request;
  auto result = request;
  return result.replace(at, placeholder.size(), std::to_string(number));
}

void note_slice(Outcome& outcome, Clock::duration since_start, unsigned status, double took_ms) {
  const auto index = static_cast<std::size_t>(std::max<std::int64_t>(0, since_start / slice));
  if (outcome.slices.size() <= index)
    outcome.slices.resize(index + 1);
  ++outcome.statuses[status];
  if (status / 100 == 2) {
    outcome.accepted.push_back(took_ms);
    outcome.slices[index].accepted.push_back(took_ms);
  } else {
    outcome.declined.push_back(took_ms);
    ++outcome.slices[index].refused;
  }
}

asio::awaitable<void, Executor> send_its_share(Socket socket, std::size_t first, const Plan& plan,
                                               Clock::time_point start, Outcome& outcome) {
  Timer timer{socket.get_executor()};
  boost::beast::flat_buffer buffer;
  auto away_until = start;
  for (auto i = first; i < plan.count(); i += plan.connections) {
    const auto request = numbered(plan.requests[i % plan.requests.size()], i);
    const std::chrono::duration<double> offset{static_cast<double>(i) / plan.rate};
    const auto due = start + std::chrono::duration_cast<Clock::duration>(offset);
    if (plan.patience && (due < away_until || Clock::now() > due + *plan.patience)) {
      ++outcome.held;
      continue;
    }
    timer.expires_at(due);
    co_await timer.async_wait(use_task);
    auto [failed, sent] = co_await asio::async_write(socket, asio::buffer(request), as_result);
    http::response<http::string_body> answer;
    if (!failed)
      std::tie(failed, sent) = co_await http::async_read(socket, buffer, answer, as_result);
    if (failed) {
      // What this connection would still have sent is lost as well.
      outcome.broken += 1 + (plan.count() - 1 - i) / plan.connections;
      co_return;
    }
    outcome.last_answer = Clock::now();
    const std::chrono::duration<double, std::milli> took = outcome.last_answer - due;
    const bool is_refused = answer.result_int() / 100 != 2;
    outcome.latencies.push_back(took.count());
    outcome.refused += is_refused;
    if (const auto pause = answer.find(http::field::retry_after); pause != answer.end())
      away_until
        = outcome.last_answer + std::chrono::seconds{std::stol(std::string{pause->value()})};
    if (plan.patience)
      note_slice(outcome, outcome.last_answer - start, answer.result_int(), took.count());
  }
}

std::vector<Socket> connect_all(asio::io_context& io, const Plan& plan) {
  std::vector<Socket> sockets;
  for (std::size_t i = 0; i < plan.connections; ++i) {
    auto& socket = sockets.emplace_back(io);
    socket.connect({asio::ip::address_v4::loopback(), plan.port});
    socket.set_option(Tcp::no_delay{true});
  }
  return sockets;
}

/// Exact: all latencies are there, and in order.
double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty())
    return 0;
  const auto size = static_cast<double>(sorted.size());
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(size * share))];
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](timeval time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

boost::json::array to_json(std::vector<Slice>& slices) {
  boost::json::array result;
  for (auto& [refused, accepted] : slices) {
    std::ranges::sort(accepted);
    result.push_back({{"accepted", accepted.size()},
                      {"refused", refused},
                      {"p50_ms", percentile(accepted, 0.50)},
                      {"p99_ms", percentile(accepted, 0.99)}});
  }
  return result;
}

boost::json::object to_json(const std::map<unsigned, std::size_t>& statuses) {
  boost::json::object result;
  for (const auto& [status, count] : statuses)
    result[std::to_string(status)] = count;
  return result;
}

void run(const Plan& plan) {
  asio::io_context io{1};
  auto sockets = connect_all(io, plan);
  const auto start = Clock::now() + head_start;
  Outcome outcome;
  if (!plan.patience)
    outcome.latencies.reserve(plan.count());
  outcome.last_answer = start;
  for (std::size_t i = 0; i < sockets.size(); ++i)
    asio::co_spawn(io, send_its_share(std::move(sockets[i]), i, plan, start, outcome),
                   [](const std::exception_ptr& failure) {
                     if (failure)
                       std::rethrow_exception(failure);
                   });
  io.run();
  if (outcome.latencies.empty())
    throw std::runtime_error{"no answers at all"};
  const std::chrono::duration<double> seconds = outcome.last_answer - start;
  std::ranges::sort(outcome.latencies);
  const auto& sorted = outcome.latencies;
  boost::json::object said{{"answers", sorted.size()},
                           {"refused", outcome.refused},
                           {"broken", outcome.broken},
                           {"rate", static_cast<double>(sorted.size()) / seconds.count()},
                           {"p50_ms", percentile(sorted, 0.50)},
                           {"p99_ms", percentile(sorted, 0.99)},
                           {"p999_ms", percentile(sorted, 0.999)},
                           {"max_ms", sorted.back()},
                           {"client_cores", cpu_seconds() / seconds.count()}};
  if (plan.patience) {
    std::ranges::sort(outcome.accepted);
    said["accepted"] = outcome.accepted.size();
    said["accepted_p50_ms"] = percentile(outcome.accepted, 0.50);
    said["accepted_p99_ms"] = percentile(outcome.accepted, 0.99);
    std::ranges::sort(outcome.declined);
    said["refused_p99_ms"] = percentile(outcome.declined, 0.99);
    said["held"] = outcome.held;
    said["seconds"] = seconds.count();
    said["statuses"] = to_json(outcome.statuses);
    said["slices"] = to_json(outcome.slices);
  }
  std::cout << boost::json::serialize(said) << "\n";
}

std::vector<std::string> read_requests(const char* name) {
  std::ifstream file{name, std::ios::binary};
  std::vector<std::string> requests;
  for (std::string request; std::getline(file, request, '\0');)
    requests.push_back(request);
  if (requests.empty())
    throw std::runtime_error{std::string{"no requests in "} + name};
  return requests;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 6 && argc != 7) {
    std::cerr << "usage: baro_fixed_rate PORT CONNECTIONS RATE SECONDS FILE [PATIENCE]\n";
    return 2;
  }
  try {
    Plan plan{static_cast<std::uint16_t>(std::stoul(argv[1])), std::stoul(argv[2]),
              std::stod(argv[3]), std::stod(argv[4]), read_requests(argv[5])};
    if (argc == 7)
      plan.patience = std::chrono::milliseconds{std::stol(argv[6])};
    run(plan);
  } catch (const std::exception& failure) {
    std::cerr << "baro_fixed_rate: " << failure.what() << "\n";
    return 1;
  }
}
