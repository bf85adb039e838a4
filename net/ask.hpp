#pragma once

#include "net/gateway.hpp"
#include "protocol/directory.hpp"
#include "protocol/time.hpp"

#include <caf/actor_cast.hpp>

namespace baro {

namespace detail {

template <class Signature>
struct ReplyRow;

template <class Reply, class Message>
struct ReplyRow<caf::result<Reply>(Message)> {
  static std::type_identity<Reply> reply_to(const Message&);
};

template <class Message>
struct ReplyRow<caf::result<void>(Message)> {
  static std::type_identity<Done> reply_to(const Message&);
};

template <class Interface>
struct ReplyTable;

template <class... Signatures>
struct ReplyTable<caf::typed_actor<Signatures...>> : ReplyRow<Signatures>... {
  using ReplyRow<Signatures>::reply_to...;
};

} // namespace detail

/// What an actor with this interface answers to this message.
template <class Interface, class Message>
using ReplyOf =
  typename decltype(detail::ReplyTable<Interface>::reply_to(std::declval<const Message&>()))::type;

/// An answer as the gateway brought it. Errors: what the actor answered; unavailable;
/// deadline_passed.
template <class Reply>
Result<Reply> unpack(caf::message& answer) {
  if (answer.match_elements<caf::error>())
    return from_caf(answer.get_as<caf::error>(0));
  if constexpr (std::is_same_v<Reply, Done>) {
    return Done{};
  } else {
    if (!answer.match_elements<Reply>())
      return Error{Errc::internal_error, "answered with " + to_string(answer)};
    return std::move(answer.get_mutable_as<Reply>(0));
  }
}

template <class Reply>
Task<Result<Reply>> request(Gateway& gateway, caf::strong_actor_ptr to, caf::message question,
                            Deadline deadline) {
  auto answer = co_await gateway.request(std::move(to), std::move(question), deadline);
  co_return unpack<Reply>(answer);
}

/// Asks an actor. Suspends the coroutine, never the thread, until its reply.
template <class Interface, class Message>
Task<Result<ReplyOf<Interface, Message>>> ask(Gateway& gateway, const Interface& to,
                                              Message message, Deadline deadline) {
  return request<ReplyOf<Interface, Message>>(gateway, caf::actor_cast<caf::strong_actor_ptr>(to),
                                              caf::make_message(std::move(message)), deadline);
}

/// How often an entity is asked again that moves while it decides.
inline constexpr int moves_max = 5;

/// Asks the entity at an address, and wakes it if need be. `fenced` says that nothing was done,
/// since the entity lives elsewhere by now, so it is asked again there. Brings what Gateway does.
Task<caf::message> request_entity(Gateway& gateway, const Directory& directory, Address to,
                                  caf::message question, Deadline deadline);

template <class Interface, class Message>
Task<Result<ReplyOf<Interface, Message>>> ask_entity(Gateway& gateway, const Directory& directory,
                                                     Address to, Message message,
                                                     Deadline deadline) {
  auto question = caf::make_message(std::move(message));
  auto answer = co_await request_entity(gateway, directory, to, std::move(question), deadline);
  co_return unpack<ReplyOf<Interface, Message>>(answer);
}

} // namespace baro
