// baro_id_rate MILLIONS: what one id costs, how many there are a second, and whether several nodes
// ever make the same one. Prints JSON.
//
// An id holds 7 bits of sequence for each millisecond of a node (docs/adr/0003-ids.md): no
// processor makes more than 128,000 a second for long. So there are three figures: with a clock
// that runs as fast as the ids are made, what the code costs; in bursts that fit into the
// milliseconds it may borrow, what the code and the real clock cost; and for a whole second, what
// the format allows.

#include "protocol/id_generator.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>
#include <vector>

namespace {

using namespace baro;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t ids_per_milli = IdGenerator::ids_per_milli / IdGenerator::nodes_max;
constexpr std::int64_t burst = ids_per_milli * IdGenerator::borrow_max * 9 / 10;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Keeps the compiler from leaving out what nobody reads.
void use(std::int64_t& id) { asm volatile("" : "+r"(id)); }

double make(IdGenerator& ids, std::int64_t count) {
  const auto start = Clock::now();
  for (std::int64_t i = 0; i < count; ++i) {
    auto id = ids.next();
    use(id);
  }
  return seconds_since(start);
}

double with_fast_clock(std::int64_t count) {
  std::int64_t micros = IdGenerator::epoch_millis * 1'000;
  IdGenerator ids{1, [&micros] { return Timestamp{micros += 1'000 / ids_per_milli + 1}; }};
  return static_cast<double>(count) / make(ids, count);
}

double in_bursts(int times) {
  IdGenerator ids{1};
  double seconds = 0;
  for (int i = 0; i < times; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{2 * IdGenerator::borrow_max});
    seconds += make(ids, burst);
  }
  return static_cast<double>(burst * times) / seconds;
}

/// What was borrowed at the start does not count.
double sustained() {
  IdGenerator ids{1};
  make(ids, 2 * burst);
  const auto count = 1'000 * ids_per_milli;
  return static_cast<double>(count) / make(ids, count);
}

/// Eight nodes, and two threads on each.
std::size_t duplicates(std::size_t ids_per_thread) {
  constexpr std::size_t nodes = 8;
  std::vector<std::unique_ptr<IdGenerator>> generators;
  for (std::size_t node = 0; node < nodes; ++node)
    generators.push_back(std::make_unique<IdGenerator>(static_cast<NodeNumber>(node)));
  std::vector<std::int64_t> made(2 * nodes * ids_per_thread);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < 2 * nodes; ++i)
      threads.emplace_back([&, i] {
        std::generate_n(made.begin() + static_cast<std::ptrdiff_t>(i * ids_per_thread),
                        ids_per_thread, [&] { return generators[i % nodes]->next(); });
      });
  }
  std::ranges::sort(made);
  return static_cast<std::size_t>(std::ranges::unique(made).size());
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: baro_id_rate MILLIONS\n";
    return 2;
  }
  const std::int64_t count = std::stoll(argv[1]) * 1'000'000;
  constexpr std::size_t checked_per_thread = 50'000;
  std::cout << boost::json::value{{"fast_clock", with_fast_clock(count)},
                                  {"bursts", in_bursts(5)},
                                  {"sustained", sustained()},
                                  {"checked", 16 * checked_per_thread},
                                  {"duplicates", duplicates(checked_per_thread)}}
            << "\n";
}
