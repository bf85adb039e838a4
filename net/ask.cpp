#include "net/ask.hpp"

namespace baro {

namespace {

constexpr std::chrono::milliseconds moved_pause{10};

bool has_moved(caf::message& answer) {
  return answer.match_elements<caf::error>()
         && from_caf(answer.get_as<caf::error>(0)).code == Errc::fenced;
}

} // namespace

Task<caf::message> request_entity(Gateway& gateway, const Directory& directory, Address to,
                                  caf::message question, Deadline deadline) {
  const auto shard = caf::actor_cast<caf::strong_actor_ptr>(directory.shard_of(to));
  for (int moves = 0;; ++moves) {
    // Not within what is awaited: there g++ 12 destroys an aggregate twice.
    auto envelope = caf::make_message(Envelope{to, question});
    auto answer = co_await gateway.request(shard, std::move(envelope), deadline);
    if (moves == moves_max || !has_moved(answer))
      co_return answer;
    const auto executor = co_await asio::this_coro::executor;
    Timer pause{executor, jittered(moved_pause)};
    co_await pause.async_wait(use_task);
  }
}

} // namespace baro
