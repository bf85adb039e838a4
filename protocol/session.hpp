#pragma once

#include "protocol/common.hpp"

namespace baro {

/// A session as it is kept. Only the hash of its secret is: who reads the store cannot log in.
struct SessionRecord {
  SessionId session;
  std::string secret_hash; // SHA-256, 32 bytes
  UserId user;
  Role role = Role::BUYER;
  std::string user_agent;
  Timestamp created_at;
  Timestamp last_seen_at;
  std::optional<std::int64_t> requests_left{}; // of its rate limit, at that time; none: all
};
BOOST_DESCRIBE_STRUCT(SessionRecord, (),
                      (session, secret_hash, user, role, user_agent, created_at, last_seen_at,
                       requests_left))

/// Asks a session who it belongs to. Slides its expiry, and takes one request from its rate limit.
struct ResolveSession {
  SessionId session;
  std::string secret_hash;
};
BOOST_DESCRIBE_STRUCT(ResolveSession, (), (session, secret_hash))

/// Asks whether a session goes on: no use of it, so its expiry does not slide. Errors:
/// not_logged_in.
struct CheckSession {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(CheckSession, (), (user))

/// What is left of a rate limit (IETF draft-ietf-httpapi-ratelimit-headers).
struct RateVerdict {
  bool allowed = true;
  std::int64_t limit = 0;     // requests in a full bucket; 0: unlimited
  std::int64_t remaining = 0; // requests left now
  std::int64_t reset = 0; // seconds until one more (when none is left), or until the bucket is full
};
BOOST_DESCRIBE_STRUCT(RateVerdict, (), (allowed, limit, remaining, reset))

struct SessionUser {
  Caller caller;
  RateVerdict rate;
};
BOOST_DESCRIBE_STRUCT(SessionUser, (), (caller, rate))

/// Ends a session at once. Ending one that is not there changes nothing.
struct CloseSession {
  SessionId session;
  std::string secret_hash;
};
BOOST_DESCRIBE_STRUCT(CloseSession, (), (session, secret_hash))

// For the session store.

struct SaveSession {
  SessionRecord record;
  std::int64_t ttl_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(SaveSession, (), (record, ttl_seconds))

struct LoadSession {
  SessionId session;
};
BOOST_DESCRIBE_STRUCT(LoadSession, (), (session))

/// Keeps a session for another `ttl_seconds`.
struct TouchSession {
  SessionId session;
  Timestamp last_seen_at;
  std::int64_t ttl_seconds = 0;
  std::int64_t requests_left = 0; // of its rate limit, at that time
};
BOOST_DESCRIBE_STRUCT(TouchSession, (), (session, last_seen_at, ttl_seconds, requests_left))

struct DeleteSession {
  SessionId session;
};
BOOST_DESCRIBE_STRUCT(DeleteSession, (), (session))

} // namespace baro
