#pragma once

#include "monitoring/read_metrics.hpp"
#include "net/async.hpp"
#include "net/changes.hpp"
#include "protocol/error.hpp"
#include "protocol/result.hpp"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace baro {

/// Which answer: all whose requests have the same key get the same bytes.
struct ReadKey {
  enum class Kind : std::uint8_t {
    product,
    look,
    popular,
    newest,
    categories,
    search,
    store_products,
    stores
  };

  Kind kind;
  std::int64_t id = 0; // of the product, the look, the store or the lists' category; 0: none
  std::int64_t after_id = 0;
  std::int64_t after_likes = 0;
  std::int32_t page_size = 0;
  // Of a search only.
  std::string text{};
  std::int64_t store = 0; // 0: any
  std::int64_t price_min = 0;
  std::int64_t price_max = -1; // -1: no limit

  friend bool operator==(const ReadKey&, const ReadKey&) = default;
};

/// An answer that can be sent to anybody as it is.
struct ReadyAnswer {
  std::string body;
  std::string etag;
  std::vector<Subject> shows;      // a change of one of these outdates it
  std::vector<ProductId> likeable; // whose `isLiked` is null in the body, in their order there
};

struct ReadCacheLimits {
  std::chrono::milliseconds age_max; // 0: nothing is kept, and everybody computes for themselves
  std::size_t bytes_max;
};

/// Ready answers, in memory. From any thread.
///
/// Whoever asks gets an answer that knows of all changes that were noted before the question, and
/// whose computation began less than `age_max` ago. While it is being computed, all who ask for it
/// wait for that one computation; those for whom it began too early wait for the next.
class ReadCache {
public:
  using Answer = std::shared_ptr<const ReadyAnswer>;
  using Outcome = Result<Answer>;

  ReadCache(ReadCacheLimits limits, const Changes& changes, ReadMetrics& metrics,
            std::function<Deadline()> clock = Clock::now)
    : limits_(limits), changes_(changes), metrics_(metrics), clock_(std::move(clock)) {}

  using Compute = std::function<Task<Result<ReadyAnswer>>()>;

  /// What is kept, or else what `compute` brings. An error is for those who wait for the same
  /// computation, and not kept.
  Task<Outcome> get(ReadKey key, Deadline deadline, Compute compute);

private:
  /// When, on both counts: by the changes that had been noted, and by the clock.
  struct Point {
    Changes::Moment moment;
    Deadline at;
  };

  /// Somebody who waits for another's computation. Its timer ends with its deadline, or is cut
  /// short by its own thread when the computation has ended.
  struct Waiter {
    Point asked;
    Executor executor;
    Timer* timer = nullptr; // null: it does not wait any more
    bool landed = false;
    std::optional<Outcome> outcome{}; // null: it has to look again
  };

  /// A computation under way, and who waits for it.
  struct Flight {
    Point began;
    std::vector<std::shared_ptr<Waiter>> waiters{};
  };

  struct Entry {
    ReadKey key;
    Answer answer;
    Point began;
  };
  using Entries = std::list<Entry>; // the most recently used one first

  struct Hash {
    std::size_t operator()(const ReadKey& key) const noexcept;
  };

  /// What somebody who asks is to do: take the answer, or wait, or else compute it.
  struct Turn {
    Answer answer{};
    std::shared_ptr<Waiter> waiter{};
  };

  Point present() const { return {changes_.now(), clock_()}; }
  Turn take_turn(const ReadKey& key, Point asked, const Executor& executor, bool first_look);
  void land(const ReadKey& key, const Outcome& outcome);
  bool is_good_for(Point asked, Point began, const ReadyAnswer* answer) const;
  void keep(Entry entry);
  void drop(Entries::iterator entry);

  const ReadCacheLimits limits_;
  const Changes& changes_;
  ReadMetrics& metrics_;
  const std::function<Deadline()> clock_;

  std::mutex mutex_;
  Entries entries_;
  std::unordered_map<ReadKey, Entries::iterator, Hash> by_key_;
  std::unordered_map<ReadKey, Flight, Hash> flights_;
  std::size_t bytes_ = 0;
};

} // namespace baro
