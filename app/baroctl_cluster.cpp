#include "app/baroctl_cluster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace baro {

namespace {

std::string lease_of(const NodeReport& node) {
  return node.lease_left_ms < 0
           ? "run out"
           : fmt::format("{:.1f} s", static_cast<double>(node.lease_left_ms) / 1'000);
}

std::string name_of_node(const ClusterReport& report, Incarnation incarnation) {
  const auto node = std::ranges::find(report.nodes, incarnation, &NodeReport::incarnation);
  return node == report.nodes.end() ? fmt::format("a node that is gone ({})", incarnation.value)
                                    : node->name;
}

std::string owner_of(const ShardReport& shard) {
  if (shard.row.owner == Incarnation{})
    return "nobody, yet";
  if (shard.owner_name.empty())
    return fmt::format("a node that is gone (incarnation {})", shard.row.owner.value);
  return fmt::format("{} (incarnation {})", shard.owner_name, shard.row.owner.value);
}

std::string kinds() {
  std::string all;
  boost::mp11::mp_for_each<describe::describe_enumerators<EntityKind>>(
    [&](auto kind) { all += (all.empty() ? "" : ", ") + std::string{kind.name}; });
  return all;
}

} // namespace

std::string describe_cluster(const ClusterReport& report) {
  std::string text
    = fmt::format("{:<16}{:>12}{:>8}  {:<9}{:>9}{:>8}  {:<22}{}\n", "NODE", "INCARNATION", "NUMBER",
                  "STATE", "LEASE", "SHARDS", "PEERS", "SHOP");
  for (const auto& node : report.nodes)
    text
      += fmt::format("{:<16}{:>12}{:>8}  {:<9}{:>9}{:>8}  {:<22}{}{}\n", node.name,
                     node.incarnation.value, node.number, name_of(node.state), lease_of(node),
                     node.shards, node.port == 0 ? "-" : fmt::format("{}:{}", node.host, node.port),
                     node.http_url, node.incarnation == report.coordinator ? "  coordinator" : "");
  text += fmt::format("\n{} of {} shards have an owner, {} are moving; map version {}\n",
                      shards_max - report.unowned.size(), shards_max, report.moves.size(),
                      report.map_version);
  if (report.coordinator == Incarnation{})
    text += "Nobody coordinates: nodes that die are not replaced until somebody does.\n";
  for (const auto& move : report.moves)
    text += fmt::format("  shard {}: {} -> {}\n", move.shard, name_of_node(report, move.from),
                        name_of_node(report, move.to));
  return text;
}

std::string describe_place(Address address, const ShardReport& shard) {
  auto text
    = fmt::format("{}:{} is in shard {}, which belongs to {}, epoch {}\n", name_of(address.kind),
                  address.id, shard.row.shard, owner_of(shard), shard.row.epoch);
  if (shard.row.next_owner != Incarnation{})
    text += fmt::format("It is moving to {} (incarnation {})\n", shard.next_owner_name,
                        shard.row.next_owner.value);
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
