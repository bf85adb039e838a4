#include "persistence/session_store.hpp"

#include "persistence/reply.hpp"

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

RedisCommand load_command(SessionId session) {
  return {"HMGET", key_of(session), "secret_hash", "user",
          "role",  "user_agent",    "created_at",  "last_seen_at"};
}

RedisCommand touch_command(const TouchSession& request) {
  return {"EVAL",
          touch_script,
          "1",
          key_of(request.session),
          std::to_string(request.ttl_seconds),
          std::to_string(request.last_seen_at.micros)};
}

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && rest == text.data() + text.size();
}

Result<SessionRecord> record_of(SessionId session, const RedisReply& reply) {
  const auto fields = reply.texts();
  SessionRecord record;
  record.session = session;
  if (fields.size() != 6 || !read_number(fields[1], record.user.value)
      || !from_name(fields[2], record.role) || !read_number(fields[4], record.created_at.micros)
      || !read_number(fields[5], record.last_seen_at.micros))
    return Error{Errc::not_found, key_of(session)};
  record.secret_hash = fields[0];
  record.user_agent = fields[3];
  return record;
}

} // namespace

SessionStoreSelf::behavior_type SessionStoreState::make_behavior() {
  return {
    [this](const SaveSession& request) { return tell(save_command(request)); },
    [this](LoadSession request) {
      return ask<SessionRecord>(
        load_command(request.session),
        [session = request.session](const RedisReply& reply) { return record_of(session, reply); });
    },
    [this](const TouchSession& request) { return tell(touch_command(request)); },
    [this](DeleteSession request) {
      return tell({"DEL", key_of(request.session)});
    },
    [this](flush_atom) { flush(); },
  };
}

template <class Answer, class Read>
caf::result<Answer> SessionStoreState::ask(RedisCommand command, Read read) {
  // The note queues behind every request already in the mailbox, so all of them join this round
  // trip.
  if (commands_.empty())
    self_->send(self_, flush_atom_v);
  auto promise = self_->make_response_promise<Answer>();
  commands_.push_back(std::move(command));
  finishes_.emplace_back([promise, read](const Result<RedisReply>& reply) mutable {
    deliver(promise, reply ? read(*reply) : VerdictOn<Answer>{reply.error()});
  });
  if (commands_.size() == requests_max_)
    flush();
  return promise;
}

caf::result<void> SessionStoreState::tell(RedisCommand command) {
  return ask<void>(std::move(command), [](const RedisReply&) { return Result<Done>{Done{}}; });
}

void SessionStoreState::flush() {
  if (commands_.empty())
    return; // a full batch has left before its note came up
  const auto commands = std::exchange(commands_, {});
  auto finishes = std::exchange(finishes_, {});
  const auto replies = session_.run(commands);
  for (std::size_t i = 0; i < replies.size(); ++i)
    finishes[i](replies[i]);
}

} // namespace baro
