#pragma once

#include "monitoring/fitting_metrics.hpp"
#include "protocol/actors.hpp"
#include "protocol/directory.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace baro {

struct FittingConfig {
  std::string uploads_url;                  // below which storage shows its objects
  std::string own_url;                      // below which this shop shows its pictures
  std::vector<std::string> picture_origins; // whose pictures are fetched wherever they are
  std::vector<std::string> generation_types{upload_types.begin(), upload_types.end()};
  std::chrono::milliseconds wait_max{60'000};       // for all that a fitting asks of others
  std::chrono::milliseconds call_wait_max{8'000};   // for what is not a fitting
  std::size_t fittings_max = 8;                     // under way at once
  std::int64_t uploads_max = 100;                   // of one user
  std::chrono::seconds upload_expiry{600};          // of a presigned URL
  std::chrono::milliseconds sweep_interval{60'000}; // at which pictures are deleted
  std::int32_t sweep_objects_max = 50;              // at a time
  std::chrono::milliseconds credit_retry_pause{50};
  int credit_tries_max = 5;
};

/// What FITTING works with. A picture of this shop is read by its path.
struct FittingServices {
  FittingStoreActor store;
  ReaderActor reader;
  StorageActor storage;
  GeneratorActor generator;
  HttpClientActor http;
  const Directory& directory;
  std::function<Result<std::string>(std::string_view path)> own_picture;
  std::function<Timestamp()> clock;
  FittingMetrics& metrics;
  FittingConfig config;
};

/// The public interface, and the time to delete what nobody needs any more.
using SweepingFittingActor = FittingActor::extend<caf::result<void>(sweep_atom)>;

/// Has pictures fetched, drawn and kept, in this order, and takes the credit last.
class FittingState {
public:
  static constexpr const char* name = "baro.fitting";

  FittingState(SweepingFittingActor::pointer self, FittingServices services)
    : self_(self), services_(std::move(services)) {}

  SweepingFittingActor::behavior_type make_behavior();

private:
  using Reply = caf::typed_response_promise<Answer<Picture>>;

  /// One fitting that is under way.
  struct Fitting {
    FitClothes command;
    Timestamp begun;
    Reply reply;
    std::string source_key;
    std::optional<Picture> person{};
    std::optional<Picture> clothing{};
    Picture made{};
    std::string made_key{}; // under which it is kept for repeats; empty: it is not
    bool is_over = false;
  };
  using FittingPtr = std::shared_ptr<Fitting>;

  // fitting_actor.cpp
  caf::result<Answer<Picture>> fit(FitClothes& command);
  /// `no_credit`: why none is set aside, if that is so.
  void find_earlier(const FittingPtr& fitting, const std::optional<Error>& no_credit);
  void replay(const FittingPtr& fitting, const std::string& object_key);
  void check(const FittingPtr& fitting);
  void generate(const FittingPtr& fitting);
  void keep(const FittingPtr& fitting);
  void take_credit(const FittingPtr& fitting);
  void finish(const FittingPtr& fitting, Answer<Picture> answer);
  void fail(const FittingPtr& fitting, const Error& reason);
  /// Of a picture that was kept, and is nobody's answer.
  void discard(const std::string& object_key);
  std::int64_t time_left_ms(const Fitting& fitting) const;
  /// `was_unsure`: an earlier try had no verdict.
  template <class Command, class Answered, class Failed>
  void ask_credit(const FittingPtr& fitting, Command command, Answered answered, Failed failed,
                  int tries = 1, bool was_unsure = false);

  // fitting_pictures.cpp
  std::optional<std::string> source_key_of(const std::string& url) const;
  void fetch(const FittingPtr& fitting);
  void fetch_person(const FittingPtr& fitting);
  void fetch_clothing(const FittingPtr& fitting);
  void fetched(const FittingPtr& fitting, std::optional<Picture> Fitting::*which,
               std::string bytes);

  // fitting_uploads.cpp
  caf::result<UploadTicket> prepare(const PrepareUpload& command);
  caf::result<void> complete(const CompleteUpload& command);
  void verify(const CompleteUpload& command, const std::string& object_key,
              caf::typed_response_promise<void> reply);
  caf::result<SourceImages> list(const ListUploads& question);
  caf::result<void> remove(const RemoveUpload& command);
  void sweep();
  void erase(const DoomedObjects& doomed);

  SweepingFittingActor::pointer self_;
  FittingServices services_;
  std::size_t fittings_ = 0; // under way
};

using FittingImpl = SweepingFittingActor::stateful_impl<FittingState>;

/// A name in the storage that nobody can guess: whoever knows it sees the picture.
std::string fresh_object_key(std::string_view folder, UserId user);

} // namespace baro
