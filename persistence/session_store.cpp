#include "persistence/session_store.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace baro {

namespace {

// Scripts run as a whole: no session is ever without its time to live, or only half there.
constexpr const char* save_script = R"lua(
  redis.call('HSET', KEYS[1], 'secret_hash', ARGV[2], 'user', ARGV[3], 'role', ARGV[4],
             'user_agent', ARGV[5], 'created_at', ARGV[6], 'last_seen_at', ARGV[7])
  return redis.call('EXPIRE', KEYS[1], ARGV[1])
)lua";

// A session that was ended meanwhile stays ended.
constexpr const char* touch_script = R"lua(
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return 0
  end
  redis.call('HSET', KEYS[1], 'last_seen_at', ARGV[2])
  return redis.call('EXPIRE', KEYS[1], ARGV[1])
)lua";

std::string key_of(SessionId session) { return "session:" + std::to_string(session.value); }

RedisCommand save_command(const SaveSession& request) {
  const auto& record = request.record;
  return {"EVAL",
          save_script,
          "1",
          key_of(record.session),
          std::to_string(request.ttl_seconds),
          record.secret_hash,
          std::to_string(record.user.value),
          std::string{name_of(record.role)},
          record.user_agent,
          std::to_string(record.created_at.micros),
          std::to_string(record.last_seen_at.micros)};
}

RedisCommand load_command(const LoadSession& request) {
  return {"HMGET",      key_of(request.session), "secret_hash", "user", "role", "user_agent",
          "created_at", "last_seen_at"};
}

RedisCommand touch_command(const TouchSession& request) {
  return {"EVAL",
          touch_script,
          "1",
          key_of(request.session),
          std::to_string(request.ttl_seconds),
          std::to_string(request.last_seen_at.micros)};
}

RedisCommand delete_command(const DeleteSession& request) {
  return {"DEL", key_of(request.session)};
}

/// What Redis says to these tells no more than that it did them.
template <class Request>
Result<Done> was_done(const Request&, const RedisReply&) {
  return Done{};
}

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && rest == text.data() + text.size();
}

Result<SessionRecord> record_of(const LoadSession& request, const RedisReply& reply) {
  const auto fields = reply.texts();
  SessionRecord record;
  record.session = request.session;
  if (fields.size() != 6 || !read_number(fields[1], record.user.value)
      || !from_name(fields[2], record.role) || !read_number(fields[4], record.created_at.micros)
      || !read_number(fields[5], record.last_seen_at.micros))
    return Error{Errc::not_found, key_of(request.session)};
  record.secret_hash = fields[0];
  record.user_agent = fields[3];
  return record;
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

std::vector<Result<Done>> SessionWork::carry_out(const std::vector<SaveSession>& requests) {
  return run<Done>(requests, save_command, was_done<SaveSession>);
}

std::vector<Result<SessionRecord>>
SessionWork::carry_out(const std::vector<LoadSession>& requests) {
  return run<SessionRecord>(requests, load_command, record_of);
}

std::vector<Result<Done>> SessionWork::carry_out(const std::vector<TouchSession>& requests) {
  return run<Done>(requests, touch_command, was_done<TouchSession>);
}

std::vector<Result<Done>> SessionWork::carry_out(const std::vector<DeleteSession>& requests) {
  return run<Done>(requests, delete_command, was_done<DeleteSession>);
}

} // namespace baro
