#include "persistence/session_store.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace baro {

namespace {

// Scripts run as a whole: no session is ever without its time to live, only half there, or missing
// in its user's index. A session that has expired leaves the index when its user logs in again or
// looks. Those that are too many are told, not deleted: where they are awake nobody asks Redis.
// Scripts find keys on their way, which only a single Redis allows; sessions need no more.
constexpr const char* save_script = R"lua(
  redis.call('HSET', KEYS[1], 'secret_hash', ARGV[2], 'user', ARGV[3], 'role', ARGV[4],
             'user_agent', ARGV[5], 'created_at', ARGV[6], 'last_seen_at', ARGV[7])
  redis.call('EXPIRE', KEYS[1], ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[9])
  redis.call('ZADD', KEYS[2], ARGV[7], ARGV[8])
  redis.call('EXPIRE', KEYS[2], ARGV[1])
  return redis.call('ZRANGE', KEYS[2], 0, -1 - ARGV[10])
)lua";

// A session that was ended meanwhile stays ended. Answers 0 for it.
constexpr const char* touch_script = R"lua(
  local user = redis.call('HGET', KEYS[1], 'user')
  if not user then
    return 0
  end
  redis.call('HSET', KEYS[1], 'last_seen_at', ARGV[2], 'requests_left', ARGV[4])
  redis.call('EXPIRE', KEYS[1], ARGV[1])
  redis.call('ZADD', 'sessions:' .. user, ARGV[2], ARGV[3])
  return redis.call('EXPIRE', 'sessions:' .. user, ARGV[1])
)lua";

constexpr const char* delete_script = R"lua(
  local user = redis.call('HGET', KEYS[1], 'user')
  if user then
    redis.call('ZREM', 'sessions:' .. user, ARGV[1])
  end
  return redis.call('DEL', KEYS[1])
)lua";

constexpr const char* find_script = R"lua(
  local found = {}
  for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, -1)) do
    local fields = redis.call('HMGET', 'session:' .. id, 'created_at', 'last_seen_at', 'user_agent')
    if fields[1] then
      found[#found + 1] = id
      for _, field in ipairs(fields) do
        found[#found + 1] = field
      end
    else
      redis.call('ZREM', KEYS[1], id)
    end
  end
  return found
)lua";

std::string text_of(SessionId session) { return std::to_string(session.value); }

std::string key_of(SessionId session) { return "session:" + text_of(session); }

std::string index_of(UserId user) { return "sessions:" + std::to_string(user.value); }

RedisCommand save_command(const SaveSession& request) {
  const auto& record = request.record;
  const auto expired = record.last_seen_at.micros - request.ttl_seconds * 1'000'000;
  return {"EVAL",
          save_script,
          "2",
          key_of(record.session),
          index_of(record.user),
          std::to_string(request.ttl_seconds),
          record.secret_hash,
          std::to_string(record.user.value),
          std::string{name_of(record.role)},
          record.user_agent,
          std::to_string(record.created_at.micros),
          std::to_string(record.last_seen_at.micros),
          text_of(record.session),
          std::to_string(expired),
          std::to_string(user_sessions_max)};
}

RedisCommand load_command(const LoadSession& request) {
  return {"HMGET",      key_of(request.session), "secret_hash",  "user", "role", "user_agent",
          "created_at", "last_seen_at",          "requests_left"};
}

RedisCommand touch_command(const TouchSession& request) {
  return {"EVAL",
          touch_script,
          "1",
          key_of(request.session),
          std::to_string(request.ttl_seconds),
          std::to_string(request.last_seen_at.micros),
          text_of(request.session),
          std::to_string(request.requests_left)};
}

RedisCommand delete_command(const DeleteSession& request) {
  return {"EVAL", delete_script, "1", key_of(request.session), text_of(request.session)};
}

RedisCommand find_command(const FindSessions& request) {
  return {"EVAL", find_script, "1", index_of(request.user)};
}

Result<Done> was_touched(const TouchSession& request, const RedisReply& reply) {
  if (reply.number() == 0)
    return Error{Errc::not_found, key_of(request.session)};
  return Done{};
}

/// What Redis says to it tells no more than that it did it.
Result<Done> was_deleted(const DeleteSession&, const RedisReply&) { return Done{}; }

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && rest == text.data() + text.size();
}

Result<SessionRecord> record_of(const LoadSession& request, const RedisReply& reply) {
  const auto fields = reply.texts();
  SessionRecord record;
  record.session = request.session;
  if (fields.size() != 7 || !read_number(fields[1], record.user.value)
      || !from_name(fields[2], record.role) || !read_number(fields[4], record.created_at.micros)
      || !read_number(fields[5], record.last_seen_at.micros))
    return Error{Errc::not_found, key_of(request.session)};
  record.secret_hash = fields[0];
  record.user_agent = fields[3];
  if (std::int64_t left = 0; read_number(fields[6], left))
    record.requests_left = left;
  return record;
}

Error nonsense(const char* about) {
  return {Errc::unavailable, std::string{"Redis has nonsense in "} + about};
}

Result<SessionSaved> surplus_of(const SaveSession&, const RedisReply& reply) {
  SessionSaved saved;
  for (const auto id : reply.texts())
    if (!read_number(id, saved.surplus.emplace_back().value))
      return nonsense("the index of sessions");
  return saved;
}

Result<Sessions> sessions_of(const FindSessions&, const RedisReply& reply) {
  constexpr std::size_t columns = 4;
  const auto fields = reply.texts();
  Sessions sessions;
  for (std::size_t i = 0; i + columns <= fields.size(); i += columns) {
    auto& session = sessions.all.emplace_back();
    if (!read_number(fields[i], session.id.value)
        || !read_number(fields[i + 1], session.created_at.micros)
        || !read_number(fields[i + 2], session.last_seen_at.micros))
      return nonsense("a session");
    session.user_agent = fields[i + 3];
  }
  return sessions;
}

} // namespace

template <class Answer, class Request, class CommandOf, class Read>
std::vector<Result<Answer>> SessionWork::run(const std::vector<Request>& requests,
                                             CommandOf command_of, Read read) {
  std::vector<RedisCommand> commands;
  commands.reserve(requests.size());
  for (const auto& request : requests)
    commands.push_back(command_of(request));
  const auto replies = session_.run(commands);
  std::vector<Result<Answer>> answers;
  answers.reserve(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i)
    if (replies[i])
      answers.push_back(read(requests[i], *replies[i]));
    else
      answers.push_back(replies[i].error());
  return answers;
}

std::vector<Result<SessionSaved>> SessionWork::carry_out(const std::vector<SaveSession>& requests) {
  return run<SessionSaved>(requests, save_command, surplus_of);
}

std::vector<Result<SessionRecord>>
SessionWork::carry_out(const std::vector<LoadSession>& requests) {
  return run<SessionRecord>(requests, load_command, record_of);
}

std::vector<Result<Done>> SessionWork::carry_out(const std::vector<TouchSession>& requests) {
  return run<Done>(requests, touch_command, was_touched);
}

std::vector<Result<Done>> SessionWork::carry_out(const std::vector<DeleteSession>& requests) {
  return run<Done>(requests, delete_command, was_deleted);
}

std::vector<Result<Sessions>> SessionWork::carry_out(const std::vector<FindSessions>& requests) {
  return run<Sessions>(requests, find_command, sessions_of);
}

} // namespace baro
