#include "persistence/front.hpp"

#include "tests/persistence/shop_test.hpp"

#include <deque>
#include <semaphore>
#include <stdexcept>

namespace baro {
namespace {

using namespace std::chrono_literals;

/// What the test and the worker's thread share.
struct Bench {
  std::counting_semaphore<> begun{0};
  std::counting_semaphore<> may_end{0};
  std::deque<std::vector<SkuId>> batches; // read between `begun` and `may_end`
  std::counting_semaphore<> closed{0};
};

/// Works on each batch for as long as the test likes.
class SlowWork {
public:
  explicit SlowWork(Bench& bench) : bench_(bench) {}
  ~SlowWork() { bench_.closed.release(); }

  std::vector<Result<SkuActivated>> carry_out(const std::vector<ActivateSku>& requests) {
    std::vector<Result<SkuActivated>> verdicts;
    auto& batch = bench_.batches.emplace_back();
    for (const auto& [sku] : requests) {
      batch.push_back(sku);
      SkuActivated activated;
      activated.offer.sku = sku;
      if (sku == unknown)
        verdicts.emplace_back(Error{Errc::not_found});
      else
        verdicts.emplace_back(std::move(activated));
    }
    bench_.begun.release();
    if (!bench_.may_end.try_acquire_for(20s))
      throw std::runtime_error{"the test has forgotten its worker"};
    if (batch.front() == deadly)
      throw std::runtime_error{"such a request kills a worker"};
    return verdicts;
  }

  static constexpr SkuId unknown{404};
  static constexpr SkuId deadly{666};

private:
  Bench& bench_;
};

using SlowActor = caf::typed_actor<caf::result<SkuActivated>(ActivateSku)>;

class SlowState : public Front<SlowActor, SlowWork, Kind<ActivateSku, SkuActivated>> {
public:
  static constexpr const char* name = "baro.slow";

  SlowState(SlowActor::pointer self, Bench& bench, std::size_t batch_max, WaitLimits limits)
    : Front(self, std::make_unique<SlowWork>(bench), batch_max, limits) {}

  /// With two workers.
  SlowState(SlowActor::pointer self, Bench& bench, BatchLimits batches)
    : Front(self, two(bench), batches, {}) {}

private:
  static std::vector<std::unique_ptr<SlowWork>> two(Bench& bench) {
    std::vector<std::unique_ptr<SlowWork>> work;
    work.push_back(std::make_unique<SlowWork>(bench));
    work.push_back(std::make_unique<SlowWork>(bench));
    return work;
  }
};

using SlowImpl = SlowActor::stateful_impl<SlowState>;

class FrontTest : public testing::Test {
protected:
  using Batches = std::deque<std::vector<SkuId>>;

  SlowActor spawn_front(WaitLimits limits = {}, std::size_t batch_max = 512) {
    return actors.spawn<SlowImpl>(std::ref(bench), batch_max, limits);
  }

  auto request(const SlowActor& front, SkuId sku) {
    return actors.request(front, ActivateSku{sku});
  }

  /// A request that the worker is busy with from now on.
  auto request_in_work(const SlowActor& front, SkuId sku) {
    auto sent = request(front, sku);
    EXPECT_TRUE(bench.begun.try_acquire_for(20s));
    return sent;
  }

  template <class Request>
  std::optional<Errc> error_of(Request& sent) {
    auto answer = actors.answer_to<SkuActivated>(std::move(sent));
    return code_of(answer);
  }

  Bench bench;
  prometheus::Registry registry;
  QueueMetrics metrics{registry};
  Actors actors;
};

TEST_F(FrontTest, GivesTheWorkerAllThatGatheredWhileItWasBusyAndEachItsOwnVerdict) {
  const auto front = spawn_front();
  auto lone = request_in_work(front, SkuId{1});
  auto second = request(front, SkuId{2});
  auto missing = request(front, SlowWork::unknown);
  auto last = request(front, SkuId{4});
  bench.may_end.release(2);
  EXPECT_EQ(value_of(actors.answer_to<SkuActivated>(std::move(lone))).offer.sku, SkuId{1});
  EXPECT_EQ(value_of(actors.answer_to<SkuActivated>(std::move(second))).offer.sku, SkuId{2});
  EXPECT_EQ(error_of(missing), Errc::not_found);
  EXPECT_EQ(value_of(actors.answer_to<SkuActivated>(std::move(last))).offer.sku, SkuId{4});
  EXPECT_EQ(bench.batches, (Batches{{SkuId{1}}, {SkuId{2}, SlowWork::unknown, SkuId{4}}}));
}

TEST_F(FrontTest, CountsWhatWaitsForHowLongAndWhatCameOfIt) {
  const auto front = spawn_front({.waiting_max = 2, .metrics = &metrics});
  auto counts = metrics.of("baro.slow");
  auto lone = request_in_work(front, SkuId{1});
  auto second = request(front, SkuId{2});
  auto missing = request(front, SlowWork::unknown);
  auto one_too_many = request(front, SkuId{4});
  EXPECT_EQ(error_of(one_too_many), Errc::overloaded);
  EXPECT_EQ(counts.waiting.Value(), 2);
  EXPECT_EQ(counts.busy.Value(), 1);
  bench.may_end.release(2);
  for (auto* sent : {&lone, &second, &missing})
    error_of(*sent);
  EXPECT_EQ(counts.waiting.Value(), 0);
  EXPECT_EQ(counts.done.Value(), 2);
  EXPECT_EQ(counts.refused.Value(), 1);
  EXPECT_EQ(counts.overloaded.Value(), 1);
  EXPECT_EQ(counts.work.Collect().histogram.sample_count, 2);
  EXPECT_EQ(counts.wait.Collect().histogram.sample_count, 2);
}

TEST_F(FrontTest, LeavesForTheNextBatchWhatIsTooMuchForThisOne) {
  const auto front = spawn_front({}, 2);
  auto lone = request_in_work(front, SkuId{1});
  auto second = request(front, SkuId{2});
  auto third = request(front, SkuId{3});
  auto fourth = request(front, SkuId{4});
  bench.may_end.release(3);
  for (auto* sent : {&lone, &second, &third, &fourth})
    EXPECT_EQ(error_of(*sent), std::nullopt);
  EXPECT_EQ(bench.batches, (Batches{{SkuId{1}}, {SkuId{2}, SkuId{3}}, {SkuId{4}}}));
}

TEST_F(FrontTest, BeginsAnotherBatchBesideOneInWorkOnceEnoughHasGathered) {
  const auto front
    = actors.spawn<SlowImpl>(std::ref(bench), BatchLimits{.batch_max = 512, .gathered_min = 3});
  auto lone = request_in_work(front, SkuId{1});
  auto second = request(front, SkuId{2});
  auto third = request(front, SkuId{3});
  auto fourth = request_in_work(front, SkuId{4});
  auto waits = request(front, SkuId{5});
  bench.may_end.release(3);
  for (auto* sent : {&lone, &second, &third, &fourth, &waits})
    EXPECT_EQ(error_of(*sent), std::nullopt);
  EXPECT_EQ(bench.batches[0], std::vector{SkuId{1}});
  EXPECT_EQ(bench.batches[1], (std::vector{SkuId{2}, SkuId{3}, SkuId{4}}));
}

TEST_F(FrontTest, RefusesAtOnceWhatItsQueueDoesNotHold) {
  const auto front = spawn_front({.waiting_max = 2, .waiting_time_max = 20s});
  auto in_work = request_in_work(front, SkuId{1});
  auto first = request(front, SkuId{2});
  auto last = request(front, SkuId{3});
  auto too_much = request(front, SkuId{4});
  EXPECT_EQ(error_of(too_much), Errc::overloaded) << "while the worker is busy";
  bench.may_end.release(3);
  for (auto* sent : {&in_work, &first, &last})
    EXPECT_EQ(error_of(*sent), std::nullopt);
  auto room_again = request(front, SkuId{5});
  EXPECT_EQ(error_of(room_again), std::nullopt);
}

TEST_F(FrontTest, DoesNothingForThoseWhoHaveWaitedTooLong) {
  const auto front = spawn_front({.waiting_max = 2, .waiting_time_max = 0s});
  auto in_work = request_in_work(front, SkuId{1});
  auto late = request(front, SkuId{2});
  bench.may_end.release(2);
  EXPECT_EQ(error_of(in_work), std::nullopt);
  EXPECT_EQ(error_of(late), Errc::unavailable);
  auto in_time = request(front, SkuId{3});
  EXPECT_EQ(error_of(in_time), std::nullopt);
  EXPECT_EQ(bench.batches, (Batches{{SkuId{1}}, {SkuId{3}}}));
}

TEST_F(FrontTest, TakesItsWorkerWithIt) {
  const auto front = spawn_front();
  auto in_work = request_in_work(front, SkuId{1});
  actors.end(front);
  EXPECT_EQ(error_of(in_work), Errc::deadline_passed) << "nobody knows what became of it";
  bench.may_end.release();
  EXPECT_TRUE(bench.closed.try_acquire_for(20s));
}

TEST_F(FrontTest, EndsWhenItsWorkerDies) {
  const auto front = spawn_front();
  auto in_work = request_in_work(front, SlowWork::deadly);
  auto waiting = request(front, SkuId{2});
  bench.may_end.release();
  EXPECT_NE(actors.end_of(front), caf::error{});
  EXPECT_EQ(error_of(in_work), Errc::deadline_passed);
  EXPECT_EQ(error_of(waiting), Errc::deadline_passed);
}

} // namespace
} // namespace baro
