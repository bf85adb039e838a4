#pragma once

#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <string>
#include <string_view>

namespace baro {

/// How actors take turns. One turn in `sample_every` is measured, whoever takes it, so that rates
/// are those of the counts times that; measuring all of them would cost a few per cent.
class ActorMetrics {
public:
  static constexpr int sample_every = 64;

  /// Of all actors of one kind.
  struct Kind {
    prometheus::Histogram& wait;    // baro_actor_wait_seconds{actor}
    prometheus::Histogram& turn;    // baro_actor_turn_seconds{actor}
    prometheus::Histogram& mailbox; // baro_actor_mailbox_messages{actor}
  };

  explicit ActorMetrics(prometheus::Registry& registry)
    : wait_(family(registry, "baro_actor_wait_seconds",
                   "From an actor's first waiting message to its turn, in one of 64 turns.")),
      turn_(family(registry, "baro_actor_turn_seconds",
                   "How long an actor's turn took, in one of 64 turns.")),
      mailbox_(family(registry, "baro_actor_mailbox_messages",
                      "Messages that an actor found waiting, in one of 64 turns.")) {}

  /// By the name that the actor's code has. Strangers, like the actor system's own, share a kind.
  /// From any thread; worth keeping.
  Kind of(std::string_view name) {
    using Buckets = prometheus::Histogram::BucketBoundaries;
    constexpr std::string_view ours = "baro.";
    const prometheus::Labels labels{
      {"actor", std::string{name.starts_with(ours) ? name.substr(ours.size()) : "other"}}};
    const Buckets seconds{1e-6, 4e-6, 16e-6, 64e-6, 256e-6, .001, .004, .016, .064, .256, 1, 4};
    return {wait_.Add(labels, seconds), turn_.Add(labels, seconds),
            mailbox_.Add(labels, Buckets{1, 2, 4, 8, 16, 64, 256, 1'024, 4'096})};
  }

private:
  using Histograms = prometheus::Family<prometheus::Histogram>;

  static Histograms& family(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
  }

  Histograms& wait_;
  Histograms& turn_;
  Histograms& mailbox_;
};

} // namespace baro
