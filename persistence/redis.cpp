#include "persistence/redis.hpp"

#include "monitoring/connection_metrics.hpp"
#include "protocol/time.hpp"

#include <boost/url/parse.hpp>
#include <hiredis.h>

#include <charconv>

namespace baro {

namespace {

Error refusal(std::string why) { return {Errc::invalid_request, "Redis URL: " + std::move(why)}; }

/// The whole of `text` as a number; false when it is none, or not one of that type.
template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && rest == end;
}

timeval timeval_of(std::chrono::milliseconds wait) {
  return {wait.count() / 1'000, wait.count() % 1'000 * 1'000};
}

} // namespace

Result<RedisConfig> parse_redis_url(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed)
    return refusal("expected redis://:PASSWORD@HOST:PORT/DATABASE");
  if (parsed->scheme() == "rediss")
    return refusal("TLS (rediss://) is not supported; use redis:// on a network that is trusted");
  if (parsed->scheme() != "redis")
    return refusal("the scheme must be redis");
  RedisConfig config;
  config.host = parsed->host_address();
  if (config.host.empty())
    return refusal("the host is missing");
  if (parsed->has_port()
      && (!read_number(std::string_view{parsed->port()}, config.port) || config.port == 0))
    return refusal("the port must be 1 to 65535");
  config.user = parsed->user();
  config.password = parsed->password();
  const std::string path = parsed->path();
  if (path.size() > 1
      && (!read_number(std::string_view{path}.substr(1), config.database) || config.database < 0))
    return refusal("the database must be a number");
  return config;
}

std::string_view RedisValue::text() const { return {reply_->str, reply_->len}; }

std::vector<RedisValue> RedisValue::elements() const {
  std::vector<RedisValue> elements;
  for (const auto* element : std::span{reply_->element, reply_->elements})
    elements.emplace_back(element);
  return elements;
}

void RedisReply::Free::operator()(redisReply* reply) const { freeReplyObject(reply); }

std::int64_t RedisReply::number() const { return reply_->integer; }

std::string_view RedisReply::text() const { return {reply_->str, reply_->len}; }

std::vector<std::string_view> RedisReply::texts() const {
  std::vector<std::string_view> texts;
  for (const auto* element : std::span{reply_->element, reply_->elements})
    texts.emplace_back(element->str, element->len);
  return texts;
}

void RedisSession::Close::operator()(redisContext* context) const { redisFree(context); }

std::vector<Result<RedisReply>> RedisSession::run(std::span<const RedisCommand> commands) {
  std::vector<Result<RedisReply>> replies;
  replies.reserve(commands.size());
  if (auto away = connect()) {
    for (std::size_t i = 0; i < commands.size(); ++i)
      replies.emplace_back(*away);
    return replies;
  }
  for (const auto& command : commands) {
    std::vector<const char*> arguments;
    std::vector<std::size_t> sizes;
    for (const auto& argument : command) {
      arguments.push_back(argument.data());
      sizes.push_back(argument.size());
    }
    redisAppendCommandArgv(context_.get(), static_cast<int>(command.size()), arguments.data(),
                           sizes.data());
  }
  for (std::size_t i = 0; i < commands.size(); ++i)
    replies.push_back(read());
  return replies;
}

std::optional<Error> RedisSession::connect() {
  using std::chrono::steady_clock;
  if (context_)
    return std::nullopt;
  if (steady_clock::now() < next_attempt_)
    return Error{Errc::unavailable, "Redis is away: waiting before the next attempt to connect"};
  context_.reset(redisConnectWithTimeout(config_.host.c_str(), config_.port,
                                         timeval_of(config_.connect_wait_max)));
  std::vector<RedisCommand> greeting;
  if (!config_.user.empty())
    greeting.push_back({"AUTH", config_.user, config_.password});
  else if (!config_.password.empty())
    greeting.push_back({"AUTH", config_.password});
  greeting.push_back({"SELECT", std::to_string(config_.database)});
  std::optional<Error> failure;
  if (!context_ || context_->err != 0
      || redisSetTimeout(context_.get(), timeval_of(config_.command_wait_max)) != REDIS_OK)
    failure = lost();
  else
    for (const auto& reply : run(greeting))
      if (!reply && !failure)
        failure = reply.error();
  if (config_.metrics)
    (failure ? config_.metrics->failed : config_.metrics->opened).Increment();
  if (failure) {
    context_.reset();
    next_attempt_ = steady_clock::now() + jittered(config_.reconnect_pause);
  }
  return failure;
}

Result<RedisReply> RedisSession::read() {
  void* raw = nullptr;
  if (!context_ || redisGetReply(context_.get(), &raw) != REDIS_OK)
    return lost();
  RedisReply reply{static_cast<redisReply*>(raw)};
  if (static_cast<redisReply*>(raw)->type == REDIS_REPLY_ERROR)
    return Error{Errc::unavailable, "Redis: " + std::string{reply.text()}};
  return reply;
}

Error RedisSession::lost() {
  std::string why = context_ ? context_->errstr : "no connection";
  context_.reset();
  return {Errc::unavailable, "Redis: " + why};
}

} // namespace baro
