#pragma once

#include "protocol/common.hpp"

#include <array>
#include <string_view>

/// AI fitting: clothes of the catalogue on one's own picture.
namespace baro {

/// Of one picture, wherever it comes from.
inline constexpr std::int64_t picture_bytes_max = 10 << 20;

/// What people may upload.
inline constexpr std::array<std::string_view, 3> upload_types{"image/jpeg", "image/png",
                                                              "image/webp"};

struct Picture {
  std::string type; // a media type, as its first bytes say
  std::string bytes;
};
BOOST_DESCRIBE_STRUCT(Picture, (), (type, bytes))

// Credits ----------------------------------------------------------------------------------------

/// Sets a credit aside while a picture is being made, at most until then. Asking again changes
/// nothing. Errors: credits_exhausted, rate_limited (too many at once), idempotency_key_in_use.
struct ReserveCredit {
  UserId user;
  FittingId fitting;
  Timestamp until;
  std::optional<std::string> key; // the Idempotency-Key, if there is one
};
BOOST_DESCRIBE_STRUCT(ReserveCredit, (), (user, fitting, until, key))

/// The picture is there: takes the credit. Asking again takes no other. Errors: credits_exhausted
/// (what was reserved was forgotten, and given to another fitting), idempotency_key_reused, fenced,
/// unavailable, overloaded (in all of them nothing was taken).
struct TakeCredit {
  UserId user;
  FittingId fitting;
  std::string object_key; // under which storage keeps the picture; empty: it does not
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(TakeCredit, (), (user, fitting, object_key, idempotency))

/// Whose picture is the answer: another one's where the Idempotency-Key had its answer already.
struct CreditTaken {
  FittingId fitting;
  std::string object_key;
};
BOOST_DESCRIBE_STRUCT(CreditTaken, (), (fitting, object_key))

/// There is no picture, and nothing to be taken. Not answered: what is lost is forgotten in time.
struct ReleaseCredit {
  FittingId fitting;
};
BOOST_DESCRIBE_STRUCT(ReleaseCredit, (), (fitting))

struct GetCredits {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(GetCredits, (), (user))

struct CreditsView {
  std::int64_t credits = 0;                // that are not set aside
  std::optional<Timestamp> next_credit_at; // none: the bucket is full
};
BOOST_DESCRIBE_STRUCT(CreditsView, (), (credits, next_credit_at))

// Uploads ----------------------------------------------------------------------------------------

/// Errors: invalid_request (contentType), uploads_limit, unavailable.
struct PrepareUpload {
  UserId user;
  ImageId image;                           // its id
  std::optional<std::string> content_type; // then the upload must be of it
};
BOOST_DESCRIBE_STRUCT(PrepareUpload, (), (user, image, content_type))

/// Where a picture may be put, without asking us again.
struct UploadTicket {
  ImageId image_id;
  std::string presigned_url;
  Timestamp expires_at;
  std::int64_t max_file_size = 0;
  std::vector<std::string> allowed_types;
};
BOOST_DESCRIBE_STRUCT(UploadTicket, (),
                      (image_id, presigned_url, expires_at, max_file_size, allowed_types))

/// The picture has been uploaded. Errors: not_found, upload_missing, picture_too_large,
/// picture_type_not_allowed, provider_unavailable.
struct CompleteUpload {
  UserId user;
  ImageId image;
};
BOOST_DESCRIBE_STRUCT(CompleteUpload, (), (user, image))

struct ListUploads {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(ListUploads, (), (user))

struct SourceImage {
  ImageId id;
  std::string image_url;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(SourceImage, (), (id, image_url, created_at))

struct SourceImages {
  std::vector<SourceImage> images; // the newest first
};
BOOST_DESCRIBE_STRUCT(SourceImages, (), (images))

/// Errors: not_found.
struct RemoveUpload {
  UserId user;
  ImageId image;
};
BOOST_DESCRIBE_STRUCT(RemoveUpload, (), (user, image))

// Fitting ----------------------------------------------------------------------------------------

/// Puts clothes on somebody's picture. Errors: invalid_request (with the field), credits_exhausted,
/// rate_limited, picture_too_large, picture_type_not_allowed, generation_refused,
/// provider_unavailable, overloaded, idempotency_key_in_use, idempotency_key_reused.
struct FitClothes {
  UserId user;
  FittingId fitting;        // its id
  std::string source_url;   // one of the user's own uploads
  std::string clothing_url; // a picture of the catalogue
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(FitClothes, (), (user, fitting, source_url, clothing_url, idempotency))

// For the fitting store --------------------------------------------------------------------------

struct LoadCredits {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(LoadCredits, (), (user))

struct CreditsRecord {
  Timestamp full_at;        // when the bucket is full again, or has been since
  std::int64_t version = 0; // +1 for each credit that was taken
};
BOOST_DESCRIBE_STRUCT(CreditsRecord, (), (full_at, version))

/// A fitting that succeeded, and its credit. The version must be the next one: else nothing is
/// saved, and the answer is `fenced`. May be repeated.
struct CommitFitting {
  UserId user;
  FittingId fitting;
  CreditsRecord credits; // with this one taken
  std::string object_key;
  std::optional<IdempotencyRecord> idempotency;
};
BOOST_DESCRIBE_STRUCT(CommitFitting, (), (user, fitting, credits, object_key, idempotency))

struct FittingCommitted {
  /// Nothing was taken now: it was, by this fitting.
  std::optional<CreditTaken> earlier;
};
BOOST_DESCRIBE_STRUCT(FittingCommitted, (), (earlier))

/// Errors: uploads_limit.
struct SaveUpload {
  UserId user;
  ImageId image;
  std::string object_key;
  std::int64_t uploads_max = 0; // of one user, pending ones included
};
BOOST_DESCRIBE_STRUCT(SaveUpload, (), (user, image, object_key, uploads_max))

/// Errors: not_found.
struct FindUpload {
  UserId user;
  ImageId image;
};
BOOST_DESCRIBE_STRUCT(FindUpload, (), (user, image))

struct UploadRecord {
  ImageId image;
  std::string object_key;
  bool is_complete = false;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(UploadRecord, (), (image, object_key, is_complete, created_at))

/// Storage has the picture. Errors: not_found.
struct FinishUpload {
  UserId user;
  ImageId image;
};
BOOST_DESCRIBE_STRUCT(FinishUpload, (), (user, image))

struct FindUploads {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(FindUploads, (), (user))

struct UploadRecords {
  std::vector<UploadRecord> all; // the complete ones, the newest first
};
BOOST_DESCRIBE_STRUCT(UploadRecords, (), (all))

/// Whether these are a complete upload of the user and a picture of the catalogue. Errors:
/// invalid_request (with the field).
struct CheckPictures {
  UserId user;
  std::string source_key;
  std::string clothing_url;
};
BOOST_DESCRIBE_STRUCT(CheckPictures, (), (user, source_key, clothing_url))

/// Objects that nobody needs any more, which others are not given for some minutes.
struct ClaimDoomed {
  std::int32_t objects_max = 0;
};
BOOST_DESCRIBE_STRUCT(ClaimDoomed, (), (objects_max))

struct DoomedObject {
  std::int64_t picture = 0;
  std::string object_key; // empty: storage has none
};
BOOST_DESCRIBE_STRUCT(DoomedObject, (), (picture, object_key))

struct DoomedObjects {
  std::vector<DoomedObject> all;
};
BOOST_DESCRIBE_STRUCT(DoomedObjects, (), (all))

/// Storage has them no more.
struct ForgetPictures {
  std::vector<std::int64_t> pictures;
};
BOOST_DESCRIBE_STRUCT(ForgetPictures, (), (pictures))

} // namespace baro
