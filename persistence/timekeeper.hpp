#pragma once

#include "persistence/pg.hpp"
#include "protocol/actors.hpp"
#include "protocol/directory.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <set>

namespace baro {

struct TimekeeperConfig {
  PgConfig pg;
  std::chrono::milliseconds look_interval{250};
  std::chrono::milliseconds standby_interval{1'000}; // while another node keeps the time
  /// How long a payment is PENDING before its provider is asked. Doubled each time, up to five
  /// minutes.
  std::chrono::milliseconds payment_check_pause{10'000};
  /// Before a refund that its provider did not take is tried again. Doubled each time, up to one
  /// minute.
  std::chrono::milliseconds refund_retry_pause{1'000};
  std::int64_t look_rows_max = 500; // of each kind; what is left comes with the next look
  std::chrono::milliseconds answer_wait_max{10'000};
};

/// Told by itself what to do.
using TimekeeperActor = caf::typed_actor<caf::result<void>(look_atom)>;

/// TIMEKEEPER: finds in the database what is due, and tells those who decide: orders whose payment
/// window has passed, payments that nobody has heard of again, refunds. So nothing has to be awake,
/// nor a timer to survive, for something to happen in time. One node keeps the time, by an advisory
/// lock that ends with its connection (PostgreSQL manual, 13.3.5); the others stand by. It decides
/// nothing: told twice, or by two, orders do things once. Blocks, so it is spawned detached.
class TimekeeperState {
public:
  static constexpr const char* name = "baro.timekeeper";

  TimekeeperState(TimekeeperActor::pointer self, const Directory& directory, PaymentsActor payments,
                  TimekeeperConfig config)
    : self_(self),
      directory_(directory),
      payments_(std::move(payments)),
      config_(std::move(config)),
      session_(config_.pg, "timekeeper") {}

  TimekeeperActor::behavior_type make_behavior();

private:
  PgResult<bool> look();
  PgResult<Done> find_expired(PgConnection& connection);
  PgResult<Done> find_payments(PgConnection& connection);
  PgResult<Done> find_refunds(PgConnection& connection);

  /// Asks, unless it has asked and not been answered yet.
  template <class To, class Question>
  void ask_once(std::int64_t id, const To& to, Question question);

  TimekeeperActor::pointer self_;
  const Directory& directory_;
  PaymentsActor payments_;
  TimekeeperConfig config_;
  PgSession session_;
  std::string keeping_;          // the connection that holds the lock
  std::set<std::int64_t> asked_; // ids of what has not been answered yet
};

using TimekeeperImpl = TimekeeperActor::stateful_impl<TimekeeperState>;

} // namespace baro
