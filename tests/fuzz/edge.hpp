#pragma once

#include "protocol/ids.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace baro::fuzz {

/// The whole edge, with connections to clients that have sent all they have to say. One thread does
/// everything, and nothing waits. All actors are played: they answer whatever they are asked,
/// mostly by a view without anything in it. Of sessions, number 1 is a buyer's, 2 a store owner's,
/// 3 an admin's; there are no others.
class Edge {
public:
  /// The only one. It stays: parts of CAF end before it could.
  static Edge& instance();

  /// All that a client that sends these bytes gets. Fails when an answer is no HTTP, when one says
  /// that something has gone wrong in here, and when the client gets no end.
  std::string answer_to(std::string_view bytes);

private:
  class Impl;

  Edge();

  std::unique_ptr<Impl> impl_;
};

/// A cookie of one of those sessions.
std::string cookie_of(SessionId session);

/// What the payment provider signs with.
inline constexpr std::string_view provider_secret
  = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

} // namespace baro::fuzz
