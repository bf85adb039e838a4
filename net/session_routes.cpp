#include "net/relay.hpp"

namespace baro {

namespace {

Task<Reply> list_sessions(Call& call) {
  return relay(call, 200, call.services().identity, ListSessions{call.user(), *call.session});
}

Task<Reply> end_session(Call& call) {
  const auto session = call.id<SessionId>();
  return relay_to<SessionActor>(call, 204, address_of(session), EndSession{session, call.user()});
}

Task<Reply> end_other_sessions(Call& call) {
  return relay(call, 204, call.services().identity, EndSessions{call.user(), call.session});
}

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/auth/sessions",
   .access = Access::logged_in,
   .summary = "The devices on which one is logged in, last used first",
   .handler = list_sessions,
   .answer = answers<std::vector<SessionView>>,
   .cache = "no-store"},
  {.method = http::verb::delete_,
   .path = "/auth/sessions/{id}",
   .access = Access::logged_in,
   .summary = "Log out one of one's devices",
   .handler = end_session,
   .status = 204},
  {.method = http::verb::delete_,
   .path = "/auth/sessions",
   .access = Access::logged_in,
   .summary = "Log out all one's devices but this one",
   .handler = end_other_sessions,
   .status = 204},
};

} // namespace

std::span<const Route> session_routes() { return routes; }

} // namespace baro
