#include "monitoring/log.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace baro {

namespace {

constexpr std::size_t queued_lines_max = 8192;

std::atomic<LogLevel> least{LogLevel::off};

// Held by whoever hands a line over, so that log_stop() takes the logger from under nobody.
std::shared_mutex in_use;

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::off: return spdlog::level::off;
  }
  return spdlog::level::off;
}

} // namespace

void log_start(LogLevel level) {
  spdlog::init_thread_pool(queued_lines_max, 1);
  auto logger = spdlog::create_async_nb<spdlog::sinks::stderr_sink_mt>("baro");
  logger->set_level(to_spdlog(level));
  // The message is the rest of the object: log() has made JSON of it.
  logger->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                      spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  least = level;
}

void log_stop() {
  const std::lock_guard alone{in_use};
  least = LogLevel::off;
  spdlog::shutdown();
}

bool log_enabled(LogLevel level) { return level >= least && level != LogLevel::off; }

void log(LogLevel level, std::string_view event, LogFields fields) {
  if (!log_enabled(level))
    return;
  boost::json::object line;
  line.emplace("event", event);
  for (const auto& field : fields)
    std::visit([&](const auto& value) { line.emplace(field.name, value); }, field.value);
  const auto text = boost::json::serialize(line);
  const std::string_view inside{text.data() + 1, text.size() - 2};
  const std::shared_lock handing_over{in_use};
  if (log_enabled(level)) // still
    spdlog::default_logger_raw()->log(to_spdlog(level), "{}", inside);
}

} // namespace baro
