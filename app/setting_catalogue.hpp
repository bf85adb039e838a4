#pragma once

#include "protocol/token_bucket.hpp"

#include <CLI/CLI.hpp>

#include <cctype>
#include <chrono>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace baro {

/// `--http-port`, and BARO_HTTP_PORT in the environment, and `http-port = 80` in the file.
class SettingCatalogue {
public:
  explicit SettingCatalogue(CLI::App& app) : app_(app) {}

  void section(std::string title) { section_ = std::move(title); }

  template <class T>
  CLI::Option* add(const std::string& name, T& value, const std::string& meaning) {
    return describe(app_.add_option("--" + name, value, meaning)->capture_default_str(), name);
  }

  CLI::Option* add(const std::string& name, bool& value, const std::string& meaning) {
    return describe(app_.add_flag("--" + name, value, meaning), name);
  }

  /// A duration, given as a whole number of its unit.
  template <class Period>
  void add(const std::string& name, std::chrono::duration<std::int64_t, Period>& value,
           std::int64_t min, std::int64_t max, const std::string& meaning) {
    const std::string unit = std::is_same_v<Period, std::micro>   ? "microseconds"
                             : std::is_same_v<Period, std::milli> ? "milliseconds"
                                                                  : "seconds";
    auto set = [&value](const std::int64_t& count) {
      value = std::chrono::duration<std::int64_t, Period>{count};
    };
    auto* option
      = app_.add_option_function<std::int64_t>("--" + name, set, meaning + ", in " + unit)
          ->default_str(std::to_string(value.count()))
          ->check(CLI::Range(min, max));
    describe(option, name);
  }

  template <class T>
  void add(const std::string& name, T& value, T min, T max, const std::string& meaning) {
    add(name, value, meaning)->check(CLI::Range(min, max));
  }

  void add_rate(const std::string& name, RateLimit& limit, const std::string& whose) {
    add(name + "-rate", limit.per_second, 0.0, 1e9,
        "Requests per second that are allowed to " + whose + "; 0: no limit");
    add(name + "-burst", limit.burst, std::int64_t{1}, std::int64_t{1'000'000'000},
        "Requests at once that are allowed to " + whose);
  }

private:
  CLI::Option* describe(CLI::Option* option, const std::string& name) {
    std::string variable = "BARO_";
    for (const char c : name)
      variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return option->envname(variable)->group(section_);
  }

  CLI::App& app_;
  std::string section_;
};

} // namespace baro
