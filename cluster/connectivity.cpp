#include "cluster/connectivity.hpp"

#include <algorithm>

namespace baro {

namespace {

// Either end counts: a connection that only one of the two can use is none.
bool is_broken(const Member& one, const Member& two) {
  return std::ranges::count(one.unreachable, two.incarnation) > 0
         || std::ranges::count(two.unreachable, one.incarnation) > 0;
}

} // namespace

std::vector<Incarnation> find_cut_off(std::span<const Member> members) {
  std::vector<const Member*> left;
  for (const auto& member : members)
    if (member.state != NodeState::JOINING)
      left.push_back(&member);
  std::vector<Incarnation> cut_off;
  while (true) {
    const auto broken = [&](const Member* one) {
      return std::ranges::count_if(left, [&](const Member* two) { return is_broken(*one, *two); });
    };
    const auto worst = std::ranges::max_element(left, {}, [&](const Member* one) {
      return std::pair{broken(one), one->incarnation};
    });
    if (worst == left.end() || broken(*worst) == 0)
      return cut_off;
    cut_off.push_back((*worst)->incarnation);
    left.erase(worst);
  }
}

} // namespace baro
