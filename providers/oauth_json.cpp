#include "providers/oauth_json.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace baro {

namespace {

namespace json = boost::json;

constexpr std::size_t depth_max = 16;
constexpr std::size_t subject_bytes_max = 255; // OpenID Connect Core, 2: a subject has no more
constexpr std::size_t email_bytes_max = 254;
constexpr std::size_t name_characters_max = 100;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::string first_characters(const std::string& text, std::size_t count) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (begins_character(text[i]) && count-- == 0)
      return text.substr(0, i);
  return text;
}

} // namespace

Error provider_nonsense(std::string what) { return {Errc::provider_unavailable, std::move(what)}; }

Result<json::object> read_object(std::string_view text) {
  json::parse_options options;
  options.max_depth = depth_max;
  boost::system::error_code error;
  auto value = json::parse(view(text), error, {}, options);
  if (error || !value.is_object())
    return provider_nonsense("not a JSON object");
  return std::move(value.get_object());
}

Result<json::object> read_answer(const HttpAnswer& answer) {
  const auto status = std::to_string(answer.status);
  if (answer.status == 400 || answer.status == 401 || answer.status == 403)
    return Error{Errc::login_refused, "the provider answered " + status};
  if (answer.status != 200)
    return provider_nonsense("the provider answered " + status);
  return read_object(answer.body);
}

std::optional<std::string> text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(view(name));
  if (!value || !value->is_string() || value->get_string().empty())
    return std::nullopt;
  const auto& text = value->get_string();
  return std::string{text.data(), text.size()};
}

const json::object* object_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(view(name));
  return value ? value->if_object() : nullptr;
}

bool is_true(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(view(name));
  return value && ((value->is_bool() && value->get_bool()) || text_in(object, name) == "true");
}

std::optional<std::string> subject_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(view(name));
  std::optional<std::string> subject;
  if (value && value->is_int64())
    subject = std::to_string(value->get_int64());
  else if (value && value->is_uint64())
    subject = std::to_string(value->get_uint64());
  else
    subject = text_in(object, name);
  if (subject && (subject->size() > subject_bytes_max || std::ranges::any_of(*subject, is_control)))
    subject.reset();
  return subject;
}

std::optional<std::string> email_in(const json::object& object, std::string_view name) {
  auto email = text_in(object, name);
  if (!email)
    return std::nullopt;
  const auto at = email->find('@');
  if (at == 0 || at >= email->size() - 1 || email->size() > email_bytes_max
      || std::ranges::any_of(*email, [](char c) { return is_control(c) || c == ' '; }))
    return std::nullopt;
  for (auto& c : *email)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c | 0x20);
  return email;
}

std::optional<std::string> name_in(const json::object& object, std::string_view name) {
  const auto text = text_in(object, name);
  if (!text || std::ranges::any_of(*text, is_control)
      || text->find_first_not_of(' ') == std::string::npos)
    return std::nullopt;
  return first_characters(*text, name_characters_max);
}

bool is_bearer_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<OauthTokens> read_tokens(const HttpAnswer& answer) {
  auto object = read_answer(answer);
  if (!object) {
    const auto said = read_object(answer.body);
    const auto error = said ? text_in(*said, "error").value_or("") : "";
    if (object.error().code == Errc::login_refused && error != "invalid_grant")
      return provider_nonsense("the token endpoint answered " + std::to_string(answer.status) + ' '
                               + error);
    return std::move(object).error();
  }
  OauthTokens tokens{text_in(*object, "access_token"), text_in(*object, "id_token")};
  if (tokens.access_token && !is_bearer_token(*tokens.access_token))
    return provider_nonsense("an access token that cannot stand in a header");
  return tokens;
}

} // namespace baro
