#include "persistence/reader.hpp"

#include <algorithm>

namespace baro {

namespace {

template <class T>
T value_of(Found<T>);
template <class T>
T value_of(Found<std::vector<Result<T>>>);

template <class Question>
auto answer_type() {
  PgConnection* connection = nullptr;
  if constexpr (requires(const Question& question) { answer(*connection, question); })
    return decltype(value_of(answer(*connection, std::declval<const Question&>()))){};
  else
    return decltype(value_of(answer_all(*connection, std::declval<std::vector<Question>>()))){};
}

/// What the overload of answer() or answer_all() for this question finds.
template <class Question>
using AnswerTo = decltype(answer_type<Question>());

} // namespace

ReaderActor::behavior_type ReaderState::make_behavior() {
  if (config_.metrics)
    counts_.emplace(config_.metrics->of(name));
  for (std::size_t i = 0; i < config_.workers; ++i)
    idle_.push_back(
      self_->spawn<ReaderWorkerImpl, caf::detached + caf::linked>(config_.pg, config_.batch_max));
  return behavior_for(SingleQuestions{}, MergedQuestions{});
}

template <class... Single, class... Merged>
ReaderActor::behavior_type ReaderState::behavior_for(Questions<Single...>, Questions<Merged...>) {
  return {
    [this](const Single& question) { return enqueue(question); }...,
    [this](const Merged& question) { return enqueue(question); }...,
  };
}

template <class Question>
auto ReaderState::enqueue(const Question& question) {
  using Answer = AnswerTo<Question>;
  if (waiting_.size() >= config_.queue_max) {
    if (counts_)
      counts_->overloaded.Increment();
    return caf::result<Answer>{to_caf(Errc::overloaded, "the reader's queue is full")};
  }
  auto reply = self_->make_response_promise<Answer>();
  const auto now = self_->clock().now();
  waiting_.push_back({[reply, question](const ReaderWorkerActor& worker) mutable {
                        reply.delegate(worker, std::move(question));
                      },
                      now});
  dispatch(now);
  return caf::result<Answer>{reply};
}

void ReaderState::dispatch(Moment now) {
  while (!idle_.empty() && !waiting_.empty()) {
    auto worker = std::move(idle_.back());
    idle_.pop_back();
    const auto since = waiting_.front().since;
    const auto share = (waiting_.size() + config_.workers - 1) / config_.workers;
    const auto questions = std::min(share, config_.batch_max);
    for (auto left = questions; left > 0; --left) {
      waiting_.front().hand_over(worker);
      waiting_.pop_front();
    }
    count(now, since, questions);
    self_->request(worker, caf::infinite, flush_atom_v)
      .then(
        [this, worker, now] {
          idle_.push_back(worker);
          const auto ended = self_->clock().now();
          if (counts_)
            counts_->work.Observe(QueueMetrics::Seconds{ended - now}.count());
          dispatch(ended);
        },
        [this](caf::error& reason) { self_->quit(std::move(reason)); });
  }
  count_queue();
}

// What its workers answer does not come by here: handed over is done.
void ReaderState::count(Moment now, Moment since, std::size_t questions) {
  if (!counts_)
    return;
  counts_->wait.Observe(QueueMetrics::Seconds{now - since}.count());
  counts_->done.Increment(static_cast<double>(questions));
}

void ReaderState::count_queue() {
  if (!counts_)
    return;
  counts_->waiting.Set(static_cast<double>(waiting_.size()));
  counts_->busy.Set(static_cast<double>(config_.workers - idle_.size()));
}

} // namespace baro
