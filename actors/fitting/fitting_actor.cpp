#include "actors/fitting/fitting_actor.hpp"

#include "actors/fitting/picture_type.hpp"
#include "actors/stored_answer.hpp"
#include "monitoring/log.hpp"

#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <array>

namespace baro {

namespace {

// A verdict that did not come, or came from an entity that lives elsewhere by now: all that is
// asked of a CREDIT may be asked again.
bool may_ask_again(const Error& error) {
  return error.code == Errc::fenced || error.code == Errc::deadline_passed;
}

} // namespace

std::string fresh_object_key(std::string_view folder, UserId user) {
  std::array<unsigned char, 16> secret{};
  randombytes_buf(secret.data(), secret.size());
  std::array<char, 2 * secret.size() + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), secret.data(), secret.size());
  return std::string{folder} + '/' + std::to_string(user.value) + '/' + hex.data();
}

SweepingFittingActor::behavior_type FittingState::make_behavior() {
  self_->delayed_send(self_, jittered(services_.config.sweep_interval), sweep_atom_v);
  return {
    [this](const PrepareUpload& command) { return prepare(command); },
    [this](const CompleteUpload& command) { return complete(command); },
    [this](const ListUploads& question) { return list(question); },
    [this](const RemoveUpload& command) { return remove(command); },
    [this](FitClothes& command) { return fit(command); },
    [this](sweep_atom) { sweep(); },
  };
}

// A credit is set aside first, so that as many are at work as there are credits, and a repeat finds
// either the running request or the stored answer.
caf::result<Answer<Picture>> FittingState::fit(FitClothes& command) {
  auto source_key = source_key_of(command.source_url);
  if (!source_key) {
    services_.metrics.refused.Increment();
    Error error{Errc::invalid_request, "not in the storage of this shop"};
    error.field = "sourceImageUrl";
    return to_caf(error);
  }
  if (fittings_ >= services_.config.fittings_max) {
    services_.metrics.failed.Increment();
    return to_caf(Errc::overloaded, "too many pictures are being made");
  }
  ++fittings_;
  auto reply = self_->make_response_promise<Answer<Picture>>();
  const auto begun = services_.clock();
  const auto fitting
    = std::make_shared<Fitting>(Fitting{std::move(command), begun, reply, *std::move(source_key)});
  const auto& asked = fitting->command;
  // Taking it begins when all that is waited for is there.
  const auto longest = services_.config.wait_max + services_.config.call_wait_max;
  const Timestamp until{begun.micros + std::chrono::microseconds{longest}.count()};
  std::optional<std::string> key;
  if (asked.idempotency)
    key = asked.idempotency->key;
  ask_credit(
    fitting, ReserveCredit{asked.user, asked.fitting, until, key},
    [this, fitting] {
      if (fitting->command.idempotency)
        find_earlier(fitting, std::nullopt);
      else
        check(fitting);
    },
    [this, fitting](const Error& error) {
      if (error.code == Errc::credits_exhausted && fitting->command.idempotency)
        find_earlier(fitting, error);
      else
        fail(fitting, error);
    });
  return reply;
}

void FittingState::find_earlier(const FittingPtr& fitting, const std::optional<Error>& no_credit) {
  const auto& command = fitting->command;
  self_->request(services_.reader, caf::infinite, FindAnswer{command.user, *command.idempotency})
    .then(
      [this, fitting](const StoredAnswer& stored) {
        const auto taken = from_wire<CreditTaken>(stored.answer);
        if (taken)
          replay(fitting, taken->object_key);
        else
          fail(fitting, taken.error());
      },
      [this, fitting, no_credit](const caf::error& error) {
        const auto reason = from_caf(error);
        if (reason.code != Errc::not_found)
          fail(fitting, reason);
        else if (no_credit)
          fail(fitting, *no_credit);
        else
          check(fitting);
      });
}

void FittingState::replay(const FittingPtr& fitting, const std::string& object_key) {
  self_
    ->request(services_.storage, caf::infinite,
              ReadObject{object_key, picture_bytes_max, time_left_ms(*fitting)})
    .then(
      [this, fitting](StoredObject& object) {
        Picture picture{std::string{picture_type_of(object.bytes)}, std::move(object.bytes)};
        finish(fitting, {std::move(picture), /*replayed=*/true});
      },
      [this, fitting](const caf::error& error) {
        auto reason = from_caf(error);
        if (reason.code == Errc::not_found)
          reason = {Errc::unavailable, "the picture of an earlier answer is gone"};
        fail(fitting, reason);
      });
}

void FittingState::check(const FittingPtr& fitting) {
  const auto& command = fitting->command;
  self_
    ->request(services_.store, caf::infinite,
              CheckPictures{command.user, fitting->source_key, command.clothing_url})
    .then([this, fitting] { fetch(fitting); },
          [this, fitting](const caf::error& error) { fail(fitting, from_caf(error)); });
}

void FittingState::generate(const FittingPtr& fitting) {
  GeneratePicture command{*std::move(fitting->person), *std::move(fitting->clothing),
                          time_left_ms(*fitting)};
  fitting->person.reset();
  fitting->clothing.reset();
  self_->request(services_.generator, caf::infinite, std::move(command))
    .then(
      [this, fitting](Picture& made) {
        fitting->made = std::move(made);
        if (fitting->command.idempotency)
          keep(fitting);
        else
          take_credit(fitting);
      },
      [this, fitting](const caf::error& error) { fail(fitting, from_caf(error)); });
}

// Kept before the credit is taken: whoever repeats the request finds the picture.
void FittingState::keep(const FittingPtr& fitting) {
  auto key = fresh_object_key("fittings", fitting->command.user);
  self_
    ->request(services_.storage, caf::infinite,
              SaveObject{key, fitting->made.type, fitting->made.bytes, time_left_ms(*fitting)})
    .then(
      [this, fitting, key] {
        fitting->made_key = key;
        take_credit(fitting);
      },
      [this, fitting](const caf::error& error) { fail(fitting, from_caf(error)); });
}

void FittingState::take_credit(const FittingPtr& fitting) {
  const auto& command = fitting->command;
  ask_credit(
    fitting, TakeCredit{command.user, command.fitting, fitting->made_key, command.idempotency},
    [this, fitting](const CreditTaken& taken) {
      if (taken.fitting != fitting->command.fitting) {
        discard(fitting->made_key);
        return replay(fitting, taken.object_key);
      }
      finish(fitting, {std::move(fitting->made)});
    },
    [this, fitting](const Error& error) { fail(fitting, error); });
}

void FittingState::finish(const FittingPtr& fitting, Answer<Picture> answer) {
  --fittings_;
  fitting->is_over = true;
  if (answer.replayed) {
    services_.metrics.replayed.Increment();
    tell_if_awake(services_.directory, credit_address(fitting->command.user),
                  ReleaseCredit{fitting->command.fitting});
  } else {
    services_.metrics.fitted.Increment();
    services_.metrics.seconds.Observe(
      static_cast<double>(services_.clock().micros - fitting->begun.micros) / 1e6);
  }
  fitting->reply.deliver(std::move(answer));
}

// The first reason counts.
void FittingState::fail(const FittingPtr& fitting, const Error& reason) {
  if (std::exchange(fitting->is_over, true))
    return;
  --fittings_;
  tell_if_awake(services_.directory, credit_address(fitting->command.user),
                ReleaseCredit{fitting->command.fitting});
  // Where there is no verdict, the credit may have been taken for it.
  if (reason.code != Errc::deadline_passed)
    discard(fitting->made_key);
  switch (info(reason.code).kind) {
    case ErrorKind::too_many: services_.metrics.exhausted.Increment(); break;
    case ErrorKind::malformed:
    case ErrorKind::conflict:
    case ErrorKind::unprocessable: services_.metrics.refused.Increment(); break;
    default:
      services_.metrics.failed.Increment();
      log_warning("fitting_failed", {{"code", info(reason.code).name}, {"detail", reason.detail}});
  }
  fitting->reply.deliver(to_caf(reason));
}

void FittingState::discard(const std::string& object_key) {
  if (object_key.empty())
    return;
  self_
    ->request(services_.storage, caf::infinite,
              DeleteObject{object_key, services_.config.call_wait_max.count()})
    .then([] {},
          [](const caf::error& error) {
            log_warning("picture_not_deleted", {{"reason", from_caf(error).detail}});
          });
}

std::int64_t FittingState::time_left_ms(const Fitting& fitting) const {
  const auto passed = (services_.clock().micros - fitting.begun.micros) / 1'000;
  return std::max<std::int64_t>(1, services_.config.wait_max.count() - passed);
}

template <class Command, class Answered, class Failed>
void FittingState::ask_credit(const FittingPtr& fitting, Command command, Answered answered,
                              Failed failed, int tries, bool was_unsure) {
  const auto address = credit_address(fitting->command.user);
  auto failed_or_again
    = [this, fitting, command, answered, failed, tries, was_unsure](const caf::error& error) {
        auto reason = from_caf(error);
        // Whatever this try was told, an earlier one may have been carried out.
        const bool is_unsure = was_unsure || reason.code == Errc::deadline_passed;
        if (!may_ask_again(reason) || tries >= services_.config.credit_tries_max) {
          if (is_unsure)
            reason.code = Errc::deadline_passed;
          return failed(reason);
        }
        self_->run_delayed(services_.config.credit_retry_pause,
                           [this, fitting, command, answered, failed, tries, is_unsure] {
                             ask_credit(fitting, command, answered, failed, tries + 1, is_unsure);
                           });
      };
  self_->request(services_.directory.shard_of(address), caf::infinite, envelope(address, command))
    .then(answered, failed_or_again);
}

} // namespace baro
