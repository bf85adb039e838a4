#pragma once

#include "monitoring/queue_metrics.hpp"
#include "persistence/reader_worker.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace baro {

struct ReaderConfig {
  PgConfig pg;
  std::size_t workers = 3;
  std::size_t queue_max = 1'024; // questions that wait for a worker; past it they are refused
  std::size_t batch_max = 32;    // questions that a worker takes at once
  /// Where all that is counted. Null: nowhere.
  QueueMetrics* metrics = nullptr;
};

/// Hands questions to workers, which answer whoever asked. Does not block.
class ReaderState {
public:
  static constexpr const char* name = "baro.reader";

  ReaderState(ReaderActor::pointer self, ReaderConfig config)
    : self_(self), config_(std::move(config)) {}

  ReaderActor::behavior_type make_behavior();

private:
  using HandOver = std::function<void(const ReaderWorkerActor&)>;
  using Moment = caf::actor_clock::time_point;

  struct Waiting {
    HandOver hand_over;
    Moment since;
  };

  template <class... Single, class... Merged>
  ReaderActor::behavior_type behavior_for(Questions<Single...>, Questions<Merged...>);

  template <class Question>
  auto enqueue(const Question& question);

  /// Gives what waits to workers that are idle: to each its share, so that none sits on questions
  /// that another one could answer sooner.
  void dispatch(Moment now);
  void count(Moment now, Moment since, std::size_t questions);
  void count_queue();

  ReaderActor::pointer self_;
  ReaderConfig config_;
  std::vector<ReaderWorkerActor> idle_;
  std::deque<Waiting> waiting_;
  std::optional<QueueMetrics::Queue> counts_;
};

using ReaderImpl = ReaderActor::stateful_impl<ReaderState>;

} // namespace baro
