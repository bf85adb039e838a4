#include "providers/generation.hpp"

#include "providers/oauth_json.hpp"
#include "providers/url.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <sodium/utils.h>

#include <algorithm>

namespace baro {

namespace {

namespace json = boost::json;

constexpr int base64 = sodium_base64_VARIANT_ORIGINAL;
constexpr std::string_view png_begin{"\x89PNG\r\n\x1a\n", 8};

// Why a candidate has no picture though nothing failed (Gemini API reference, FinishReason).
constexpr std::array<std::string_view, 9> refusals{
  "SAFETY",  "RECITATION",   "BLOCKLIST",   "PROHIBITED_CONTENT",
  "SPII",    "IMAGE_SAFETY", "IMAGE_OTHER", "IMAGE_PROHIBITED_CONTENT",
  "NO_IMAGE"};

std::string quoted(const std::string& text) { return json::serialize(json::value(text)); }

/// Appends base64, without a copy in between.
void append_base64(std::string& text, std::string_view bytes) {
  const auto begin = text.size();
  const auto size = sodium_base64_encoded_len(bytes.size(), base64); // with the zero at its end
  text.resize(begin + size);
  sodium_bin2base64(text.data() + begin, size, reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), base64);
  text.pop_back();
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, base64)
      != 0)
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

void append_picture(std::string& body, const Picture& picture) {
  body += R"(,{"inline_data":{"mime_type":)";
  body += quoted(picture.type);
  body += R"(,"data":")";
  append_base64(body, picture.bytes);
  body += R"("}})";
}

const json::array* array_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(json::string_view{name.data(), name.size()});
  return value ? value->if_array() : nullptr;
}

/// The base64 of the first picture among a candidate's parts. Null: there is none.
const json::string* picture_in(const json::object& candidate) {
  const auto* content = object_in(candidate, "content");
  const auto* parts = content ? array_in(*content, "parts") : nullptr;
  if (!parts)
    return nullptr;
  for (const auto& part : *parts) {
    const auto* object = part.if_object();
    const auto* inlined = object ? object_in(*object, "inlineData") : nullptr;
    if (!inlined && object)
      inlined = object_in(*object, "inline_data");
    const auto* data = inlined ? inlined->if_contains("data") : nullptr;
    if (data && data->is_string())
      return &data->get_string();
  }
  return nullptr;
}

} // namespace

HttpCall generation_call(const GenerationConfig& config, const GeneratePicture& command) {
  std::string body = R"({"contents":[{"role":"user","parts":[{"text":)";
  body += quoted(config.prompt);
  body.reserve(body.size() + (command.person.bytes.size() + command.clothing.bytes.size()) / 3 * 4
               + 512);
  body += '}';
  append_picture(body, command.person);
  append_picture(body, command.clothing);
  body += R"(]}],"generationConfig":{"responseModalities":["TEXT","IMAGE"]}})";
  HttpCall call;
  call.url = config.url + "/v1beta/models/" + form_encoded(config.model) + ":generateContent";
  call.headers = {{"Content-Type", "application/json"}, {"x-goog-api-key", config.api_key}};
  call.body = std::move(body);
  call.method = HttpMethod::POST;
  call.wait_max_ms = command.wait_max_ms;
  call.answer_bytes_max = generation_answer_bytes_max;
  return call;
}

// A refusal of what was asked is told in the answer, and has status 200.
Result<Picture> read_generated(const HttpAnswer& answer) {
  if (answer.status != 200)
    return provider_nonsense("the generator answered " + std::to_string(answer.status));
  const auto object = read_object(answer.body);
  if (!object)
    return object.error();
  if (const auto* feedback = object_in(*object, "promptFeedback"))
    if (const auto reason = text_in(*feedback, "blockReason"))
      return Error{Errc::generation_refused, *reason};
  const auto* candidates = array_in(*object, "candidates");
  if (!candidates || candidates->empty() || !candidates->front().is_object())
    return provider_nonsense("the generator answered without a candidate");
  const auto& candidate = candidates->front().get_object();
  const auto* data = picture_in(candidate);
  if (!data) {
    const auto reason = text_in(candidate, "finishReason").value_or("");
    if (std::ranges::find(refusals, reason) != refusals.end())
      return Error{Errc::generation_refused, reason};
    return provider_nonsense("the generator answered without a picture: " + reason);
  }
  auto bytes = from_base64({data->data(), data->size()});
  if (!bytes || !bytes->starts_with(png_begin))
    return provider_nonsense("what the generator answered is no PNG");
  if (bytes->size() > static_cast<std::size_t>(picture_bytes_max))
    return provider_nonsense("the generator's picture is too large");
  return Picture{"image/png", *std::move(bytes)};
}

Result<Done> check(const GenerationConfig& config) {
  if (!is_callable(config.url) || config.url.ends_with('/'))
    return Error{Errc::invalid_request,
                 "generation-url: https, or http within this machine; without a / at its end"};
  if (config.model.empty() || config.api_key.empty())
    return Error{Errc::invalid_request,
                 "generation-model, generation-key-file: what is asked, and with what key"};
  return Done{};
}

} // namespace baro
