#include "persistence/cluster_listener.hpp"

#include "monitoring/log.hpp"
#include "protocol/time.hpp"

#include <caf/send.hpp>

namespace baro {

namespace {

constexpr const char* listen_sql = "LISTEN baro_cluster";

// Between two of them the actor can be told to end.
constexpr std::chrono::milliseconds wait_slice{250};

} // namespace

ClusterListenerActor::behavior_type ClusterListenerState::make_behavior() {
  self_->send(self_, sweep_atom_v);
  return {
    [this](sweep_atom) {
      if (listen())
        self_->send(self_, sweep_atom_v);
      else
        self_->delayed_send(self_, jittered(session_.config().reconnect_pause), sweep_atom_v);
    },
  };
}

bool ClusterListenerState::listen() {
  auto heard = hear();
  if (heard) {
    if (*heard)
      tell();
    return true;
  }
  if (!listening_as_.empty())
    log_warning("cluster_listener_deaf", {{"reason", heard.error().message}});
  listening_as_.clear();
  session_.drop();
  return false;
}

PgResult<bool> ClusterListenerState::hear() {
  auto opened = session_.connection();
  if (!opened)
    return opened.error();
  auto& connection = **opened;
  if (connection.application_name() == listening_as_)
    return connection.wait_for_notification(wait_slice);
  if (auto listening = connection.execute(listen_sql); !listening)
    return listening.error();
  // Whatever happened before was told to nobody.
  listening_as_ = connection.application_name();
  return true;
}

void ClusterListenerState::tell() { caf::anon_send(listener_, ClusterChanged{}); }

} // namespace baro
