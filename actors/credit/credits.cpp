#include "actors/credit/credits.hpp"

#include <algorithm>

namespace baro {

std::int64_t Credits::left(Timestamp at, std::int64_t set_aside) const {
  return std::max<std::int64_t>(0, limits_.credits_max - missing(at, full_with(at, set_aside)));
}

// Between one credit more and the next one lies an interval, counted back from when it is full.
std::optional<Timestamp> Credits::next_at(Timestamp at, std::int64_t set_aside) const {
  const auto full = full_with(at, set_aside);
  const auto missed = missing(at, full);
  if (missed == 0)
    return std::nullopt;
  const auto later = std::min(missed, limits_.credits_max) - 1;
  return Timestamp{full.micros - later * interval()};
}

void Credits::take(Timestamp at) { full_at_ = full_with(at, 1); }

// What has been full for a while does not gain by it.
Timestamp Credits::full_with(Timestamp at, std::int64_t set_aside) const {
  if (set_aside == 0)
    return full_at_;
  return {std::max(full_at_, at).micros + set_aside * interval()};
}

std::int64_t Credits::missing(Timestamp at, Timestamp full_at) const {
  if (full_at <= at)
    return 0;
  return (full_at.micros - at.micros + interval() - 1) / interval();
}

} // namespace baro
