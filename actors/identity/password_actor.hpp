#pragma once

#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

/// Hashes passwords with argon2id (RFC 9106), with the parameters that OWASP recommends: 19 MiB,
/// two passes. Takes some 30 ms of CPU each, so it is spawned detached.
class PasswordState {
public:
  static constexpr const char* name = "baro.password";

  explicit PasswordState(PasswordActor::pointer) {}

  PasswordActor::behavior_type make_behavior();
};

using PasswordImpl = PasswordActor::stateful_impl<PasswordState>;

} // namespace baro
