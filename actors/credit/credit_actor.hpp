#pragma once

#include "actors/credit/credits.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <map>

namespace baro {

struct CreditConfig {
  CreditLimits limits{};
  std::size_t reserved_max = 3; // pictures of one user that are made at once
};

/// What all CREDIT actors share. Outlives them.
struct CreditServices {
  FittingStoreActor store;
  std::function<Timestamp()> clock;
  CreditConfig config{};
};

/// Sets credits aside in memory, and takes them on disk.
class CreditState {
public:
  static constexpr const char* name = "baro.credit";

  CreditState(CreditActor::pointer self, UserId user, CreditsRecord record,
              const CreditServices& services)
    : self_(self),
      user_(user),
      services_(services),
      credits_(services.config.limits, record.full_at),
      version_(record.version) {}

  CreditActor::behavior_type make_behavior();

private:
  struct Reservation {
    Timestamp until;
    std::optional<std::string> key;
  };

  caf::result<void> reserve(const ReserveCredit& command);
  caf::result<CreditTaken> take(const TakeCredit& command);
  CreditsView view();
  /// How many are set aside. Forgets those whose time is up.
  std::int64_t set_aside(Timestamp at);

  CreditActor::pointer self_;
  UserId user_;
  const CreditServices& services_;
  Credits credits_;
  std::int64_t version_;
  std::map<FittingId, Reservation> reserved_;
  int in_flight_ = 0; // commits without a verdict yet
};

using CreditImpl = CreditActor::stateful_impl<CreditState>;

} // namespace baro
