#pragma once

#include "net/request.hpp"
#include "net/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <deque>
#include <future>

namespace baro {

using namespace std::chrono_literals;
using Tcp = boost::asio::ip::tcp;

inline constexpr SessionId buyer_session{7};
inline constexpr SessionId owner_session{8};
inline const std::string secret(43, 'A'); // 32 bytes of zeros
inline constexpr std::string_view order
  = R"({"shippingAddress":"서울","orderItems":[{"skuId":"5","quantity":1}]})";

/// Plays all actors. A product with id 1 is answered only when the test says so; there is one with
/// id 2, too. A new product gets no verdict.
struct StandIn {
  static constexpr SkuId sku_of_product_2{5};
  std::atomic<int> asked_for_product_2 = 0;
  std::atomic<int> asked_for_likes = 0;
  std::promise<void> asked_for_product_1;
  caf::response_promise product_1;
  std::promise<void> asked_to_list;
  caf::response_promise new_product;
  caf::response_promise no_events;
  std::atomic<int> sessions_asked = 0;
  std::atomic<int> sessions_closed = 0;
  std::atomic<bool> session_goes_on = true;
  OpenEvents opened;
  std::promise<void> asked_for_events; // once there are none of these left
  std::deque<EventsReady> events;
  std::promise<void> events_closed;

  caf::behavior behave(caf::event_based_actor* self) {
    return {
      [](ListCategories) {
        return Categories{{{CategoryId{1}, "니트"}}};
      },
      [self, this](const GetProduct& question) -> caf::result<ProductView> {
        if (question.product == ProductId{2}) {
          ProductView view;
          view.id = question.product;
          view.likes_count = ++asked_for_product_2;
          view.skus = {{sku_of_product_2, {}, StockBand::IN_STOCK, 9}};
          return view;
        }
        if (question.product != ProductId{1})
          return to_caf(Errc::not_found);
        product_1 = self->make_response_promise();
        asked_for_product_1.set_value();
        return caf::delegated<ProductView>{};
      },
      [this](flush_atom) { product_1.deliver(ProductView{}); },
      [self, this](const CreateProduct&) -> caf::result<Answer<CreatedProduct>> {
        new_product = self->make_response_promise();
        asked_to_list.set_value();
        return caf::delegated<Answer<CreatedProduct>>{};
      },
      [](const LogIn&) {
        SignedIn session;
        session.session = SessionId{9};
        session.secret = std::string(32, 's');
        return session;
      },
      [](const LikeProduct&) {},
      [this](const OpenEvents& command) {
        opened = command;
        return EventsOpened{EventStreamId{1}};
      },
      [self, this](NextEvents) -> caf::result<EventsReady> {
        if (events.empty()) {
          no_events = self->make_response_promise();
          asked_for_events.set_value();
          return caf::delegated<EventsReady>{};
        }
        auto ready = std::move(events.front());
        events.pop_front();
        return ready;
      },
      [this](sweep_atom) { no_events.deliver(to_caf(Errc::not_found)); },
      [this](CloseEvents) { events_closed.set_value(); },
      [this](const FindLiked& question) {
        ++asked_for_likes;
        return LikedProducts{question.products};
      },
      [this](const Envelope& envelope) -> caf::result<caf::message> { return answer(envelope); },
    };
  }

  caf::result<caf::message> answer(const Envelope& envelope) {
    const auto& body = envelope.body;
    if (body.match_elements<ResolveSession>()) {
      ++sessions_asked;
      SessionUser user{{UserId{1}, Role::BUYER}, {true, 100, 42, 5}};
      if (body.get_as<ResolveSession>(0).session == owner_session)
        user.caller.role = Role::STORE_OWNER;
      else if (body.get_as<ResolveSession>(0).session != buyer_session)
        return to_caf(Errc::not_logged_in);
      return caf::make_message(user);
    }
    if (body.match_elements<PlaceOrder>()) {
      const auto& order = body.get_as<PlaceOrder>(0);
      Answer<OrderView> placed;
      placed.view.shipping_address = order.shipping_address;
      placed.view.items = {{ProductId{2}, sku_of_product_2, {}, "", {}, 1, 1'000}};
      placed.replayed = order.idempotency.has_value();
      return caf::make_message(placed);
    }
    if (body.match_elements<CheckSession>())
      return session_goes_on ? caf::result<caf::message>{caf::message{}}
                             : caf::result<caf::message>{to_caf(Errc::not_logged_in)};
    if (body.match_elements<CloseSession>()) {
      ++sessions_closed;
      return caf::message{};
    }
    return to_caf(Errc::internal_error, "a message that the stand-in does not know");
  }
};

struct OneForAll : Directory {
  caf::actor shard;

  caf::actor shard_of(Address) const override { return shard; }
};

/// A client that waits for its answers.
class Client {
public:
  using Answer = http::response<http::string_body>;

  explicit Client(std::uint16_t port) {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  }

  void send(std::string_view text) { boost::asio::write(socket_, boost::asio::buffer(text)); }

  Answer receive(bool is_head = false) {
    http::response_parser<http::string_body> parser;
    parser.skip(is_head);
    http::read(socket_, buffer_, parser);
    return parser.release();
  }

  Answer get(std::string_view path, std::string_view headers = "") {
    send(fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n{}\r\n", path, headers));
    return receive();
  }

  Answer post(std::string_view path, std::string_view body, std::string_view headers = "") {
    send(fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: "
                     "application/json\r\nContent-Length: {}\r\n{}\r\n{}",
                     path, body.size(), headers, body));
    return receive();
  }

  /// Whether the server has hung up. Waits until it says anything at all.
  bool is_at_end() {
    boost::system::error_code error;
    char byte = 0;
    socket_.read_some(boost::asio::buffer(&byte, 1), error);
    return static_cast<bool>(error);
  }

private:
  boost::asio::io_context io_;
  Tcp::socket socket_{io_};
  boost::beast::flat_buffer buffer_;
};

class ServerTest : public testing::Test {
protected:
  ServerTest() {
    config.port = 0;
    config.ops_port = 0;
    config.drain_idle = 1ms;
    config.linger_timeout = 50ms;
    shard = system.spawn([this](caf::event_based_actor* self) { return stand_in.behave(self); });
    directory.shard = shard;
    loops.front().start("test.loop");
  }

  ~ServerTest() override {
    server.reset();
    caf::anon_send_exit(shard, caf::exit_reason::kill);
  }

  Services services() {
    return {system,
            directory,
            caf::actor_cast<IdentityActor>(shard),
            caf::actor_cast<CatalogueActor>(shard),
            caf::actor_cast<AdminActor>(shard),
            caf::actor_cast<PaymentsActor>(shard),
            caf::actor_cast<EventsActor>(shard),
            caf::actor_cast<WebhooksActor>(shard),
            ids,
            loops};
  }

  Client client() {
    if (!server) {
      server = std::make_unique<Server>(config, services(), registry,
                                        [this] { return is_ready.load(); });
      const auto started = server->start();
      EXPECT_TRUE(started);
    }
    return Client{server->port()};
  }

  Client operator_client() {
    client();
    return Client{server->ops_port()};
  }

  static std::string cookie(SessionId session) {
    return fmt::format("Cookie: baro={}.{}\r\n", session.value, secret);
  }

  NetConfig config;
  StandIn stand_in;
  caf::actor_system_config system_config;
  caf::actor_system system{system_config};
  caf::actor shard;
  OneForAll directory;
  IdGenerator ids{0};
  Loops loops{1};
  prometheus::Registry registry;
  std::atomic<bool> is_ready = true;
  std::unique_ptr<Server> server;
};

} // namespace baro
