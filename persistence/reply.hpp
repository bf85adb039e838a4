#pragma once

#include "protocol/type_ids.hpp"

#include <caf/result.hpp>
#include <caf/typed_response_promise.hpp>

#include <type_traits>

namespace baro {

/// A result as what a message handler returns.
template <class T>
caf::result<T> to_reply(Result<T> result) {
  if (result)
    return *std::move(result);
  return to_caf(result.error());
}

inline caf::result<void> to_reply(Result<Done> result) {
  if (result)
    return {};
  return to_caf(result.error());
}

/// A result of what a promise promises.
template <class Answer>
using VerdictOn = Result<std::conditional_t<std::is_void_v<Answer>, Done, Answer>>;

template <class Answer>
void deliver(caf::typed_response_promise<Answer>& reply, VerdictOn<Answer> verdict) {
  if (!verdict)
    reply.deliver(to_caf(verdict.error()));
  else if constexpr (std::is_void_v<Answer>)
    reply.deliver();
  else
    reply.deliver(*std::move(verdict));
}

} // namespace baro
