#include "net/heartbeat.hpp"

#include "net/ask.hpp"
#include "net/site.hpp"
#include "protocol/address.hpp"

namespace baro {

namespace {

// A session answers much sooner.
constexpr std::chrono::seconds answer_wait_max{10};

} // namespace

Heartbeat::Heartbeat(const Call& call)
  : services_(call.services()),
    gateway_(call.gateway),
    pause_(call.site.config.event_heartbeat),
    user_(call.user()),
    session_(*call.session),
    at_(Clock::now() + pause_) {}

Task<bool> Heartbeat::beat() {
  const CheckSession question{user_};
  const auto checked = co_await ask_entity<SessionActor>(
    gateway_, services_.directory, address_of(session_), question, Clock::now() + answer_wait_max);
  at_ = Clock::now() + pause_;
  co_return checked
    || (checked.error().code != Errc::not_logged_in && checked.error().code != Errc::not_found);
}

} // namespace baro
