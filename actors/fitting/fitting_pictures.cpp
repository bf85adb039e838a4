#include "actors/fitting/fitting_actor.hpp"
#include "actors/fitting/picture_type.hpp"

#include <algorithm>

namespace baro {

namespace {

/// What follows the base in a URL below it. Nothing: it is not below it.
std::optional<std::string_view> below(std::string_view base, std::string_view url) {
  if (base.empty() || !url.starts_with(base) || url.size() <= base.size() + 1
      || url[base.size()] != '/')
    return std::nullopt;
  return url.substr(base.size() + 1);
}

constexpr std::string_view pictures_path = "/pictures/";

bool has_origin(std::string_view url, std::string_view origin) {
  return below(origin, url).has_value();
}

} // namespace

// What a client has typed is never called: it is only looked up.
std::optional<std::string> FittingState::source_key_of(const std::string& url) const {
  const auto key = below(services_.config.uploads_url, url);
  return key ? std::optional<std::string>{*key} : std::nullopt;
}

void FittingState::fetch(const FittingPtr& fitting) {
  fetch_person(fitting);
  fetch_clothing(fitting);
}

void FittingState::fetch_person(const FittingPtr& fitting) {
  self_
    ->request(services_.storage, caf::infinite,
              ReadObject{fitting->source_key, picture_bytes_max, time_left_ms(*fitting)})
    .then([this, fitting](
            StoredObject& object) { fetched(fitting, &Fitting::person, std::move(object.bytes)); },
          [this, fitting](const caf::error& error) {
            auto reason = from_caf(error);
            if (reason.code == Errc::not_found)
              reason = {Errc::provider_unavailable, "an upload is gone from storage"};
            fail(fitting, reason);
          });
}

// Whoever lists a product chooses where its picture is. So only what is public is called, and
// without anything that is ours; this shop's own pictures are read where they are.
void FittingState::fetch_clothing(const FittingPtr& fitting) {
  const auto& own_url = services_.config.own_url;
  const auto& origins = services_.config.picture_origins;
  std::string_view url = fitting->command.clothing_url;
  if (has_origin(url, own_url))
    url.remove_prefix(own_url.size());
  if (url.starts_with('/')) {
    auto picture = url.starts_with(pictures_path)
                     ? services_.own_picture(url.substr(pictures_path.size()))
                     : Error{Errc::not_found, "no picture of this shop: " + std::string{url}};
    if (picture)
      return fetched(fitting, &Fitting::clothing, *std::move(picture));
    return fail(fitting, {Errc::provider_unavailable, picture.error().detail});
  }
  HttpCall call;
  call.url = url;
  call.method = HttpMethod::GET;
  call.answer_bytes_max = picture_bytes_max;
  call.wait_max_ms = time_left_ms(*fitting);
  call.is_public_only
    = std::ranges::none_of(origins, [url](const auto& origin) { return has_origin(url, origin); });
  self_->request(services_.http, caf::infinite, std::move(call))
    .then(
      [this, fitting](HttpAnswer& answer) {
        if (answer.status == 200)
          fetched(fitting, &Fitting::clothing, std::move(answer.body));
        else
          fail(fitting, {Errc::provider_unavailable,
                         "a picture's server answered " + std::to_string(answer.status)});
      },
      [this, fitting](const caf::error& error) { fail(fitting, from_caf(error)); });
}

void FittingState::fetched(const FittingPtr& fitting, std::optional<Picture> Fitting::*which,
                           std::string bytes) {
  if (fitting->is_over)
    return;
  if (bytes.size() > static_cast<std::size_t>(picture_bytes_max))
    return fail(fitting, Error{Errc::picture_too_large});
  const auto type = picture_type_of(bytes);
  const auto& types = services_.config.generation_types;
  if (std::ranges::find(types, type) == types.end())
    return fail(fitting, {Errc::picture_type_not_allowed, std::string{type}});
  ((*fitting).*which).emplace(Picture{std::string{type}, std::move(bytes)});
  if (fitting->person && fitting->clothing)
    generate(fitting);
}

} // namespace baro
