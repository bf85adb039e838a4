#include "persistence/fitting_store.hpp"

#include "persistence/creation.hpp"
#include "persistence/pg_ask.hpp"

namespace baro {

namespace {

constexpr const char* load_credits_sql = R"sql(
  SELECT (extract(epoch FROM full_at) * 1000000)::bigint, version FROM credits WHERE user_id = $1
)sql";

constexpr const char* insert_fitting_sql = R"sql(
  INSERT INTO fitting_pictures (picture_id, user_id, kind, object_key, state, doomed_at)
  VALUES ($1, $2, 'FITTING', nullif($3, ''), 'READY', now() + $4::bigint * interval '1 second')
  ON CONFLICT (picture_id) DO NOTHING
)sql";

// Somebody else's change in between leaves no row that matches.
constexpr const char* take_credit_sql = R"sql(
  INSERT INTO credits (user_id, full_at, version)
  VALUES ($1, 'epoch'::timestamptz + $2::bigint * interval '1 microsecond', $3)
  ON CONFLICT (user_id) DO UPDATE SET full_at = excluded.full_at, version = excluded.version
    WHERE credits.version = excluded.version - 1
)sql";

constexpr const char* find_picture_sql = "SELECT 1 FROM fitting_pictures WHERE picture_id = $1";

// All that count the uploads of one user wait for each other, so that the count is right when the
// next one is added.
constexpr const char* lock_uploads_sql
  = "SELECT pg_advisory_xact_lock(hashtextextended('uploads', $1))";

constexpr const char* insert_upload_sql = R"sql(
  INSERT INTO fitting_pictures (picture_id, user_id, kind, object_key, state, doomed_at)
  SELECT $1, $2, 'UPLOAD', $3, 'PENDING', now() + $4::bigint * interval '1 second'
   WHERE (SELECT count(*) FROM fitting_pictures
           WHERE user_id = $2 AND kind = 'UPLOAD'
             AND (state = 'READY' OR (state = 'PENDING' AND doomed_at > now()))) < $5
)sql";

// What is complete stays; what is not may still become so.
constexpr const char* find_upload_sql = R"sql(
  SELECT picture_id, object_key, state = 'READY',
         (extract(epoch FROM created_at) * 1000000)::bigint
    FROM fitting_pictures
   WHERE picture_id = $1 AND user_id = $2 AND kind = 'UPLOAD'
     AND (state = 'READY' OR (state = 'PENDING' AND doomed_at > now()))
)sql";

constexpr const char* finish_upload_sql = R"sql(
  UPDATE fitting_pictures SET state = 'READY', doomed_at = NULL
   WHERE picture_id = $1 AND user_id = $2 AND kind = 'UPLOAD'
     AND (state = 'READY' OR (state = 'PENDING' AND doomed_at > now()))
)sql";

constexpr const char* find_uploads_sql = R"sql(
  SELECT picture_id, object_key, true, (extract(epoch FROM created_at) * 1000000)::bigint
    FROM fitting_pictures
   WHERE user_id = $1 AND kind = 'UPLOAD' AND state = 'READY'
   ORDER BY picture_id DESC
)sql";

// While its URL is good, the object could be put there again, so it is deleted when it is not.
constexpr const char* remove_upload_sql = R"sql(
  UPDATE fitting_pictures
     SET state = 'REMOVED',
         doomed_at = greatest(now(), created_at + $3::bigint * interval '1 second')
   WHERE picture_id = $1 AND user_id = $2 AND kind = 'UPLOAD' AND state <> 'REMOVED'
)sql";

constexpr const char* check_pictures_sql = R"sql(
  SELECT EXISTS (SELECT FROM fitting_pictures
                  WHERE user_id = $1 AND kind = 'UPLOAD' AND state = 'READY' AND object_key = $2),
         EXISTS (SELECT FROM products WHERE thumbnail_url = $3 AND NOT withdrawn)
         OR EXISTS (SELECT FROM product_images JOIN products USING (product_id)
                     WHERE image_url = $3 AND NOT withdrawn)
         OR EXISTS (SELECT FROM looks WHERE thumbnail_url = $3)
         OR EXISTS (SELECT FROM look_images WHERE image_url = $3)
)sql";

// Those that another node is just claiming are left to it.
constexpr const char* claim_doomed_sql = R"sql(
  UPDATE fitting_pictures
     SET state = 'REMOVED', doomed_at = now() + $2::bigint * interval '1 second'
   WHERE picture_id = ANY (ARRAY (
     SELECT picture_id FROM fitting_pictures WHERE doomed_at <= now()
      ORDER BY doomed_at LIMIT $1
        FOR UPDATE SKIP LOCKED))
  RETURNING picture_id, coalesce(object_key, '')
)sql";

constexpr const char* forget_sql = R"sql(
  DELETE FROM fitting_pictures WHERE picture_id = ANY ($1::bigint[]) AND state = 'REMOVED'
)sql";

UploadRecord upload_of(PgRow row) {
  return {row.id<ImageId>(0), std::string{row.text(1)}, row.boolean(2), {row.number(3)}};
}

QueryError not_accepted(std::string field) {
  QueryError error{Errc::invalid_request};
  error.error.field = std::move(field);
  return error;
}

/// Runs one statement that does no harm when it is run twice.
Result<PgRows> ask(PgSession& session, const char* sql, const PgParams& params) {
  return ask_twice(session, [&](PgConnection& connection) -> Found<PgRows> {
    auto rows = connection.execute(sql, params);
    if (!rows)
      return QueryError{rows.error()};
    return *std::move(rows);
  });
}

/// The same, where it must change something.
Result<Done> change(PgSession& session, const char* sql, const PgParams& params) {
  auto rows = ask(session, sql, params);
  if (!rows)
    return std::move(rows).error();
  if (rows->affected() == 0)
    return Error{Errc::not_found};
  return Done{};
}

} // namespace

Result<CreditsRecord> FittingWork::carry_out(const LoadCredits& question) {
  auto rows = ask(session_, load_credits_sql, PgParams{}.add(question.user));
  if (!rows)
    return std::move(rows).error();
  if (rows->empty())
    return CreditsRecord{};
  return CreditsRecord{{(*rows)[0].number(0)}, (*rows)[0].number(1)};
}

Result<FittingCommitted> FittingWork::carry_out(const CommitFitting& command) {
  const CreditTaken taken{command.fitting, command.object_key};
  auto commit = [&](PgConnection& connection) -> Found<FittingCommitted> {
    if (command.idempotency) {
      auto first = claim_key<CreditTaken>(connection, *command.idempotency);
      if (!first)
        return std::move(first).error();
      if (*first)
        return FittingCommitted{*std::move(first)};
    }
    auto inserted = connection.execute(insert_fitting_sql, PgParams{}
                                                             .add(command.fitting)
                                                             .add(command.user)
                                                             .add(command.object_key)
                                                             .add(config_.picture_keep.count()));
    if (!inserted)
      return QueryError{inserted.error()};
    if (inserted->affected() == 0)
      return FittingCommitted{taken};
    auto moved = connection.execute(take_credit_sql, PgParams{}
                                                       .add(command.user)
                                                       .add(command.credits.full_at.micros)
                                                       .add(command.credits.version));
    if (!moved)
      return QueryError{moved.error()};
    if (moved->affected() == 0)
      return QueryError{Errc::fenced, "the credits were changed elsewhere"};
    return FittingCommitted{};
  };
  return transact(session_, commit, [&](const FittingCommitted& committed) {
    return PgStatement{find_picture_sql, PgParams{}.add(committed.earlier.value_or(taken).fitting)};
  });
}

Result<Done> FittingWork::carry_out(const SaveUpload& command) {
  auto save = [&](PgConnection& connection) -> Found<Done> {
    auto locked = connection.execute(lock_uploads_sql, PgParams{}.add(command.user));
    if (!locked)
      return QueryError{locked.error()};
    auto inserted = connection.execute(insert_upload_sql, PgParams{}
                                                            .add(command.image)
                                                            .add(command.user)
                                                            .add(command.object_key)
                                                            .add(config_.upload_window.count())
                                                            .add(command.uploads_max));
    if (!inserted)
      return QueryError{inserted.error()};
    if (inserted->affected() == 0)
      return QueryError{Errc::uploads_limit};
    return Done{};
  };
  return transact(session_, save, [&](Done) {
    return PgStatement{find_picture_sql, PgParams{}.add(command.image)};
  });
}

Result<UploadRecord> FittingWork::carry_out(const FindUpload& question) {
  auto rows = ask(session_, find_upload_sql, PgParams{}.add(question.image).add(question.user));
  if (!rows)
    return std::move(rows).error();
  if (rows->empty())
    return Error{Errc::not_found, "upload " + std::to_string(question.image.value)};
  return upload_of((*rows)[0]);
}

Result<Done> FittingWork::carry_out(const FinishUpload& command) {
  return change(session_, finish_upload_sql, PgParams{}.add(command.image).add(command.user));
}

Result<UploadRecords> FittingWork::carry_out(const FindUploads& question) {
  auto rows = ask(session_, find_uploads_sql, PgParams{}.add(question.user));
  if (!rows)
    return std::move(rows).error();
  UploadRecords uploads;
  for (const auto row : *rows)
    uploads.all.push_back(upload_of(row));
  return uploads;
}

Result<Done> FittingWork::carry_out(const RemoveUpload& command) {
  return change(session_, remove_upload_sql,
                PgParams{}.add(command.image).add(command.user).add(config_.upload_window.count()));
}

Result<Done> FittingWork::carry_out(const CheckPictures& question) {
  return ask_twice(session_, [&](PgConnection& connection) -> Found<Done> {
    auto rows = connection.execute(
      check_pictures_sql,
      PgParams{}.add(question.user).add(question.source_key).add(question.clothing_url));
    if (!rows)
      return QueryError{rows.error()};
    const auto row = (*rows)[0];
    if (!row.boolean(0))
      return not_accepted("sourceImageUrl");
    if (!row.boolean(1))
      return not_accepted("clothingImageUrl");
    return Done{};
  });
}

Result<DoomedObjects> FittingWork::carry_out(const ClaimDoomed& command) {
  auto rows
    = ask(session_, claim_doomed_sql,
          PgParams{}.add(std::int64_t{command.objects_max}).add(config_.claim_keep.count()));
  if (!rows)
    return std::move(rows).error();
  DoomedObjects doomed;
  for (const auto row : *rows)
    doomed.all.push_back({row.number(0), std::string{row.text(1)}});
  return doomed;
}

Result<Done> FittingWork::carry_out(const ForgetPictures& command) {
  auto rows = ask(session_, forget_sql, PgParams{}.add_array(command.pictures));
  if (!rows)
    return std::move(rows).error();
  return Done{};
}

} // namespace baro
