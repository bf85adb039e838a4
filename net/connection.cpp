#include "net/connection.hpp"

#include "net/problem.hpp"
#include "net/text.hpp"
#include "net/upload.hpp"
#include "protocol/time.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

#include <array>

namespace baro {

namespace {

using boost::system::error_code;

constexpr std::size_t read_size = 4096;
constexpr std::size_t upload_read_size = 16 << 10;
constexpr int stream_buffer_size = 32 << 10; // the kernel takes twice as much
constexpr auto as_result = asio::as_tuple(use_task);

// Whether a body that says how long it is says no more.
template <class Parser>
bool limit_body(Parser& parser, std::uint64_t bytes_max) {
  parser.body_limit(bytes_max);
  return parser.content_length().value_or(0) <= bytes_max;
}

/// Chosen by lot, so that those who were refused together do not come back together.
std::chrono::seconds some_pause() { return retry_after * (1 + jitter()() % 3); }

Refusal too_much(std::chrono::seconds pause) {
  Refusal refusal{Errc::overloaded};
  refusal.headers.push_back({"Retry-After", std::to_string(pause.count())});
  return refusal;
}

std::int64_t bytes(std::string_view text) { return static_cast<std::int64_t>(text.size()); }

} // namespace

class Connection::ArrivingBody : public Upload {
public:
  ArrivingBody(Connection& connection, Parser& parser) : connection_(connection), parser_(parser) {}

  Task<Result<std::string_view, Refusal>> next(Deadline deadline) override;

private:
  Connection& connection_;
  Parser& parser_;
  bool is_invited_ = false;
};

Connection::Connection(Socket socket, Responder& responder, Limits& limits)
  : socket_(std::move(socket)),
    responder_(responder),
    limits_(limits),
    slot_(limits.connections),
    place_(limits.connections_by_address) {
  error_code ignored;
  socket_.set_option(Tcp::no_delay{true}, ignored);
  peer_ = socket_.remote_endpoint(ignored).address();
}

Task<void> Connection::run() {
  if (place_.take(peer_) && slot_.grow_to(1)) {
    while (co_await serve_one())
      ;
    co_return;
  }
  limits_.metrics.shed_connections.Increment();
  if (Budget::Share place{limits_.turned_away}; place.grow_to(1)) {
    const Request::Message nothing;
    const auto response = responder_.refuse(Request{nothing, peer_}, Errc::overloaded);
    if (co_await send(response, false, false))
      co_await linger();
  }
}

void Connection::check(Deadline now) {
  if (now < deadline_)
    return;
  deadline_ = Deadline::max();
  timed_out_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::drain(Deadline now) {
  if (is_idle_)
    deadline_ = std::min(deadline_, now + limits_.config.drain_idle);
}

void Connection::close() {
  error_code ignored;
  socket_.close(ignored);
}

// Answers one request. Whether another may follow.
Task<bool> Connection::serve_one() {
  Parser parser;
  parser.header_limit(limits_.config.header_bytes_max);
  parser.body_limit(boost::none); // what it is depends on the header
  Budget::Share memory{limits_.bodies};
  const auto arrival = co_await read(parser, memory);
  if (!arrival.complete && !arrival.refusal)
    co_return false;

  // The parser adds trailers to the header, where a client's word would pass for its proxy's.
  std::unique_ptr<Request::Message> head;
  std::optional<ArrivingBody> upload;
  if (arrival.has_upload) {
    head = std::make_unique<Request::Message>(http::request_header<>{parser.get().base()});
    upload.emplace(*this, parser);
  }
  const auto& message = head ? *head : parser.get();
  const Request request{message, peer_, upload ? &*upload : nullptr};
  const auto body_bytes = upload ? std::int64_t{2 * upload_read_size} : bytes(request.body());
  const bool head_only = request.verb() == http::verb::head;
  if (arrival.refusal) {
    const auto response = responder_.refuse(request, *arrival.refusal);
    if (co_await send(response, false, head_only))
      co_await linger();
    co_return false;
  }
  Response response;
  std::optional<std::chrono::seconds> pause;
  {
    Budget::Share place{limits_.in_flight};
    if (!limits_.rush.may_join(limits_.in_flight.taken(), Clock::now()) || !place.grow_to(1)) {
      pause = some_pause();
      limits_.metrics.shed_requests.Increment();
      response = responder_.refuse(request, too_much(*pause));
    } else if (!memory.grow_to(body_bytes + NetConfig::answer_bytes_expected)) {
      limits_.metrics.shed_bodies.Increment();
      response = responder_.refuse(request, Errc::overloaded);
    } else {
      response = co_await responder_.respond(request);
    }
  }
  // What was done must be told: an answer larger than there is room for keeps out the next request.
  memory.hold(body_bytes + bytes(response.content()));
  if (response.stream && !head_only) {
    co_await send_stream(response);
    co_return false;
  }
  const bool keep_alive
    = message.version() == 11 && message.keep_alive() && parser.is_done() && !limits_.draining;
  if (!co_await send(response, keep_alive, head_only))
    co_return false;
  if (!keep_alive)
    co_await linger();
  else if (pause && !limits_.config.behind_proxy)
    co_await stay_away(*pause);
  co_return keep_alive;
}

Task<Connection::Arrival> Connection::read(Parser& parser, Budget::Share& memory) {
  Arrival arrival;
  const auto& config = limits_.config;
  if (buffer_.size() == 0) {
    is_idle_ = true;
    expect_within(limits_.draining ? config.drain_idle : config.idle_timeout);
    const auto gone = co_await read_some(read_size);
    is_idle_ = false;
    if (gone)
      co_return arrival;
  }
  expect_within(config.header_timeout);
  auto error = co_await feed(parser, false, memory);
  if (!error) {
    const auto& head = parser.get();
    arrival.refusal = objection(head);
    if (arrival.refusal)
      co_return arrival;
    if (!parser.is_done() && responder_.takes_upload(Request{head, peer_})) {
      deadline_ = Deadline::max();
      arrival.complete = true;
      arrival.has_upload = true;
      co_return arrival;
    }
    if (!limit_body(parser, config.body_bytes_max)) {
      arrival.refusal = refusal_of(http::error::body_limit);
      co_return arrival;
    }
    if (!co_await invite_body(parser))
      co_return arrival;
    // The parser adds trailers to the header, where a client's word would pass for its proxy's.
    std::optional<http::request_header<>> header;
    if (parser.chunked())
      header.emplace(head.base());
    expect_within(config.body_timeout);
    error = co_await feed(parser, true, memory);
    if (header)
      parser.get().base() = std::move(*header);
  }
  deadline_ = Deadline::max();
  if (!error)
    arrival.complete = true;
  else if (timed_out_)
    arrival.refusal = refusal_of(asio::error::timed_out);
  else if (error.category() == http::make_error_code(http::error::need_more).category()
           || error == asio::error::no_memory)
    arrival.refusal = refusal_of(error);
  co_return arrival;
}

// Reads on until the header, or the whole request, has arrived.
Task<error_code> Connection::feed(Parser& parser, bool whole, Budget::Share& memory) {
  const auto has_arrived = [&] { return whole ? parser.is_done() : parser.is_header_done(); };
  while (!has_arrived()) {
    error_code error;
    const auto used = parser.put(buffer_.data(), error);
    buffer_.consume(used);
    if (error && error != http::error::need_more)
      co_return error;
    if (parser.is_header_done() && !memory.grow_to(bytes(parser.get().body()))) {
      limits_.metrics.shed_bodies.Increment();
      co_return asio::error::no_memory;
    }
    if (has_arrived())
      break;
    if (used > 0 && !error && buffer_.size() > 0)
      continue;
    // Of a header, of what comes with a chunk, or of trailers.
    if (buffer_.size() >= limits_.config.header_bytes_max)
      co_return http::make_error_code(http::error::header_limit);
    if (const auto gone = co_await read_some(read_size))
      co_return gone;
  }
  co_return error_code{};
}

// Tells a client that waits for it to go on. Whether it is still there.
Task<bool> Connection::invite_body(const Parser& parser) {
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  if (parser.is_done() || !equals_ignoring_case(parser.get()[http::field::expect], "100-continue"))
    co_return true;
  expect_within(limits_.config.write_timeout);
  const auto [failed, size] = co_await asio::async_write(socket_, asio::buffer(go_on), as_result);
  co_return !failed;
}

Task<Result<std::string_view, Refusal>> Connection::ArrivingBody::next(Deadline deadline) {
  const auto& config = connection_.limits_.config;
  auto& buffer = connection_.buffer_;
  if (!std::exchange(is_invited_, true)) {
    if (!limit_body(parser_, config.upload_bytes_max))
      co_return connection_.refusal_of(http::error::body_limit);
    if (!co_await connection_.invite_body(parser_))
      co_return connection_.refusal_of(http::error::partial_message);
  }
  auto& body = parser_.get().body();
  body.clear();
  while (!parser_.is_done()) {
    error_code error;
    const auto used = parser_.put(buffer.data(), error);
    buffer.consume(used);
    if (error && error != http::error::need_more)
      co_return connection_.refusal_of(error);
    if (!body.empty())
      co_return std::string_view{body};
    if (parser_.is_done() || (used > 0 && !error && buffer.size() > 0))
      continue;
    // Of what comes with a chunk, or of trailers.
    if (buffer.size() >= config.header_bytes_max)
      co_return connection_.refusal_of(http::error::header_limit);
    if (Clock::now() >= deadline)
      co_return Refusal{Errc::deadline_passed};
    connection_.expect_within(config.upload_timeout);
    connection_.deadline_ = std::min(connection_.deadline_, deadline);
    const auto gone = co_await connection_.read_some(upload_read_size);
    connection_.deadline_ = Deadline::max();
    if (gone && connection_.timed_out_)
      co_return Clock::now() < deadline ? connection_.refusal_of(asio::error::timed_out)
                                        : Refusal{Errc::deadline_passed};
    if (gone)
      co_return connection_.refusal_of(http::error::partial_message);
  }
  co_return std::string_view{};
}

Task<error_code> Connection::read_some(std::size_t size_max) {
  const auto space = buffer_.prepare(size_max);
  const auto [error, size] = co_await socket_.async_read_some(space, as_result);
  buffer_.commit(size);
  co_return error;
}

Task<bool> Connection::send(const Response& response, bool keep_alive, bool head_only) {
  const auto head = head_of(response, keep_alive);
  const bool has_body = response.has_body() && !head_only;
  const std::array<asio::const_buffer, 2> parts{
    asio::buffer(head), has_body ? asio::buffer(response.content()) : asio::const_buffer{}};
  expect_within(limits_.config.write_timeout);
  const auto [error, size] = co_await asio::async_write(socket_, parts, as_result);
  deadline_ = Deadline::max();
  co_return !error;
}

// It is as long as the connection. The kernel keeps little of it for a client that reads slowly, so
// that it is soon noticed; how long it may take for a piece is what it may take for any answer.
Task<void> Connection::send_stream(const Response& response) {
  error_code ignored;
  socket_.set_option(Tcp::socket::send_buffer_size{stream_buffer_size}, ignored);
  std::optional<std::string> piece = head_of(response, false);
  while (piece) {
    expect_within(limits_.config.write_timeout);
    const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(*piece), as_result);
    deadline_ = Deadline::max();
    if (error)
      co_return;
    if (limits_.draining || has_gone())
      break;
    piece = co_await response.stream->next();
  }
  co_await linger();
}

// Nobody reads from the client meanwhile, so its hanging up has to be looked for.
bool Connection::has_gone() {
  char byte = 0;
  return ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

// Closing with unread bytes makes the kernel reset the connection, and the client may lose the
// answer.
Task<void> Connection::linger() {
  error_code ignored;
  socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  expect_within(limits_.config.linger_timeout);
  const auto until = deadline_;
  buffer_.consume(buffer_.size());
  while (Clock::now() < until && !co_await read_some(read_size))
    buffer_.consume(buffer_.size());
  deadline_ = Deadline::max();
}

// Clients that ask again at once would take the time of those who are served. A proxy's connection
// is many people's.
Task<void> Connection::stay_away(std::chrono::seconds pause) {
  expect_within(pause);
  co_await socket_.async_wait(Tcp::socket::wait_error, as_result);
  deadline_ = Deadline::max();
}

// What is wrong with a request before its body is read.
std::optional<Refusal> Connection::objection(const Request::Message& head) const {
  if (head.version() != 10 && head.version() != 11)
    return Refusal{Errc::invalid_request, "Speak HTTP/1.1."};
  if (head.version() == 11 && head.count(http::field::host) != 1)
    return Refusal{Errc::invalid_request, "One Host header is required."};
  if (std::string_view{head[http::field::host]}.find_first_of("/@,?#\\ \t")
      != std::string_view::npos)
    return Refusal{Errc::invalid_request, "The Host header is no host."};
  // A length that two servers read differently is how requests are smuggled. The parser takes more
  // than it understands: after `chunked, chunked` it reads no body at all.
  if (const auto codings = head.count(http::field::transfer_encoding);
      codings > 1
      || (codings == 1
          && (head.version() == 10
              || !equals_ignoring_case(head[http::field::transfer_encoding], "chunked"))))
    return Refusal{Errc::invalid_request, "Of the transfer codings, only chunked is known."};
  if (head.count(http::field::content_length) > 1
      || std::string_view{head[http::field::content_length]}.find(',') != std::string_view::npos)
    return Refusal{Errc::invalid_request, "One Content-Length is enough."};
  return std::nullopt;
}

Refusal Connection::refusal_of(error_code error) const {
  Refusal refusal{Errc::invalid_request, "This is not HTTP."};
  if (error == asio::error::timed_out) {
    refusal = Refusal{Errc::request_timeout};
    refusal.status = 408;
  } else if (error == asio::error::no_memory) {
    refusal = Refusal{Errc::overloaded};
  } else if (error == http::error::body_limit) {
    refusal = Refusal{Errc::body_too_large};
  } else if (error == http::error::header_limit) {
    refusal.detail = "The header is over the limit.";
    refusal.status = 431;
  }
  return refusal;
}

void Connection::expect_within(std::chrono::milliseconds limit) {
  timed_out_ = false;
  deadline_ = Clock::now() + limit;
}

} // namespace baro
