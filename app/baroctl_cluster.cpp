#include "app/baroctl_cluster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace baro {

namespace {

std::string lease_of(const NodeStatus& node) {
  return node.lease_left_ms < 0
           ? "run out"
           : fmt::format("{:.1f} s", static_cast<double>(node.lease_left_ms) / 1'000);
}

std::string name_of_node(const ClusterStatus& cluster, std::optional<Incarnation> id) {
  if (!id)
    return "nobody";
  const auto node = std::ranges::find(cluster.nodes, *id, &NodeStatus::id);
  return node == cluster.nodes.end() ? fmt::format("a node that is gone ({})", id->value)
                                     : node->name;
}

std::string owner_of(const EntityPlace& place) {
  if (!place.owner)
    return "nobody, yet";
  if (place.owner->name.empty())
    return fmt::format("a node that is gone (incarnation {})", place.owner->id.value);
  return fmt::format("{} (incarnation {})", place.owner->name, place.owner->id.value);
}

std::string kinds() {
  std::string all;
  boost::mp11::mp_for_each<describe::describe_enumerators<EntityKind>>(
    [&](auto kind) { all += (all.empty() ? "" : ", ") + std::string{kind.name}; });
  return all;
}

} // namespace

std::string describe_cluster(const ClusterStatus& cluster) {
  std::string text
    = fmt::format("{:<16}{:>12}{:>8}  {:<9}{:>9}{:>8}  {:<22}{}\n", "NODE", "INCARNATION", "NUMBER",
                  "STATE", "LEASE", "SHARDS", "PEERS", "SHOP");
  for (const auto& node : cluster.nodes)
    text
      += fmt::format("{:<16}{:>12}{:>8}  {:<9}{:>9}{:>8}  {:<22}{}{}\n", node.name, node.id.value,
                     node.number, name_of(node.state), lease_of(node), node.shards,
                     node.port == 0 ? "-" : fmt::format("{}:{}", node.host, node.port),
                     node.shop_url, node.id == cluster.coordinator ? "  coordinator" : "");
  const auto unowned = std::ranges::count(cluster.shards, std::optional<Incarnation>{});
  text += fmt::format("\n{} of {} shards have an owner, {} are moving; map version {}\n",
                      std::ssize(cluster.shards) - unowned, cluster.shards.size(),
                      cluster.moves.size(), cluster.map_version);
  if (!cluster.coordinator)
    text += "Nobody coordinates: nodes that die are not replaced until somebody does.\n";
  for (const auto& move : cluster.moves)
    text += fmt::format("  shard {}: {} -> {}\n", move.shard, name_of_node(cluster, move.from),
                        name_of_node(cluster, move.to));
  return text;
}

std::string describe_place(const EntityPlace& place) {
  auto text
    = fmt::format("{}:{} is in shard {}, which belongs to {}, epoch {}\n", name_of(place.kind),
                  place.id.value, place.shard, owner_of(place), place.epoch);
  if (place.next_owner)
    text += fmt::format("It is moving to {} (incarnation {})\n", place.next_owner->name,
                        place.next_owner->id.value);
  return text;
}

Result<Address> parse_address(const std::string& text) {
  const auto colon = text.find(':');
  Address address;
  const auto* end = text.data() + text.size();
  if (colon != std::string::npos && from_name(text.substr(0, colon), address.kind))
    if (const auto read = std::from_chars(text.data() + colon + 1, end, address.id);
        read.ec == std::errc{} && read.ptr == end)
      return address;
  return Error{
    Errc::invalid_request,
    fmt::format("'{}' is no address: give a kind and a number, like sku:123; kinds are {}", text,
                kinds())};
}

} // namespace baro
