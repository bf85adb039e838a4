#include "tests/simulation/cable.hpp"

#include "cluster/ask_any.hpp"
#include "protocol/type_ids.hpp"

#include <caf/response_promise.hpp>

#include <array>
#include <memory>

namespace baro::sim {

namespace {

constexpr Span delay_min{50};
constexpr Span slow_max{1'500'000};

struct Ends {
  World& world;
  const NetworkChances& chances;
  std::array<caf::actor, 2> link;
  std::array<caf::actor, 2> end;
  std::array<caf::event_based_actor*, 2> self; // alive whenever run_in() calls something there
  std::array<Moment, 2> last_arrival;          // of what came from that side

  void carry(std::size_t from, std::function<void()> deliver) {
    auto& random = world.random();
    if (random.chance(chances.lost))
      return;
    const auto most = random.chance(chances.slow) ? slow_max : chances.delay_max;
    auto& last = last_arrival[from];
    last = std::max(last, world.now() + random.between(delay_min, most));
    world.after(std::chrono::duration_cast<Span>(last - world.now()), std::move(deliver));
  }
};

/// What comes back is carried, too.
caf::response_promise ask_other_side(const std::shared_ptr<Ends>& ends, std::size_t side,
                                     caf::message question) {
  auto reply = ends->self[side]->make_response_promise();
  ends->carry(side, [ends, side, question, reply] {
    const auto other = 1 - side;
    ends->world.run_in(ends->end[other], [ends, side, other, question, reply] {
      ask_any(ends->self[other], ends->link[other], question,
              [ends, side, other, reply](const caf::message& answer) {
                ends->carry(other, [ends, side, reply, answer] {
                  ends->world.run_in(ends->end[side],
                                     [reply, answer]() mutable { reply.deliver(answer); });
                });
              });
    });
  });
  return reply;
}

caf::behavior end_of(const std::shared_ptr<Ends>& ends, std::size_t side) {
  return {
    [ends, side](const FromPeer& question) {
      return ask_other_side(ends, side, caf::make_message(question));
    },
    [ends, side](Farewell farewell) {
      return ask_other_side(ends, side, caf::make_message(farewell));
    },
    [ends, side](const ShardRows& news) {
      ends->carry(side, [ends, side, news] {
        const auto other = 1 - side;
        ends->world.run_in(ends->end[other], [ends, other, news] {
          ends->self[other]->send(ends->link[other], news);
        });
      });
    },
    ends->world.runner(),
  };
}

} // namespace

Cable lay_cable(World& world, const NetworkChances& chances, const caf::actor& one_link,
                const caf::actor& other_link) {
  auto ends = std::make_shared<Ends>(Ends{world, chances, {one_link, other_link}, {}, {}, {}});
  for (const std::size_t side : {0, 1})
    ends->end[side] = world.system().spawn([ends, side](caf::event_based_actor* self) {
      ends->self[side] = self;
      return end_of(ends, side);
    });
  return {ends->end[0], ends->end[1]};
}

} // namespace baro::sim
