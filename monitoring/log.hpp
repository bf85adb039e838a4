#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace baro {

enum class LogLevel : std::uint8_t { debug, info, warning, error, off };

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double, bool> value;

  LogField(std::string_view name, std::string_view text) : name(name), value(text) {}
  LogField(std::string_view name, const std::string& text)
    : name(name), value(std::string_view{text}) {}
  LogField(std::string_view name, const char* text) : name(name), value(std::string_view{text}) {}
  LogField(std::string_view name, std::int64_t number) : name(name), value(number) {}
  LogField(std::string_view name, std::size_t number)
    : name(name), value(static_cast<std::int64_t>(number)) {}
  LogField(std::string_view name, int number) : name(name), value(std::int64_t{number}) {}
  LogField(std::string_view name, double number) : name(name), value(number) {}
  LogField(std::string_view name, bool flag) : name(name), value(flag) {}
};

using LogFields = std::initializer_list<LogField>;

/// Starts logging to standard error, one JSON object a line:
/// {"at":"2026-01-31T09:30:00.123Z","level":"info","event":"listening","port":8080}
/// Call once, before any other thread runs; and again only after log_stop().
void log_start(LogLevel level);

/// Writes what is still in memory, and then no more. From any thread, also while others log: a node
/// may have to end in the midst of its work.
void log_stop();

bool log_enabled(LogLevel level);

/// `event` is a short fixed name to search for; what varies goes into the fields. Never a secret.
/// From any thread; waits for no file: when the writer falls behind, the oldest lines are dropped.
void log(LogLevel level, std::string_view event, LogFields fields = {});

inline void log_debug(std::string_view event, LogFields fields = {}) {
  log(LogLevel::debug, event, fields);
}
inline void log_info(std::string_view event, LogFields fields = {}) {
  log(LogLevel::info, event, fields);
}
inline void log_warning(std::string_view event, LogFields fields = {}) {
  log(LogLevel::warning, event, fields);
}
inline void log_error(std::string_view event, LogFields fields = {}) {
  log(LogLevel::error, event, fields);
}

} // namespace baro
