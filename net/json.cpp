#include "net/json.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iterator>

namespace baro {

void JsonWriter::write(std::string_view text) {
  out_ += '"';
  auto clean = text.begin();
  for (auto it = text.begin(); it != text.end(); ++it) {
    const auto byte = static_cast<unsigned char>(*it);
    if (byte >= 0x20 && byte != '"' && byte != '\\')
      continue;
    out_.append(clean, it);
    clean = it + 1;
    switch (byte) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\r': out_ += "\\r"; break;
      case '\t': out_ += "\\t"; break;
      default: fmt::format_to(std::back_inserter(out_), "\\u{:04x}", byte);
    }
  }
  out_.append(clean, text.end());
  out_ += '"';
}

void JsonWriter::write(Timestamp moment) {
  using namespace std::chrono;
  const sys_time<microseconds> time{microseconds{moment.micros}};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const auto of_day = duration_cast<milliseconds>(time - day).count();
  fmt::format_to(std::back_inserter(out_), "\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z\"",
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), of_day / 3'600'000, of_day / 60'000 % 60,
                 of_day / 1'000 % 60, of_day % 1'000);
}

} // namespace baro
