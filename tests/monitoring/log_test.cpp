#include "monitoring/log.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace baro {

namespace {

/// Logs as a program does, whose standard error is kept.
class LogTest : public testing::Test {
protected:
  void start(LogLevel level) {
    log_stop(); // what main() has begun
    testing::internal::CaptureStderr();
    log_start(level);
  }

  /// The events of all lines until now, each of which is a whole object.
  std::vector<std::string> events_until_stopped() {
    log_stop();
    std::vector<std::string> events;
    std::istringstream lines{testing::internal::GetCapturedStderr()};
    for (std::string line; std::getline(lines, line);)
      events.emplace_back(boost::json::parse(line).at("event").as_string());
    return events;
  }

  void TearDown() override { log_start(LogLevel::off); }
};

TEST_F(LogTest, WritesEachLineOfItsLevelBeforeItStops) {
  start(LogLevel::warning);
  EXPECT_FALSE(log_enabled(LogLevel::info));
  EXPECT_TRUE(log_enabled(LogLevel::warning));
  log_info("below");
  log_warning("first", {{"number", 1}, {"text", "with \"quotes\" and {} and %v"}});
  log_error("second");
  EXPECT_EQ(events_until_stopped(), (std::vector<std::string>{"first", "second"}));
}

TEST_F(LogTest, IsSilentOnceItHasStopped) {
  start(LogLevel::debug);
  log_stop();
  EXPECT_FALSE(log_enabled(LogLevel::error));
  log_error("late");
  EXPECT_EQ(events_until_stopped(), std::vector<std::string>{});
}

// An evicted node begins anew while its threads are at work.
TEST_F(LogTest, StopsUnderTheHandsOfThoseWhoLog) {
  constexpr int busy = 4;
  for (int round = 0; round < 5; ++round) {
    start(LogLevel::info);
    std::atomic<int> at_work{0};
    std::atomic<bool> has_stopped{false};
    std::vector<std::jthread> threads;
    for (int i = 0; i < busy; ++i)
      threads.emplace_back([&] {
        for (bool is_first = true, is_last = false; !is_last; is_first = false) {
          is_last = has_stopped;
          log_info("working", {{"last", is_last}});
          at_work += is_first;
        }
      });
    while (at_work < busy)
      std::this_thread::yield();
    log_stop();
    has_stopped = true;
    threads.clear();
    EXPECT_FALSE(events_until_stopped().empty());
  }
}

} // namespace

} // namespace baro
