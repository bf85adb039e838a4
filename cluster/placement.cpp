#include "cluster/placement.hpp"

#include <algorithm>
#include <map>

namespace baro {

namespace {

class Planner {
public:
  Planner(std::span<const ShardRow> map, std::span<const Member> members, std::size_t moves_max)
    : rows_(map.begin(), map.end()), before_(map), moves_max_(moves_max) {
    for (const auto& member : members) {
      present_.insert({member.incarnation, member.state});
      if (member.state == NodeState::SERVING)
        load_.insert({member.incarnation, 0});
    }
  }

  std::vector<ShardRow> plan() {
    if (load_.empty())
      return {};
    for (auto& row : rows_)
      forget_who_is_gone(row);
    for (auto& row : rows_)
      if (row.owner == Incarnation{})
        take(row, row.owner);
    for (auto& row : rows_)
      if (row.next_owner == Incarnation{} && !load_.contains(row.owner) && can_move())
        take(row, row.next_owner);
    while (can_move() && balance_one()) {
    }
    return changes();
  }

private:
  void forget_who_is_gone(ShardRow& row) {
    if (!load_.contains(row.next_owner))
      row.next_owner = {};
    if (!present_.contains(row.owner)) {
      row.owner = row.next_owner;
      row.next_owner = {};
    }
    if (row.next_owner != Incarnation{})
      ++moves_;
    if (const auto holder = load_.find(holder_of(row)); holder != load_.end())
      ++holder->second;
  }

  /// Who has it once the moves under way are done.
  static Incarnation holder_of(const ShardRow& row) {
    return row.next_owner != Incarnation{} ? row.next_owner : row.owner;
  }

  void take(ShardRow& row, Incarnation& place) {
    const auto least = std::ranges::min_element(load_, {}, load_of);
    place = least->first;
    ++least->second;
    moves_ += row.next_owner != Incarnation{};
  }

  bool balance_one() {
    const auto least = std::ranges::min_element(load_, {}, load_of);
    const auto most = std::ranges::max_element(load_, {}, load_of);
    if (most->second - least->second <= 1)
      return false;
    const auto row = std::ranges::find_if(rows_, [&](const ShardRow& candidate) {
      return candidate.owner == most->first && candidate.next_owner == Incarnation{};
    });
    if (row == rows_.end())
      return false; // all of its surplus is still on the way to it
    row->next_owner = least->first;
    --most->second;
    ++least->second;
    ++moves_;
    return true;
  }

  bool can_move() const { return moves_ < moves_max_; }
  static std::size_t load_of(const std::pair<const Incarnation, std::size_t>& entry) {
    return entry.second;
  }

  std::vector<ShardRow> changes() const {
    std::vector<ShardRow> result;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (rows_[i] != before_[i])
        result.push_back(rows_[i]);
    return result;
  }

  std::vector<ShardRow> rows_;
  std::span<const ShardRow> before_;
  std::map<Incarnation, NodeState> present_;
  std::map<Incarnation, std::size_t> load_; // of those who serve
  std::size_t moves_max_;
  std::size_t moves_ = 0;
};

} // namespace

std::vector<ShardRow> plan_placement(std::span<const ShardRow> map, std::span<const Member> members,
                                     std::size_t moves_max) {
  return Planner{map, members, moves_max}.plan();
}

} // namespace baro
