#pragma once

#include "protocol/actors.hpp"
#include "providers/sigv4.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>

namespace baro {

/// A bucket that speaks S3, addressed by path. Without a url there is none.
struct StorageConfig {
  std::string url; // https://host[:port], or within this machine
  std::string bucket;
  std::string public_url; // below which browsers see the objects; empty: that of the bucket
  S3Account account{"us-east-1", {}, {}};
  std::chrono::seconds call_expiry{60}; // of what this node signs for itself

  std::string objects_url() const { return public_url.empty() ? url + '/' + bucket : public_url; }
};

struct StorageServices {
  HttpClientActor http;
  std::function<Timestamp()> clock;
  StorageConfig config;
};

/// Signs, and makes the calls.
class StorageState {
public:
  static constexpr const char* name = "baro.storage";

  StorageState(StorageActor::pointer self, StorageServices services)
    : self_(self), services_(std::move(services)) {}

  StorageActor::behavior_type make_behavior();

private:
  PresignedUrl presign(const PresignUpload& command) const;
  caf::result<ObjectInfo> find(const FindObject& question);
  caf::result<StoredObject> read(const ReadObject& question);
  caf::result<void> save(SaveObject& command);
  caf::result<void> erase(const DeleteObject& command);

  /// A call for one object, signed.
  HttpCall call_for(HttpMethod method, const std::string& key, std::int64_t wait_max_ms) const;
  std::string signed_url(HttpMethod method, const std::string& key, std::chrono::seconds expires,
                         const std::optional<std::string>& content_type = {}) const;
  /// Makes a call, and delivers what `read` (HttpAnswer& -> Result<Value>) makes of its answer.
  template <class Value, class Read>
  caf::result<Value> call(HttpCall call, Read read);

  StorageActor::pointer self_;
  StorageServices services_;
};

using StorageImpl = StorageActor::stateful_impl<StorageState>;

/// Errors: invalid_request; its detail names the setting.
Result<Done> check(const StorageConfig& config);

} // namespace baro
