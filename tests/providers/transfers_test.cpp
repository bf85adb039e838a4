#include "providers/transfers.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace baro {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr std::size_t answer_bytes_max = 64;

/// Takes one request with at most a short body, and answers what it was told to.
class OneAnswer {
public:
  explicit OneAnswer(std::string answer) : answer_(std::move(answer)) {
    thread_ = std::thread{[this] { serve(); }};
  }
  ~OneAnswer() { thread_.join(); }

  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/it";
  }
  /// Of the request, headers and body.
  std::string request() { return request_.get_future().get(); }

private:
  void serve() {
    Tcp::socket socket{io_};
    acceptor_.accept(socket);
    std::string request;
    boost::system::error_code ended;
    asio::read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n", ended);
    if (request.find("Content-Length: 4") != std::string::npos && !request.ends_with("body"))
      asio::read_until(socket, asio::dynamic_buffer(request), "body", ended);
    asio::write(socket, asio::buffer(answer_), ended);
    request_.set_value(request);
  }

  std::string answer_;
  asio::io_context io_;
  Tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
  std::promise<std::string> request_;
  std::thread thread_;
};

struct Outcome {
  std::optional<HttpAnswer> answer;
  std::string reason;
};

Outcome outcome_of(HttpCall call) {
  Transfers transfers{"", answer_bytes_max};
  std::promise<Outcome> outcome;
  call.wait_max_ms = 10'000;
  transfers.begin(std::move(call), [&](std::optional<HttpAnswer> answer, std::string reason) {
    outcome.set_value({std::move(answer), std::move(reason)});
  });
  return outcome.get_future().get();
}

HttpCall call_to(const OneAnswer& server) {
  HttpCall call;
  call.url = server.url();
  return call;
}

TEST(Transfers, TellHeadersOfTheAnswerWithNamesInLowerCase) {
  OneAnswer server{"HTTP/1.1 200 OK\r\nContent-Type:  image/png \r\nX-Empty:\r\nContent-Length: "
                   "2\r\n\r\nhi"};
  const auto outcome = outcome_of(call_to(server));
  ASSERT_TRUE(outcome.answer) << outcome.reason;
  EXPECT_EQ(outcome.answer->body, "hi");
  EXPECT_EQ(outcome.answer->header("content-type"), "image/png");
  EXPECT_EQ(outcome.answer->header("x-empty"), "");
  EXPECT_EQ(outcome.answer->header("content-length"), "2");
  EXPECT_EQ(outcome.answer->header("missing"), "");
}

TEST(Transfers, KnowNothingOfHeadersOfAnInterimAnswer) {
  OneAnswer server{"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"};
  const auto outcome = outcome_of(call_to(server));
  ASSERT_TRUE(outcome.answer) << outcome.reason;
  EXPECT_EQ(outcome.answer->status, 204);
  EXPECT_EQ(outcome.answer->header("link"), "");
}

TEST(Transfers, AskByHeadForTheHeadersOnly) {
  OneAnswer server{"HTTP/1.1 200 OK\r\nContent-Length: 123456\r\n\r\n"};
  auto call = call_to(server);
  call.method = HttpMethod::HEAD;
  const auto outcome = outcome_of(std::move(call));
  ASSERT_TRUE(outcome.answer) << outcome.reason;
  EXPECT_EQ(outcome.answer->header("content-length"), "123456");
  EXPECT_TRUE(server.request().starts_with("HEAD /it HTTP/1.1\r\n"));
}

TEST(Transfers, SendABodyByTheMethodThatIsNamedAndByPostOtherwise) {
  for (const auto& [method, word] :
       {std::pair{std::optional{HttpMethod::PUT}, "PUT"}, {std::nullopt, "POST"}}) {
    OneAnswer server{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
    auto call = call_to(server);
    call.body = "body";
    call.method = method;
    const auto outcome = outcome_of(std::move(call));
    ASSERT_TRUE(outcome.answer) << outcome.reason;
    const auto request = server.request();
    EXPECT_TRUE(request.starts_with(std::string{word} + " /it HTTP/1.1\r\n")) << request;
    EXPECT_TRUE(request.ends_with("\r\n\r\nbody")) << request;
  }
}

TEST(Transfers, SendNoBodyWhereThereIsNone) {
  OneAnswer server{"HTTP/1.1 204 No Content\r\n\r\n"};
  auto call = call_to(server);
  call.method = HttpMethod::DELETE;
  ASSERT_TRUE(outcome_of(std::move(call)).answer);
  EXPECT_TRUE(server.request().starts_with("DELETE /it HTTP/1.1\r\n"));
}

TEST(Transfers, EndAnAnswerThatIsLargerThanTheCallAllows) {
  const std::string answer
    = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x');
  OneAnswer by_default{answer};
  EXPECT_FALSE(outcome_of(call_to(by_default)).answer);

  OneAnswer allowed{answer};
  auto call = call_to(allowed);
  call.answer_bytes_max = 100;
  EXPECT_TRUE(outcome_of(std::move(call)).answer);

  OneAnswer too_large{answer};
  auto tight = call_to(too_large);
  tight.answer_bytes_max = 99;
  EXPECT_FALSE(outcome_of(std::move(tight)).answer);
}

TEST(Transfers, EndAnAnswerWithHeadersBeyondAnyMeasure) {
  OneAnswer server{"HTTP/1.1 200 OK\r\nX-Long: " + std::string(70'000, 'x')
                   + "\r\nContent-Length: 0\r\n\r\n"};
  EXPECT_FALSE(outcome_of(call_to(server)).answer);
}

TEST(Transfers, DoNotConnectWithinThisMachineWhereOnlyWhatIsPublicMayBeCalled) {
  asio::io_context io;
  Tcp::acceptor nobody{io, {asio::ip::address_v4::loopback(), 0}};
  const auto port = std::to_string(nobody.local_endpoint().port());
  nobody.non_blocking(true);
  for (const auto* host : {"127.0.0.1", "localhost", "127.1", "0.0.0.0", "[::ffff:127.0.0.1]"}) {
    HttpCall call;
    call.url = "http://" + std::string{host} + ':' + port;
    call.is_public_only = true;
    EXPECT_FALSE(outcome_of(std::move(call)).answer) << host;
    Tcp::socket socket{io};
    boost::system::error_code error;
    nobody.accept(socket, error);
    EXPECT_EQ(error, asio::error::would_block) << host;
  }
}

} // namespace
} // namespace baro
