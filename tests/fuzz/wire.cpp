#include "cluster/peers.hpp"
#include "monitoring/cluster_metrics.hpp"
#include "protocol/register_types.hpp"
#include "tests/fuzz/mutator.hpp"

#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/config_value.hpp>
#include <caf/detail/meta_object.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/forwarding_actor_proxy.hpp>
#include <caf/io/basp/header.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/network/test_multiplexer.hpp>
#include <caf/make_actor.hpp>
#include <caf/proxy_registry.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_execution_unit.hpp>
#include <caf/send.hpp>

#include <cassert>
#include <memory>
#include <optional>
#include <string>

namespace baro::fuzz {

namespace {

namespace basp = caf::io::basp;

constexpr std::uint16_t port = 4711;
constexpr Incarnation me{1};
constexpr Incarnation far{2};
constexpr int depth_max = 8;

enum class Kind : std::uint8_t { message, connection, kinds };

struct Config : caf::actor_system_config {
  Config() {
    register_types();
    caf::io::middleman::init_global_meta_objects();
    load<caf::io::middleman>();
    set("caf.scheduler.policy", "testing");
    set("caf.middleman.network-backend", "testing");
    set("caf.middleman.app-identifiers", std::vector<std::string>{"baro"});
    set("caf.middleman.heartbeat-interval", caf::timespan{0});
  }
};

/// A shard that has nothing in it.
caf::behavior play_shard(caf::event_based_actor*) {
  return {[](const FromPeer&) { return to_caf(Errc::not_here); },
          [](const Envelope&) { return to_caf(Errc::not_here); }};
}

/// A node with a cluster port, to which others can connect. One thread does everything. It knows of
/// one other node, `far`.
class Node : caf::proxy_registry::backend {
public:
  Node() {
    context_.proxy_registry_ptr(&proxies_);
    run();
    network().provide_acceptor(port, doorman);
    scheduler().inline_next_enqueue();
    [[maybe_unused]] const auto published = system_.middleman().publish(peers_, port);
    assert(published);
    caf::send_as(membership_, peers_, KnowMembers{{{far, "far", NodeState::SERVING, "far", port}}});
    run();
  }

  // A system that goes waits for its actors.
  ~Node() {
    for (const auto& actor : ends_)
      caf::anon_send_exit(actor, caf::exit_reason::kill);
    caf::anon_send_exit(peers_, caf::exit_reason::kill);
    caf::anon_send_exit(membership_, caf::exit_reason::kill);
    caf::anon_send_exit(shards_.front(), caf::exit_reason::kill);
    run();
  }

  caf::execution_unit* context() { return &context_; }
  caf::actor_id peers() const { return peers_.id(); }

  /// Somebody connects, says this, and hangs up.
  void hear(const void* bytes, std::size_t size) {
    const auto client = caf::io::connection_handle::from_int(++connections_);
    network().add_pending_connect(doorman, client);
    network().accept_connection(doorman);
    run();
    auto& arrived = network().virtual_network_buffer(client);
    const auto* const begin = static_cast<const caf::byte*>(bytes);
    arrived.insert(arrived.end(), begin, begin + size);
    do
      run();
    while (network().try_read_data(client));
    if (auto& end = network().impl_ptr(client); end && !network().stopped_reading(client))
      end->io_failure(&network(), caf::io::network::operation::read);
    run();
  }

  /// Forgets all actors of others.
  void forget() {
    proxies_.clear();
    run();
  }

  /// An actor of another node.
  caf::strong_actor_ptr stranger() {
    const auto node = caf::make_node_id(7, "0123456789abcdef0123456789abcdef01234567");
    assert(node);
    return proxies_.get_or_put(*node, 9);
  }

private:
  static inline const auto doorman = caf::io::accept_handle::from_int(1);

  caf::strong_actor_ptr make_proxy(caf::node_id node, caf::actor_id id) override {
    caf::actor_config config;
    return caf::make_actor<caf::forwarding_actor_proxy, caf::strong_actor_ptr>(
      id, std::move(node), &system_, config, membership_);
  }

  void set_last_hop(caf::node_id*) override {}

  caf::behavior play_membership() {
    return {[this](const PeerChanged& change) {
              if (change.link)
                ends_.push_back(change.link);
            },
            [](const ClusterChanged&) {}, [](const ShardRows&) {}};
  }

  void run() {
    do
      network().flush_runnables();
    while (scheduler().run() > 0);
  }

  caf::scheduler::test_coordinator& scheduler() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
  }

  caf::io::network::test_multiplexer& network() {
    return dynamic_cast<caf::io::network::test_multiplexer&>(system_.middleman().backend());
  }

  prometheus::Registry registry_;
  ClusterMetrics metrics_{registry_};
  Config config_;
  caf::actor_system system_{config_};
  std::vector<caf::actor> ends_; // of connections that others have opened
  caf::actor membership_{
    system_.spawn([this](caf::event_based_actor*) { return play_membership(); })};
  std::vector<caf::actor> shards_{shards_max, system_.spawn(play_shard)};
  LinkServices links_{shards_, metrics_, {}};
  caf::actor peers_{caf::actor_cast<caf::actor>(system_.spawn<PeersImpl>(
    PeersServices{{me, "here", "shop"}, system_.middleman().actor_handle(), membership_, links_}))};
  caf::proxy_registry proxies_{system_, *this};
  caf::scoped_execution_unit context_{&system_};
  std::int64_t connections_ = 0;
};

/// What a node remembers of others is not to add up. The last one stays: parts of CAF end before
/// it could.
Node& node() {
  static auto& node = *new std::optional<Node>;
  static int inputs = 0;
  if (++inputs % 256 == 1)
    node.emplace();
  return *node;
}

// Messages ----------------------------------------------------------------------------------------

std::optional<caf::message> read(Node& node, const void* bytes, std::size_t size) {
  caf::message message;
  caf::binary_deserializer source{node.context(), static_cast<const caf::byte*>(bytes), size};
  return source.apply(message) ? std::optional{std::move(message)} : std::nullopt;
}

template <class... Values>
caf::byte_buffer write(Node& node, const Values&... values) {
  caf::byte_buffer buffer;
  caf::binary_serializer sink{node.context(), buffer};
  [[maybe_unused]] const bool written = (sink.apply(values) && ...);
  assert(written);
  return buffer;
}

/// How deep messages are within each other.
int depth_of(const caf::message& message) {
  int depth = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    assert(!message.match_element<caf::config_value>(i));
    const auto look_into
      = [&](const caf::message& inner) { depth = std::max(depth, depth_of(inner)); };
    if (message.match_element<caf::message>(i))
      look_into(message.get_as<caf::message>(i));
    else if (message.match_element<caf::error>(i) && message.get_as<caf::error>(i))
      look_into(message.get_as<caf::error>(i).context());
    else if (message.match_element<Envelope>(i))
      look_into(message.get_as<Envelope>(i).body);
    else if (message.match_element<FromPeer>(i))
      look_into(message.get_as<FromPeer>(i).envelope.body);
  }
  return 1 + depth;
}

/// What can be read can be shown and written, and comes back as it was.
void check_message(Node& node, const void* bytes, std::size_t size) {
  const auto message = read(node, bytes, size);
  if (!message)
    return;
  assert(depth_of(*message) <= depth_max);
  to_string(*message);
  const auto written = write(node, *message);
  const auto again = read(node, written.data(), written.size());
  assert(again && write(node, *again) == written);
}

// Inputs that make sense --------------------------------------------------------------------------

std::string_view view(const caf::byte_buffer& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The value of a type in which nothing was set.
std::string any_message(Node& node, std::minstd_rand& random) {
  const auto types = caf::detail::global_meta_objects();
  const auto type = static_cast<caf::type_id_t>(random() % types.size());
  const auto& meta = types[type];
  if (meta.type_name.empty())
    return {};
  caf::byte_buffer buffer;
  caf::binary_serializer sink{node.context(), buffer};
  const auto storage
    = std::make_unique<std::max_align_t[]>(meta.padded_size / sizeof(std::max_align_t) + 1);
  meta.default_construct(storage.get());
  // Some types never leave their node.
  const bool written
    = sink.begin_sequence(1) && sink.value(type) && meta.save_binary(sink, storage.get());
  meta.destroy(storage.get());
  return written ? std::string{view(buffer)} : "";
}

std::string some_message(Node& node, std::minstd_rand& random) {
  switch (random() % 4) {
    case 0: {
      const auto link = caf::actor_cast<caf::actor>(node.stranger());
      const Hello hello{wire_version, "shop", me, far, "far", link};
      return std::string{view(write(node, caf::make_message(hello)))};
    }
    case 1: {
      const Envelope envelope{{EntityKind::cart, 7}, caf::make_message(GetCart{UserId{7}}), true};
      return std::string{view(write(node, caf::make_message(FromPeer{envelope})))};
    }
    default: return any_message(node, random);
  }
}

std::string frame(Node& node, basp::message_type operation, caf::actor_id to,
                  std::string_view payload) {
  const basp::header header{operation, 0, static_cast<std::uint32_t>(payload.size()), 0, 0, to};
  return std::string{view(write(node, header))} + std::string{payload};
}

/// Somebody says who he is, and then something else.
std::string some_frames(Node& node, std::minstd_rand& random) {
  auto frames = frame(node, basp::message_type::client_handshake, 0,
                      view(write(node, node.stranger()->node())));
  return frames
         + frame(node, basp::message_type::direct_message, node.peers(),
                 std::string(1, '\0') + some_message(node, random));
}

/// The last frame goes to the end, whatever was put in or taken out.
void fit_frames(std::uint8_t* data, std::size_t size) {
  constexpr std::size_t length_at = 4;
  while (size >= basp::header_size) {
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < 4; ++i)
      length = length << 8 | data[length_at + i];
    const auto rest = size - basp::header_size;
    if (length >= rest || rest - length < basp::header_size) {
      for (std::size_t i = 0; i < 4; ++i)
        data[length_at + i] = static_cast<std::uint8_t>(rest >> (24 - 8 * i));
      return;
    }
    data += basp::header_size + length;
    size = rest - length;
  }
}

} // namespace

} // namespace baro::fuzz

/// The first byte says what the rest is: a message, as a node sends it and as answers are stored;
/// or all that somebody says who connects to the cluster port.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace baro::fuzz;
  if (size == 0)
    return 0;
  auto& here = node();
  if (Kind{data[0]} == Kind::message)
    check_message(here, data + 1, size - 1);
  else
    here.hear(data + 1, size - 1);
  here.forget();
  return 0;
}

/// Now and then it is something that makes sense. Otherwise frames keep their lengths, mostly.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned seed) {
  using namespace baro::fuzz;
  std::minstd_rand random{seed};
  if (random() % 16 == 0) {
    auto& here = node();
    const auto kind = static_cast<Kind>(random() % static_cast<unsigned>(Kind::kinds));
    const auto text
      = kind == Kind::message ? some_message(here, random) : some_frames(here, random);
    return put_first(static_cast<char>(kind) + text, data, 0, size_max);
  }
  size = LLVMFuzzerMutate(data, size, size_max);
  if (size > 1 && Kind{data[0]} != Kind::message && random() % 8 != 0)
    fit_frames(data + 1, size - 1);
  return size;
}
