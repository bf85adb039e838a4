#include "net/relay.hpp"

namespace baro::detail {

Task<Reply> relay(Call& call, caf::strong_actor_ptr to, caf::message question, MakeReply make) {
  auto answer = co_await call.gateway.request(std::move(to), std::move(question), call.deadline);
  co_return make(answer);
}

Task<Reply> relay_to(Call& call, Address to, caf::message question, MakeReply make) {
  auto answer = co_await request_entity(call.gateway, call.services().directory, to,
                                        std::move(question), call.deadline);
  co_return make(answer);
}

} // namespace baro::detail
