#pragma once

#include "protocol/session.hpp"

namespace baro {

/// Sessions of one user that are kept at once. Past it, those that were not used for longest end.
inline constexpr std::int64_t user_sessions_max = 50;

/// One of the devices on which somebody is logged in.
struct SessionView {
  SessionId id;
  Timestamp created_at;
  Timestamp last_seen_at; // or up to a minute later
  std::string user_agent; // as the device called itself at login
  bool current = false;   // the one that asks
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (id, created_at, last_seen_at, user_agent, current))

struct Sessions {
  std::vector<SessionView> all; // last used first
};
BOOST_DESCRIBE_STRUCT(Sessions, (), (all))

struct ListSessions {
  UserId user;
  SessionId current;
};
BOOST_DESCRIBE_STRUCT(ListSessions, (), (user, current))

/// Ends what a user has of sessions, wherever they are awake. Answered when none of them can be
/// used any more.
struct EndSessions {
  UserId user;
  std::optional<SessionId> except;
};
BOOST_DESCRIBE_STRUCT(EndSessions, (), (user, except))

/// Ends one session at once, if it is this user's.
struct EndSession {
  SessionId session;
  UserId user;
};
BOOST_DESCRIBE_STRUCT(EndSession, (), (session, user))

// For the session store.

struct FindSessions {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(FindSessions, (), (user))

/// A session is kept. Those that its user has too many are still there: whoever reads this ends
/// them.
struct SessionSaved {
  std::vector<SessionId> surplus;
};
BOOST_DESCRIBE_STRUCT(SessionSaved, (), (surplus))

} // namespace baro
