#include "providers/storage_actor.hpp"

#include "providers/url.hpp"

#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <charconv>

namespace baro {

namespace {

constexpr std::size_t public_url_bytes_max = 150; // a picture's address has at most 300

/// Why an answer is not what was asked for.
Error refusal_of(const HttpAnswer& answer) {
  if (answer.status == 404)
    return Error{Errc::not_found};
  return {Errc::provider_unavailable, "the storage answered " + std::to_string(answer.status)};
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

/// `image/png` of `Image/PNG; charset=binary`.
std::string media_type_of(std::string_view content_type) {
  std::string type{content_type.substr(0, content_type.find(';'))};
  while (type.ends_with(' '))
    type.pop_back();
  for (auto& c : type)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c | 0x20);
  return type;
}

bool is_bucket(std::string_view name) {
  return name.size() >= 3 && name.size() <= 63 && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

} // namespace

StorageActor::behavior_type StorageState::make_behavior() {
  return {
    [this](const PresignUpload& command) { return presign(command); },
    [this](const FindObject& question) { return find(question); },
    [this](const ReadObject& question) { return read(question); },
    [this](SaveObject& command) { return save(command); },
    [this](const DeleteObject& command) { return erase(command); },
  };
}

PresignedUrl StorageState::presign(const PresignUpload& command) const {
  return {signed_url(HttpMethod::PUT, command.key, std::chrono::seconds{command.expires_s},
                     command.content_type)};
}

caf::result<ObjectInfo> StorageState::find(const FindObject& question) {
  auto read = [](HttpAnswer& answer) -> Result<ObjectInfo> {
    if (answer.status != 200)
      return refusal_of(answer);
    const auto size = number_of(answer.header("content-length"));
    if (!size)
      return Error{Errc::provider_unavailable, "the storage does not say how large an object is"};
    return ObjectInfo{*size, media_type_of(answer.header("content-type"))};
  };
  return call<ObjectInfo>(call_for(HttpMethod::HEAD, question.key, question.wait_max_ms), read);
}

caf::result<StoredObject> StorageState::read(const ReadObject& question) {
  auto get = call_for(HttpMethod::GET, question.key, question.wait_max_ms);
  get.answer_bytes_max = question.bytes_max;
  auto read = [](HttpAnswer& answer) -> Result<StoredObject> {
    if (answer.status != 200)
      return refusal_of(answer);
    return StoredObject{std::move(answer.body)};
  };
  return call<StoredObject>(std::move(get), read);
}

caf::result<void> StorageState::save(SaveObject& command) {
  auto put = call_for(HttpMethod::PUT, command.key, command.wait_max_ms);
  put.headers.push_back({"Content-Type", command.content_type});
  put.body = std::move(command.bytes);
  auto read = [](HttpAnswer& answer) -> Result<Done> {
    if (answer.status != 200)
      return refusal_of(answer);
    return Done{};
  };
  return call<void>(std::move(put), read);
}

caf::result<void> StorageState::erase(const DeleteObject& command) {
  auto read = [](HttpAnswer& answer) -> Result<Done> {
    if (answer.status != 204 && answer.status != 200 && answer.status != 404)
      return refusal_of(answer);
    return Done{};
  };
  return call<void>(call_for(HttpMethod::DELETE, command.key, command.wait_max_ms), read);
}

HttpCall StorageState::call_for(HttpMethod method, const std::string& key,
                                std::int64_t wait_max_ms) const {
  HttpCall call;
  call.url = signed_url(method, key, services_.config.call_expiry);
  call.method = method;
  call.wait_max_ms = wait_max_ms;
  return call;
}

// The payload is not hashed: TLS, or this machine, guards it on its way.
std::string StorageState::signed_url(HttpMethod method, const std::string& key,
                                     std::chrono::seconds expires,
                                     const std::optional<std::string>& content_type) const {
  const auto& [url, bucket, public_url, account, expiry] = services_.config;
  S3Call call;
  call.method = method;
  call.host = host_of(url);
  call.path = '/' + bucket + '/' + key;
  call.query = {{"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"}};
  if (content_type)
    call.headers = {{"content-type", *content_type}};
  return url + s3_path_encoded(call.path) + '?'
         + presigned_query(account, call, expires, services_.clock());
}

template <class Value, class Read>
caf::result<Value> StorageState::call(HttpCall call, Read read) {
  auto reply = self_->make_response_promise<Value>();
  self_->request(services_.http, caf::infinite, std::move(call))
    .then(
      [reply, read](HttpAnswer& answer) mutable {
        auto result = read(answer);
        if (!result)
          reply.deliver(to_caf(result.error()));
        else if constexpr (std::is_void_v<Value>)
          reply.deliver();
        else
          reply.deliver(*std::move(result));
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

Result<Done> check(const StorageConfig& config) {
  const auto wrong = [](std::string what) { return Error{Errc::invalid_request, std::move(what)}; };
  if (!is_callable(config.url) || config.url.ends_with('/')
      || config.url.find('/', config.url.find("://") + 3) != std::string::npos)
    return wrong("storage-url: https://host or https://host:port, or http within this machine");
  if (!is_bucket(config.bucket))
    return wrong("storage-bucket: 3 to 63 of a-z, 0-9, - and .");
  if (config.account.region.empty())
    return wrong("storage-region: the region that the storage signs for, like us-east-1");
  if (config.account.key_id.empty() || config.account.secret.empty())
    return wrong("storage-key-id, storage-secret-file: what this shop signs with");
  if (config.objects_url().size() > public_url_bytes_max || config.objects_url().ends_with('/'))
    return wrong("storage-public-url: at most 150 characters, without a / at its end");
  return Done{};
}

} // namespace baro
