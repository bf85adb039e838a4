#pragma once

#include "protocol/cluster_status.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <unordered_map>

namespace baro {

/// Which SKUs are asked most, by sampling. From any thread.
class Heat {
public:
  using Moment = std::chrono::steady_clock::time_point;

  /// One message of so many is noted, whoever it is for.
  static constexpr unsigned sample_every = 4;

  explicit Heat(Moment now) : since_(now) {}

  void note(SkuId sku) {
    const std::lock_guard lock{mutex_};
    if (const auto it = samples_.find(sku); it != samples_.end())
      ++it->second;
    else if (samples_.size() < skus_max)
      samples_.emplace(sku, 1);
  }

  /// The hottest since this was asked last, the hottest first; what was noted is forgotten.
  std::vector<HotSku> take(std::size_t count, Moment now) {
    std::unordered_map<SkuId, unsigned> samples;
    std::chrono::duration<double> span{};
    {
      const std::lock_guard lock{mutex_};
      samples.swap(samples_);
      span = now - since_;
      since_ = now;
    }
    std::vector<HotSku> hot;
    for (const auto& [sku, seen] : samples)
      hot.push_back({sku, seen * sample_every / std::max(span.count(), 1e-3)});
    const auto last = hot.begin() + static_cast<std::ptrdiff_t>(std::min(count, hot.size()));
    std::ranges::partial_sort(hot, last, std::ranges::greater{}, &HotSku::messages_per_second);
    hot.erase(last, hot.end());
    return hot;
  }

private:
  // Whoever is hot comes early: what is left out at this number was asked once.
  static constexpr std::size_t skus_max = 4'096;

  std::mutex mutex_;
  std::unordered_map<SkuId, unsigned> samples_;
  Moment since_;
};

} // namespace baro
