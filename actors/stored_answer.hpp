#pragma once

#include "protocol/actors.hpp"
#include "protocol/wire.hpp"

#include <caf/typed_response_promise.hpp>

#include <optional>
#include <utility>

namespace baro {

/// What goes into the commit beside the effect, so that a repeat gets the same answer.
template <class View>
std::optional<IdempotencyRecord> record_of(UserId user, const std::optional<Idempotency>& key,
                                           const View& view) {
  if (!key)
    return std::nullopt;
  return IdempotencyRecord{user, *key, to_wire(view)};
}

/// What a first request was answered, given once more.
template <class View>
Result<Answer<View>> replayed(std::string_view stored) {
  auto view = from_wire<View>(stored);
  if (!view)
    return view.error();
  return Answer<View>{*std::move(view), true};
}

/// A repeat may be refused for what its own first request did: that took the last unit. So a
/// refusal is the answer only if the key has none yet. Calls `done` with the one or the other.
template <class View, class Self, class Done>
void refuse(Self* self, const ReaderActor& reader, UserId user,
            const std::optional<Idempotency>& key, Error refusal, Done done) {
  if (!key)
    return done(Result<Answer<View>>{std::move(refusal)});
  self->request(reader, caf::infinite, FindAnswer{user, *key})
    .then([done](const StoredAnswer& stored) { done(replayed<View>(stored.answer)); },
          [done, refusal = std::move(refusal)](const caf::error& error) {
            const auto reason = from_caf(error);
            done(Result<Answer<View>>{reason.code == Errc::not_found ? refusal : reason});
          });
}

template <class T>
void deliver(caf::typed_response_promise<T> reply, const Result<T>& result) {
  if (result)
    reply.deliver(*result);
  else
    reply.deliver(to_caf(result.error()));
}

} // namespace baro
