#pragma once

#include "actors/drop/line.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace baro {

struct DropMetrics;

struct DropConfig {
  std::chrono::milliseconds beat{100};             // how often turns are given and ended
  std::chrono::milliseconds count_interval{1'000}; // while somebody waits for units
  /// For so long after somebody has looked, turns go on being given. Whoever looks next goes on.
  std::chrono::milliseconds attention{300'000};
  std::size_t commit_places_max = 1'024; // in one commit
  std::size_t asking_max = 10'000;       // who wait for what they changed to be saved
  LineLimits limits{};
};

/// What all DROP actors share. Outlives them.
struct DropServices {
  DropWriterActor writer;
  ReaderActor reader;
  DropMetrics& metrics;
  std::function<Timestamp()> clock;
  DropConfig config{};
};

/// Carries messages to a Line, its changes to disk and its answers back. One commit is in flight at
/// a time; what comes meanwhile is in the next. What nobody can be told yet, since it is not on
/// disk, they wait for. It quits, to be activated anew, when its memory may be wrong.
class DropState {
public:
  static constexpr const char* name = "baro.drop";

  DropState(DropActor::pointer self, ProductId product, DropActivated activated,
            const DropServices& services);
  ~DropState();

  DropState(const DropState&) = delete;
  DropState& operator=(const DropState&) = delete;

  DropActor::behavior_type make_behavior();

private:
  /// Somebody who is told about a place once it is on disk, or why it is not.
  struct Asking {
    std::int64_t position;
    std::function<void(const caf::error& failure)> answer;
  };

  bool may_sleep();
  void look();

  template <class Reply, class Answer>
  caf::result<Reply> once_saved(Result<std::int64_t> position, Answer answer);
  caf::result<PlaceView> show_once_saved(const Result<std::int64_t>& position);
  caf::result<PlaceView> join(const JoinLine& command);
  caf::result<TurnTaken> take_turn(const TakeTurn& command);

  caf::result<DropChanged> set(const SetDrop& command);
  caf::result<DropChanged> end(const EndDrop& command);
  caf::result<DropChanged> save(const Caller& caller, const DropTerms& terms);
  void changed_to(const DropTerms& terms, Epoch epoch);
  DropView view() const;

  void beat();
  void move_on();
  void commit();
  void committed(const LineCommitted& committed);
  void count();
  void fail(const caf::error& error);
  void show_metrics();

  DropActor::pointer self_;
  ProductId product_;
  const DropServices& services_;
  Epoch epoch_;
  std::optional<Line> line_; // none: the product is no drop
  std::vector<Asking> asking_;
  bool is_committing_ = false;
  bool is_saving_ = false; // its terms
  bool is_counting_ = false;
  bool is_beating_ = false;
  bool is_asleep_ = false;
  bool needs_count_ = false;
  Timestamp looked_at_;
  Timestamp counted_at_;
  std::int64_t waiting_shown_ = 0; // in the metrics
  std::uint64_t spent_shown_ = 0;
};

using DropImpl = DropActor::stateful_impl<DropState>;

} // namespace baro
