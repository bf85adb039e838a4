#include "tests/fuzz/edge.hpp"

#include "net/api.hpp"
#include "net/connection.hpp"
#include "net/site.hpp"
#include "protocol/register_types.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cassert>

namespace baro::fuzz {

namespace {

/// Handlers that answer all that an interface takes.
template <class Signature>
struct Played;

template <class Reply, class Message>
struct Played<caf::result<Reply>(Message)> {
  static auto handler() {
    return [](const Message&) -> caf::result<Reply> {
      if constexpr (std::is_void_v<Reply>)
        return caf::unit;
      else
        return Reply{};
    };
  }

  static bool answer(const caf::message& question, caf::message& reply) {
    if (!question.match_elements<Message>())
      return false;
    if constexpr (std::is_void_v<Reply>)
      reply = caf::message{};
    else
      reply = caf::make_message(Reply{});
    return true;
  }
};

template <class Interface>
struct Plays;

template <class... Signatures>
struct Plays<caf::typed_actor<Signatures...>> {
  static caf::behavior behavior() { return {Played<Signatures>::handler()...}; }

  static bool answer(const caf::message& question, caf::message& reply) {
    return (Played<Signatures>::answer(question, reply) || ...);
  }
};

template <class... Interfaces>
bool answer_as(const caf::message& question, caf::message& reply) {
  return (Plays<Interfaces>::answer(question, reply) || ...);
}

caf::result<caf::message> answer_entity(const Envelope& envelope) {
  if (envelope.body.match_elements<ResolveSession>()) {
    const auto session = envelope.body.get_as<ResolveSession>(0).session.value;
    if (session < 1 || session > 3)
      return to_caf(Errc::not_logged_in);
    return caf::make_message(SessionUser{{UserId{session}, Role(session - 1)}, {}});
  }
  caf::message reply;
  if (!answer_as<SessionActor, SkuActor, CartActor, CheckoutActor, OrderActor, DeckActor,
                 CreditActor, DropActor>(envelope.body, reply))
    return to_caf(Errc::unavailable);
  return reply;
}

caf::behavior play_shard(caf::event_based_actor*) {
  return {[](const Envelope& envelope) { return answer_entity(envelope); }};
}

/// One event for each stream, and that was it.
caf::behavior play_events(caf::event_based_actor*) {
  auto told = std::make_shared<bool>(false);
  return {
    [told](const OpenEvents&) {
      *told = false;
      return EventsOpened{EventStreamId{1}};
    },
    [told](NextEvents) -> caf::result<EventsReady> {
      if (std::exchange(*told, true))
        return to_caf(Errc::not_found);
      return EventsReady{{{"order", "{}", EventPosition{1, 2}}}, EventPosition{1, 2}};
    },
    [](CloseEvents) {},
  };
}

template <class Interface>
caf::behavior play(caf::event_based_actor*) {
  return Plays<Interface>::behavior();
}

struct OneForAll : Directory {
  caf::actor shard;

  caf::actor shard_of(Address) const override { return shard; }
};

struct Config : caf::actor_system_config {
  Config() {
    register_types();
    set("caf.scheduler.policy", "testing");
  }
};

NetConfig net_config() {
  NetConfig config;
  config.behind_proxy = true;
  config.allowed_origins = {"https://shop.example"};
  config.payment_provider.webhook_secret = provider_secret;
  config.anonymous_rate = {};
  config.login_rate = {};
  config.read_cache_age = {}; // an answer must not depend on earlier inputs
  return config;
}

/// Fails when something has gone wrong in here, and when a header has a line break in it.
class WatchedApi : public Responder {
public:
  WatchedApi(const Site& site, asio::io_context& io) : api_(site, io) {}

  bool takes_upload(const Request& head) const override { return api_.takes_upload(head); }

  Task<Response> respond(const Request& request) override {
    co_return checked(co_await api_.respond(request));
  }

  Response refuse(const Request& request, const Refusal& refusal) override {
    return checked(api_.refuse(request, refusal));
  }

  void tick(Deadline now) override { api_.tick(now); }
  void close() override { api_.close(); }

private:
  static Response checked(Response response) {
    assert(response.status != 500);
    for ([[maybe_unused]] const auto& header : response.headers)
      assert(header.value.find_first_of("\r\n") == header.value.npos);
    return response;
  }

  Api api_;
};

} // namespace

class Edge::Impl {
public:
  Impl()
    : site_(net_config(), services(), metrics_, read_metrics_),
      limits_(site_.config, metrics_),
      api_(site_, io_) {}

  ~Impl() { api_.close(); }

  std::string answer_to(std::string_view bytes) {
    int ends[2];
    [[maybe_unused]] const int made
      = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
    assert(made == 0);
    Socket socket{io_};
    socket.assign(Tcp::v4(), ends[0]);
    client_ = ends[1];
    answer_.clear();
    bool ended = false;
    io_.restart();
    asio::co_spawn(io_, run(std::move(socket)), [&](const std::exception_ptr& failure) {
      assert(!failure);
      ended = true;
    });
    while (!ended) {
      bool moved = send(bytes);
      moved |= io_.poll() > 0;
      io_.restart();
      moved |= scheduler().run() > 0;
      moved |= receive();
      assert(moved && "a connection waits for something that does not come");
    }
    scheduler().run();
    receive();
    ::close(client_);
    return std::exchange(answer_, {});
  }

private:
  Task<void> run(Socket socket) {
    Connection connection{std::move(socket), api_, limits_};
    co_await connection.run();
  }

  // Whether anything could be sent. Behind the last byte comes the end.
  bool send(std::string_view& bytes) {
    if (bytes.data() == nullptr)
      return false;
    const auto size = ::send(client_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size > 0)
      bytes.remove_prefix(static_cast<std::size_t>(size));
    if (bytes.empty() || (size < 0 && errno != EAGAIN)) {
      ::shutdown(client_, SHUT_WR);
      bytes = {};
    }
    return size > 0 || bytes.data() == nullptr;
  }

  bool receive() {
    char piece[16 << 10];
    const auto before = answer_.size();
    for (ssize_t size = 0; (size = ::recv(client_, piece, sizeof piece, 0)) > 0;)
      answer_.append(piece, static_cast<std::size_t>(size));
    return answer_.size() > before;
  }

  caf::scheduler::test_coordinator& scheduler() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
  }

  template <class Interface>
  Interface played() {
    return caf::actor_cast<Interface>(system_.spawn(play<Interface>));
  }

  Services services() {
    directory_.shard = system_.spawn(play_shard);
    return {system_,
            directory_,
            played<IdentityActor>(),
            played<CatalogueActor>(),
            played<AdminActor>(),
            played<PaymentsActor>(),
            caf::actor_cast<EventsActor>(system_.spawn(play_events)),
            played<WebhooksActor>(),
            ids_,
            loops_,
            played<FittingActor>()};
  }

  Config system_config_;
  caf::actor_system system_{system_config_};
  OneForAll directory_;
  IdGenerator ids_{0};
  Loops loops_;
  prometheus::Registry registry_;
  HttpMetrics metrics_{registry_, route_labels()};
  ReadMetrics read_metrics_{registry_};
  Site site_;
  Limits limits_;
  asio::io_context io_{1};
  WatchedApi api_;
  int client_ = -1;
  std::string answer_;
};

namespace {

/// How an answer begins.
void check_answer(std::string_view text) {
  http::response_parser<http::empty_body> parser;
  parser.eager(false);
  parser.skip(true);
  boost::system::error_code error;
  parser.put(asio::buffer(text.data(), text.size()), error);
  assert(!error && parser.is_header_done());
}

} // namespace

Edge::Edge() : impl_(std::make_unique<Impl>()) {}

Edge& Edge::instance() {
  static auto& edge = *new Edge;
  return edge;
}

std::string Edge::answer_to(std::string_view bytes) {
  auto answer = impl_->answer_to(bytes.empty() ? std::string_view{""} : bytes);
  if (!answer.empty())
    check_answer(answer);
  return answer;
}

std::string cookie_of(SessionId session) {
  return fmt::format("baro={}.{}", session.value, std::string(43, 'A'));
}

} // namespace baro::fuzz
