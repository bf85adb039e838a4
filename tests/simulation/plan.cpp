#include "tests/simulation/plan.hpp"

#include "protocol/describe.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace baro::sim {

namespace {

constexpr std::size_t users = 4;
constexpr std::size_t sku_lines_max = 3;

class Planner {
public:
  explicit Planner(std::uint64_t seed) : random_(seed) { plan_.seed = seed; }

  Plan plan() {
    plan_.places = 1 + random_.below(3);
    plan_.skus = 1 + random_.below(4);
    for (std::size_t sku = 0; sku < plan_.skus; ++sku)
      plan_.stock.push_back(static_cast<Quantity>(random_.below(12)));
    if (random_.chance(600))
      plan_.network = {.lost = pick(20), .slow = pick(150)};
    if (random_.chance(600)) {
      plan_.database.lost_answers = pick(100);
      plan_.database.conflicts = pick(100);
    }
    const milliseconds length{2'000 + random_.below(6'000)};
    const auto requests = 5 + random_.below(30);
    for (std::size_t i = 0; i < requests; ++i)
      add_request(length);
    const auto faults = random_.below(6);
    for (std::size_t i = 0; i < faults; ++i)
      add_fault(length);
    std::ranges::stable_sort(plan_.happenings, {}, &Happening::at);
    for (std::size_t i = 0; i < plan_.happenings.size(); ++i)
      plan_.happenings[i].number = i;
    plan_.faults_end = length + milliseconds{1'000};
    return std::move(plan_);
  }

private:
  PerMille pick(PerMille most) {
    return random_.chance(500) ? static_cast<PerMille>(random_.below(most)) : 0;
  }

  // Most come in bursts: that is when they meet.
  milliseconds moment(milliseconds length) {
    const auto at = milliseconds{random_.below(static_cast<std::uint64_t>(length.count()))};
    return random_.chance(600) ? milliseconds{at.count() / 1'000 * 1'000 + at.count() % 20} : at;
  }

  void add_request(milliseconds length) {
    static constexpr What requests[]
      = {What::order,         What::order,       What::order,       What::order,
         What::order_twice,   What::cancel,      What::pay,         What::pay,
         What::pay_late,      What::expire,      What::receive,     What::adjust,
         What::change_price,  What::add_to_cart, What::add_to_cart, What::read_cart,
         What::order_poisoned};
    Happening one;
    one.what = requests[random_.below(std::size(requests))];
    one.at = moment(length);
    one.who = random_.below(users);
    one.whom = random_.below(plan_.skus * sku_lines_max);
    one.quantity = 1 + static_cast<Quantity>(random_.below(3));
    plan_.happenings.push_back(one);
  }

  void add_fault(milliseconds length) {
    Happening one;
    one.what = What{
      static_cast<std::uint8_t>(static_cast<std::size_t>(What::crash)
                                + random_.below(1 + static_cast<std::size_t>(What::slow_database)
                                                - static_cast<std::size_t>(What::crash)))};
    one.at = milliseconds{500} + moment(length);
    one.who = random_.below(plan_.places);
    one.whom = random_.below(plan_.places);
    one.span = milliseconds{random_.chance(500) ? random_.below(800) : random_.below(6'000)};
    plan_.happenings.push_back(one);
  }

  Random random_;
  Plan plan_;
};

} // namespace

Plan plan_of(std::uint64_t seed) { return Planner{seed}.plan(); }

std::string to_text(const Happening& one) {
  const auto what = name_of(one.what);
  auto text = fmt::format("{:>3}. {:>5} ms  {}", one.number, one.at.count(), what);
  if (one.what < What::crash)
    return text + fmt::format(" by {} of {}, {} units", one.who, one.whom, one.quantity);
  if (one.what == What::part || one.what == What::break_connection)
    text += fmt::format(" node-{} and node-{}", one.who, one.whom);
  else if (one.what < What::restart_database)
    text += fmt::format(" node-{}", one.who);
  return text + fmt::format(" for {} ms", one.span.count());
}

} // namespace baro::sim
