#pragma once

#include "persistence/pg.hpp"
#include "protocol/type_ids.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct AuditMetrics;

struct AuditorConfig {
  PgConfig pg;
  std::chrono::milliseconds interval{
    600'000}; // from the start, or the end of an audit, to the next
  /// The pause is at least so many times as long as the audit took, so that a large shop is not
  /// audited all the time.
  int pause_factor = 20;
  std::chrono::milliseconds standby_interval{5'000}; // while another node audits
  std::chrono::milliseconds audit_wait_max = std::chrono::hours{1};
};

/// Told by itself what to do.
using AuditorActor = caf::typed_actor<caf::result<void>(look_atom)>;

/// AUDITOR: audits the whole database now and then, and says in metrics and in the log what it
/// found. One node does, by an advisory lock that ends with its connection; the others stand by.
/// Blocks, so it is spawned detached.
class AuditorState {
public:
  static constexpr const char* name = "baro.auditor";

  AuditorState(AuditorActor::pointer self, AuditorConfig config, AuditMetrics& metrics);

  AuditorActor::behavior_type make_behavior();

private:
  /// How long to pause until the next look.
  std::chrono::milliseconds look();
  /// Whether this node is the one that audits.
  PgResult<bool> is_mine(PgConnection& connection);
  void carry_out(PgConnection& connection);

  AuditorActor::pointer self_;
  AuditorConfig config_;
  AuditMetrics& metrics_;
  PgSession session_;
  std::string locked_by_; // the connection that holds the lock
};

using AuditorImpl = AuditorActor::stateful_impl<AuditorState>;

} // namespace baro
