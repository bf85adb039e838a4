#include "actors/fitting/fitting_actor.hpp"
#include "monitoring/log.hpp"

#include <algorithm>

namespace baro {

namespace {

bool may_be_uploaded(std::string_view type) {
  return std::ranges::find(upload_types, type) != upload_types.end();
}

} // namespace

caf::result<UploadTicket> FittingState::prepare(const PrepareUpload& command) {
  if (command.content_type && !may_be_uploaded(*command.content_type)) {
    Error error{Errc::invalid_request, *command.content_type};
    error.field = "contentType";
    return to_caf(error);
  }
  auto reply = self_->make_response_promise<UploadTicket>();
  auto key = fresh_object_key("uploads", command.user);
  const auto& config = services_.config;
  const auto expires_at
    = Timestamp{services_.clock().micros + std::chrono::microseconds{config.upload_expiry}.count()};
  auto ticket_of = [image = command.image, expires_at](std::string url) {
    return UploadTicket{image,
                        std::move(url),
                        expires_at,
                        picture_bytes_max,
                        {upload_types.begin(), upload_types.end()}};
  };
  auto presign = [this, reply, ticket_of, key, type = command.content_type]() mutable {
    self_
      ->request(services_.storage, caf::infinite,
                PresignUpload{key, type, services_.config.upload_expiry.count()})
      .then(
        [reply, ticket_of](PresignedUrl& presigned) mutable {
          reply.deliver(ticket_of(std::move(presigned.url)));
        },
        [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  };
  self_
    ->request(services_.store, caf::infinite,
              SaveUpload{command.user, command.image, key, config.uploads_max})
    .then(std::move(presign),
          [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

caf::result<void> FittingState::complete(const CompleteUpload& command) {
  auto reply = self_->make_response_promise<void>();
  self_->request(services_.store, caf::infinite, FindUpload{command.user, command.image})
    .then(
      [this, command, reply](const UploadRecord& upload) mutable {
        if (upload.is_complete)
          reply.deliver();
        else
          verify(command, upload.object_key, reply);
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

// A presigned URL limits neither size nor type of what is put there, so what is there is looked at.
void FittingState::verify(const CompleteUpload& command, const std::string& object_key,
                          caf::typed_response_promise<void> reply) {
  auto found = [this, command, reply](const ObjectInfo& object) mutable {
    if (object.bytes > picture_bytes_max)
      return reply.deliver(to_caf(Errc::picture_too_large, std::to_string(object.bytes)));
    if (!may_be_uploaded(object.content_type))
      return reply.deliver(to_caf(Errc::picture_type_not_allowed, object.content_type));
    self_->request(services_.store, caf::infinite, FinishUpload{command.user, command.image})
      .then([reply]() mutable { reply.deliver(); },
            [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  };
  self_
    ->request(services_.storage, caf::infinite,
              FindObject{object_key, services_.config.call_wait_max.count()})
    .then(std::move(found), [reply](caf::error& error) mutable {
      if (error == Errc::not_found)
        reply.deliver(to_caf(Errc::upload_missing));
      else
        reply.deliver(std::move(error));
    });
}

caf::result<SourceImages> FittingState::list(const ListUploads& question) {
  auto reply = self_->make_response_promise<SourceImages>();
  self_->request(services_.store, caf::infinite, FindUploads{question.user})
    .then(
      [this, reply](const UploadRecords& uploads) mutable {
        SourceImages images;
        for (const auto& upload : uploads.all)
          images.images.push_back({upload.image,
                                   services_.config.uploads_url + '/' + upload.object_key,
                                   upload.created_at});
        reply.deliver(std::move(images));
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

caf::result<void> FittingState::remove(const RemoveUpload& command) {
  auto reply = self_->make_response_promise<void>();
  reply.delegate(services_.store, command);
  return reply;
}

// What cannot be deleted now is claimed again later, here or on another node.
void FittingState::sweep() {
  self_->delayed_send(self_, jittered(services_.config.sweep_interval), sweep_atom_v);
  self_->request(services_.store, caf::infinite, ClaimDoomed{services_.config.sweep_objects_max})
    .then([this](const DoomedObjects& doomed) { erase(doomed); },
          [](const caf::error& error) {
            log_warning("fitting_sweep_failed", {{"reason", from_caf(error).detail}});
          });
}

void FittingState::erase(const DoomedObjects& doomed) {
  for (const auto& object : doomed.all) {
    auto forget = [this, picture = object.picture] {
      self_->request(services_.store, caf::infinite, ForgetPictures{{picture}})
        .then([] {}, [](const caf::error&) {});
    };
    if (object.object_key.empty()) {
      forget();
      continue;
    }
    self_
      ->request(services_.storage, caf::infinite,
                DeleteObject{object.object_key, services_.config.call_wait_max.count()})
      .then(std::move(forget), [](const caf::error& error) {
        log_warning("picture_not_deleted", {{"reason", from_caf(error).detail}});
      });
  }
}

} // namespace baro
