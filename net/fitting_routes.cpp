#include "net/relay.hpp"

#include <algorithm>

namespace baro {

namespace {

constexpr std::string_view not_set_up = "AI fitting is not set up here: it needs a storage and a "
                                        "generator.";

constexpr Field ticket_fields[]
  = {field::text("contentType", 1, 100).optional().example("image/jpeg")};
constexpr Schema ticket_body{ticket_fields};

constexpr Field fit_fields[]
  = {field::url("sourceImageUrl"), field::url("clothingImageUrl").example("/pictures/knit.png")};
constexpr Schema fit_body{fit_fields};

/// Asks FITTING; what it answers is the answer.
template <class Message>
Task<Reply> relay_to_fitting(Call& call, unsigned status, Message message) {
  const auto& fitting = call.services().fitting;
  if (!fitting)
    co_return Refusal{Errc::unavailable, std::string{not_set_up}};
  co_return co_await relay(call, status, *fitting, std::move(message));
}

Task<Reply> prepare_upload(Call& call) {
  return relay_to_fitting(
    call, 200,
    PrepareUpload{call.user(), call.fresh<ImageId>(), call.body().maybe_text("contentType")});
}

Task<Reply> complete_upload(Call& call) {
  return relay_to_fitting(call, 204, CompleteUpload{call.user(), call.id<ImageId>()});
}

Task<Reply> list_uploads(Call& call) {
  return relay_to_fitting(call, 200, ListUploads{call.user()});
}

Task<Reply> remove_upload(Call& call) {
  return relay_to_fitting(call, 204, RemoveUpload{call.user(), call.id<ImageId>()});
}

Task<Result<CreditsView>> credits_of(Call& call) {
  return ask_entity<CreditActor>(call.gateway, call.services().directory,
                                 credit_address(call.user()), GetCredits{call.user()},
                                 call.deadline);
}

Task<Reply> show_credits(Call& call) {
  auto credits = co_await credits_of(call);
  if (!credits)
    co_return std::move(credits).error();
  co_return json_response(200, *credits);
}

// Says when the next credit comes, to the second.
Task<Refusal> exhausted(Call& call) {
  Refusal refusal{Errc::credits_exhausted};
  const auto credits = co_await credits_of(call);
  if (credits && credits->next_credit_at) {
    const auto wait = credits->next_credit_at->micros - now().micros;
    const auto seconds = std::max<std::int64_t>(1, (wait + 999'999) / 1'000'000);
    refusal.headers.push_back({"Retry-After", std::to_string(seconds)});
  }
  co_return refusal;
}

Task<Reply> fit(Call& call) {
  const auto& fitting = call.services().fitting;
  if (!fitting)
    co_return Refusal{Errc::unavailable, std::string{not_set_up}};
  const auto body = call.body();
  FitClothes command{call.user(), call.fresh<FittingId>(), body.text("sourceImageUrl"),
                     body.text("clothingImageUrl"), call.idempotency};
  auto fitted = co_await ask(call.gateway, *fitting, std::move(command), call.deadline);
  if (!fitted && fitted.error().code == Errc::credits_exhausted)
    co_return co_await exhausted(call);
  if (!fitted)
    co_return std::move(fitted).error();
  Response response{200, std::move(fitted->view.bytes), "image/png"};
  response.with("Cache-Control", "no-store");
  if (fitted->replayed)
    response.with("Idempotency-Replayed", "true");
  co_return response;
}

constexpr Route routes[] = {
  {.method = http::verb::post,
   .path = "/fit/source-images/upload-url",
   .access = Access::logged_in,
   .summary = "Where to put a picture of oneself",
   .handler = prepare_upload,
   .description
   = "Send the picture by PUT to presignedUrl before expiresAt, and then complete it. With a "
     "contentType, the PUT has to have it as its Content-Type.",
   .body = &ticket_body,
   .answer = answers<UploadTicket>,
   .errors = may_fail_with<Errc::uploads_limit>},
  {.method = http::verb::put,
   .path = "/fit/source-images/{id}",
   .access = Access::logged_in,
   .summary = "Complete an upload, once the picture is there",
   .handler = complete_upload,
   .status = 204,
   .errors = may_fail_with<Errc::upload_missing, Errc::picture_too_large,
                           Errc::picture_type_not_allowed, Errc::provider_unavailable>},
  {.method = http::verb::get,
   .path = "/fit/source-images",
   .access = Access::logged_in,
   .summary = "One's uploads, newest first",
   .handler = list_uploads,
   .answer = answers<SourceImages>},
  {.method = http::verb::delete_,
   .path = "/fit/source-images/{id}",
   .access = Access::logged_in,
   .summary = "Delete an upload",
   .handler = remove_upload,
   .status = 204},
  {.method = http::verb::get,
   .path = "/fit/credits",
   .access = Access::logged_in,
   .summary = "How many fittings one may still ask for, and when there is one more",
   .handler = show_credits,
   .answer = answers<CreditsView>,
   .cache = "no-store"},
  {.method = http::verb::post,
   .path = "/fit/ai-fitting",
   .access = Access::logged_in,
   .summary = "Put on clothes: a picture of oneself, with clothes of the catalogue",
   .handler = fit,
   .description
   = "sourceImageUrl is an imageUrl of one's own uploads, clothingImageUrl a picture of a product "
     "or look, letter by letter. A credit is taken only by a picture, and never twice.",
   .body = &fit_body,
   .content_type = "image/png",
   .errors
   = may_fail_with<Errc::credits_exhausted, Errc::picture_too_large, Errc::picture_type_not_allowed,
                   Errc::generation_refused, Errc::provider_unavailable>,
   .creates = true,
   .is_slow = true},
};

} // namespace

std::span<const Route> fitting_routes() { return routes; }

} // namespace baro
