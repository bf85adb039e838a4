#pragma once

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/make_counted.hpp>
#include <caf/message.hpp>

#include <functional>
#include <utility>

namespace baro {

/// Called with whatever was answered, an error included.
using AnyAnswer = std::function<void(caf::message&)>;

namespace detail {

/// CAF 0.18 picks handlers by the types of what they take; this one takes anything. (1.x has
/// handlers for caf::message instead.)
class AnyReply : public caf::detail::behavior_impl {
public:
  explicit AnyReply(AnyAnswer answered) : answered_(std::move(answered)) {}

  bool invoke(caf::detail::invoke_result_visitor& visitor, caf::message& answer) override {
    answered_(answer);
    visitor(caf::unit);
    return true;
  }

private:
  AnyAnswer answered_;
};

} // namespace detail

/// Asks without knowing what the answer will be. Without a time limit: whoever asks a remote actor
/// has to watch the connection himself.
inline void ask_any(caf::event_based_actor* self, const caf::actor& to, caf::message question,
                    AnyAnswer answered) {
  const auto id = self->new_request_id(caf::message_priority::normal);
  self->add_multiplexed_response_handler(
    id.response_id(),
    caf::behavior{caf::behavior::impl_ptr{new detail::AnyReply{std::move(answered)}, false}});
  to->enqueue(caf::actor_cast<caf::strong_actor_ptr>(self), id, std::move(question),
              self->context());
}

} // namespace baro
