#pragma once

#include "net/ask.hpp"
#include "net/route.hpp"

#include <functional>

namespace baro {

template <class View>
Response to_response(unsigned status, const View& view) {
  return json_response(status, view);
}

inline Response to_response(unsigned, const Done&) { return no_content(); }

template <class View>
Response to_response(unsigned status, const Answer<View>& answer) {
  auto response = json_response(status, answer.view);
  if (answer.replayed)
    response.with("Idempotency-Replayed", "true");
  return response;
}

inline Response to_response(unsigned status, const Skus& skus) {
  return json_response(status, skus.all);
}

inline Response to_response(unsigned status, const Webhooks& webhooks) {
  return json_response(status, webhooks.all);
}

inline Response to_response(unsigned status, const Sessions& sessions) {
  return json_response(status, sessions.all);
}

inline Response to_response(unsigned status, const Payments& payments) {
  return json_response(status, payments.all);
}

/// What relay() tells of an answer when nothing is to be told.
struct NoNote {
  template <class View>
  void operator()(const View&) const {}
};

namespace detail {

/// Makes a reply of an answer as the gateway brought it.
using MakeReply = std::function<Reply(caf::message& answer)>;

// Coroutines take the compiler seconds: these are all that there are, whatever is asked.
Task<Reply> relay(Call& call, caf::strong_actor_ptr to, caf::message question, MakeReply make);
Task<Reply> relay_to(Call& call, Address to, caf::message question, MakeReply make);

template <class View, class Note>
MakeReply reply_with(unsigned status, Note note) {
  return [status, note = std::move(note)](caf::message& answer) -> Reply {
    auto view = unpack<View>(answer);
    if (!view)
      return std::move(view).error();
    note(*view);
    return to_response(status, *view);
  };
}

} // namespace detail

/// Asks an actor, and answers what it answers; `note` (void(const View&)) is told of it first.
template <class Interface, class Message, class Note = NoNote>
Task<Reply> relay(Call& call, unsigned status, const Interface& to, Message message,
                  Note note = {}) {
  return detail::relay(call, caf::actor_cast<caf::strong_actor_ptr>(to),
                       caf::make_message(std::move(message)),
                       detail::reply_with<ReplyOf<Interface, Message>>(status, std::move(note)));
}

/// The same with the entity at an address, wherever it moves meanwhile.
template <class Interface, class Message, class Note = NoNote>
Task<Reply> relay_to(Call& call, unsigned status, Address to, Message message, Note note = {}) {
  return detail::relay_to(call, to, caf::make_message(std::move(message)),
                          detail::reply_with<ReplyOf<Interface, Message>>(status, std::move(note)));
}

} // namespace baro
