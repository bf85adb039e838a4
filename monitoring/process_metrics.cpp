#include "monitoring/process_metrics.hpp"

#include "monitoring/sample.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace baro {

namespace {

/// The parts of /proc/self/stat that are of interest (proc(5)).
struct Stat {
  double cpu_ticks = 0;
  double threads = 0;
  double start_ticks = 0; // since the machine started
  double virtual_bytes = 0;
  double resident_pages = 0;
};

Stat read_stat() {
  std::ifstream file{"/proc/self/stat"};
  std::string line;
  std::getline(file, line);
  // The name of the program, in parentheses, may have blanks.
  std::istringstream rest{line.substr(line.rfind(')') + 1)};
  std::vector<std::string> fields{std::istream_iterator<std::string>{rest}, {}};
  const auto field = [&fields](std::size_t number) {
    constexpr std::size_t skipped = 3; // the manual counts from 1, with pid and name
    return number - skipped < fields.size() ? std::stod(fields[number - skipped]) : 0.0;
  };
  return {field(14) + field(15), field(20), field(22), field(23), field(24)};
}

/// When the machine started, since the epoch.
double boot_seconds() {
  std::ifstream file{"/proc/stat"};
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("btime "))
      return std::stod(line.substr(6));
  return 0;
}

double open_files() {
  std::error_code error;
  std::filesystem::directory_iterator files{"/proc/self/fd", error};
  // One of them is the folder itself, as it is being read.
  return static_cast<double>(std::distance(begin(files), end(files))) - 1;
}

double files_max() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

} // namespace

std::vector<prometheus::MetricFamily> ProcessMetrics::Collect() const {
  using enum prometheus::MetricType;
  static const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  static const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  static const auto boot = boot_seconds();
  const auto stat = read_stat();
  return {
    sample(Counter, "process_cpu_seconds_total", "CPU time spent, user and system.",
           stat.cpu_ticks / ticks),
    sample(Gauge, "process_resident_memory_bytes", "Memory in RAM.", stat.resident_pages * page),
    sample(Gauge, "process_virtual_memory_bytes", "Memory mapped.", stat.virtual_bytes),
    sample(Gauge, "process_open_fds", "Files and sockets that are open.", open_files()),
    sample(Gauge, "process_max_fds", "Files and sockets that may be open.", files_max()),
    sample(Gauge, "process_threads", "Threads.", stat.threads),
    sample(Gauge, "process_start_time_seconds", "When the process started, since the epoch.",
           boot + stat.start_ticks / ticks),
  };
}

} // namespace baro
