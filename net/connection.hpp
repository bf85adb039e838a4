#pragma once

#include "monitoring/http_metrics.hpp"
#include "net/address_connections.hpp"
#include "net/budget.hpp"
#include "net/config.hpp"
#include "net/responder.hpp"
#include "net/rush.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/intrusive/list.hpp>

#include <atomic>

namespace baro {

using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;

/// The limits that all connections of a server share.
struct Limits {
  const NetConfig& config;
  HttpMetrics& metrics;
  Budget connections;
  AddressConnections connections_by_address;
  Budget turned_away{256}; // connections over the limit that are told so; any more are just closed
  Budget in_flight;
  Rush rush;
  Budget bodies;
  std::atomic<bool> draining = false;

  Limits(const NetConfig& config, HttpMetrics& metrics)
    : config(config),
      metrics(metrics),
      connections(config.connections_max, &metrics.connections),
      // Everybody behind a proxy has its address.
      connections_by_address(config.behind_proxy ? 0 : config.connections_per_address_max),
      in_flight(config.in_flight_max, &metrics.in_flight),
      rush(config.in_flight_standing_max, config.in_flight_rush),
      bodies(static_cast<std::int64_t>(config.bodies_bytes_max), &metrics.body_bytes) {}
};

/// One client: reads its requests one after the other, and writes their answers in that order.
/// Lives in the frame of the coroutine that runs it, and in the list of its worker.
class Connection : public boost::intrusive::list_base_hook<
                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  Connection(Socket socket, Responder& responder, Limits& limits);

  /// Ends when the connection does.
  Task<void> run();

  /// Cuts short what the client is too slow for.
  void check(Deadline now);

  /// Lets an idle client go soon.
  void drain(Deadline now);

  /// Hangs up.
  void close();

private:
  using Parser = http::request_parser<ArrivedBody>;

  class ArrivingBody;

  /// How a request came in.
  struct Arrival {
    bool complete = false;
    bool has_upload = false;        // complete but for its body, which is to be taken as it arrives
    std::optional<Refusal> refusal; // neither: the client has gone
  };

  Task<bool> serve_one();
  Task<Arrival> read(Parser& parser, Budget::Share& memory);
  Task<boost::system::error_code> feed(Parser& parser, bool whole, Budget::Share& memory);
  Task<boost::system::error_code> read_some(std::size_t size_max);
  Task<bool> invite_body(const Parser& parser);
  Task<bool> send(const Response& response, bool keep_alive, bool head_only);
  Task<void> send_stream(const Response& response);
  bool has_gone();
  Task<void> linger();
  Task<void> stay_away(std::chrono::seconds pause);
  std::optional<Refusal> objection(const Request::Message& head) const;
  Refusal refusal_of(boost::system::error_code error) const;
  void expect_within(std::chrono::milliseconds limit);

  Socket socket_;
  Responder& responder_;
  Limits& limits_;
  Budget::Share slot_;
  AddressConnections::Place place_;
  asio::ip::address peer_;
  boost::beast::flat_buffer buffer_;
  Deadline deadline_ = Deadline::max();
  bool timed_out_ = false;
  bool is_idle_ = false;
};

using Connections = boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>>;

} // namespace baro
