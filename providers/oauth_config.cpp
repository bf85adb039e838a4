#include "providers/oauth_config.hpp"

#include "providers/url.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <fstream>
#include <set>

namespace baro {

namespace {

namespace json = boost::json;

constexpr std::size_t file_bytes_max = 1 << 20;
constexpr std::size_t providers_max = 32;
constexpr std::size_t name_bytes_max = 50;

Error refusal(std::string why) { return {Errc::invalid_request, std::move(why)}; }

Result<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::string text(file_bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad() || (text.empty() && !in.eof()))
    return refusal(file.string() + " cannot be read");
  if (text.size() > file_bytes_max)
    return refusal(file.string() + " is too large");
  return text;
}

/// Reads the members of one object; remembers the first that is not as it should be, and those that
/// nobody asked for.
class Members {
public:
  Members(const json::object& object, std::string where)
    : object_(object), where_(std::move(where)) {}

  void read(std::string_view name, std::string& to, bool required) {
    const auto* value = find(name, required);
    if (value && value->is_string() && !value->get_string().empty())
      to = value->get_string().c_str();
    else if (value)
      fail(name, "has to be a text");
  }

  void read(std::string_view name, std::vector<std::string>& to) {
    const auto* value = find(name, true);
    if (!value)
      return;
    if (!value->is_array())
      return fail(name, "has to be a list of texts");
    for (const auto& item : value->get_array())
      if (item.is_string())
        to.emplace_back(item.get_string().c_str());
      else
        fail(name, "has to be a list of texts");
  }

  const json::object* object(std::string_view name) {
    const auto* value = find(name, false);
    if (value && !value->is_object())
      fail(name, "has to be an object");
    return value ? value->if_object() : nullptr;
  }

  void fail(std::string_view name, std::string_view why) {
    if (wrong_.empty())
      wrong_ = where_ + '.' + std::string{name} + ' ' + std::string{why};
  }

  /// Empty: all is well.
  std::string wrong() {
    for (const auto& member : object_)
      if (!known_.contains(std::string{member.key()}))
        fail(std::string{member.key()}, "is not known");
    return wrong_;
  }

private:
  const json::value* find(std::string_view name, bool required) {
    known_.emplace(name);
    const auto* value = object_.if_contains({name.data(), name.size()});
    if (!value && required)
      fail(name, "is missing");
    return value;
  }

  const json::object& object_;
  std::string where_;
  std::string wrong_;
  std::set<std::string> known_;
};

Result<OidcEndpoints> endpoints_of(const json::object& object, const std::string& where) {
  OidcEndpoints endpoints;
  Members members{object, where};
  members.read("token", endpoints.token, true);
  members.read("userinfo", endpoints.userinfo, false);
  members.read("introspection", endpoints.introspection, false);
  if (auto wrong = members.wrong(); !wrong.empty())
    return refusal(std::move(wrong));
  return endpoints;
}

Result<OidcConfig> provider_of(const json::value& value, const std::string& where,
                               const std::filesystem::path& folder) {
  if (!value.is_object())
    return refusal(where + " has to be an object");
  OidcConfig config;
  std::string secret_file;
  Members members{value.get_object(), where};
  members.read("name", config.name, true);
  members.read("issuer", config.issuer, false);
  members.read("clientId", config.client_id, true);
  members.read("clientSecret", config.client_secret, false);
  members.read("clientSecretFile", secret_file, false);
  members.read("redirectUris", config.redirect_uris);
  members.read("subjectField", config.subject_field, false);
  const auto* endpoints = members.object("endpoints");
  if (auto wrong = members.wrong(); !wrong.empty())
    return refusal(std::move(wrong));
  if (endpoints) {
    auto read = endpoints_of(*endpoints, where + ".endpoints");
    if (!read)
      return std::move(read).error();
    config.endpoints = *std::move(read);
  }
  if (!secret_file.empty()) {
    auto secret = read_secret(folder / secret_file);
    if (!secret)
      return refusal(where + ".clientSecretFile: " + secret.error().detail);
    config.client_secret = *std::move(secret);
  }
  return config;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string mistake_of(const OidcConfig& provider) {
  if (!is_name(provider.name))
    return "a name has 1 to 50 of A-Z, 0-9 and _, not " + provider.name;
  if (provider.client_secret.empty())
    return provider.name + " has no clientSecret";
  if (provider.issuer.empty() && !provider.endpoints)
    return provider.name + " needs an issuer, or endpoints";
  if (!provider.issuer.empty() && !is_callable(provider.issuer))
    return provider.name + ": its issuer has to be https";
  const bool is_introspected = provider.endpoints && !provider.endpoints->introspection.empty();
  if (is_introspected && provider.subject_field != "sub")
    return provider.name + ": introspection knows people by sub, so that is its subjectField";
  if (const auto& places = provider.endpoints)
    for (const auto& url : {places->token, places->userinfo, places->introspection})
      if (!url.empty() && !is_callable(url))
        return provider.name + ": its endpoints have to be https";
  return {};
}

} // namespace

Result<std::string> read_secret(const std::filesystem::path& file) {
  auto text = read_file(file);
  if (!text)
    return std::move(text).error();
  const auto end = text->find_last_not_of("\r\n");
  if (end == std::string::npos)
    return refusal(file.string() + " is empty");
  return text->substr(0, end + 1);
}

Result<std::vector<OidcConfig>> read_oidc_providers(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text)
    return text.error();
  boost::system::error_code error;
  const auto list = json::parse(*text, error);
  if (error || !list.is_array())
    return refusal(file.string() + " has to be a JSON list of providers");
  std::vector<OidcConfig> providers;
  for (const auto& value : list.get_array()) {
    const auto where = "providers[" + std::to_string(providers.size()) + ']';
    auto provider = provider_of(value, where, file.parent_path());
    if (!provider)
      return refusal(file.string() + ": " + provider.error().detail);
    providers.push_back(*std::move(provider));
  }
  return providers;
}

Result<Done> check(const OauthConfig& config) {
  const auto& kakao = config.kakao;
  if (!kakao.app_id.empty() && (!is_callable(kakao.api_url) || !is_callable(kakao.auth_url)))
    return refusal("kakao-api-url, kakao-auth-url: https, or within this machine");
  if (!kakao.redirect_uris.empty() && kakao.client_id.empty())
    return refusal("kakao-client-id: is needed for kakao-redirect-uris");
  if (kakao.app_id.empty() && !(kakao.client_id.empty() && kakao.redirect_uris.empty()))
    return refusal("kakao-app-id: is needed for every login by Kakao");
  if (config.oidc.size() > providers_max)
    return refusal("oauth-providers: at most 32");
  std::set<std::string_view> names{kakao_name};
  for (const auto& provider : config.oidc) {
    if (const auto mistake = mistake_of(provider); !mistake.empty())
      return refusal("oauth-providers: " + mistake);
    if (!names.insert(provider.name).second)
      return refusal("oauth-providers: " + provider.name + " is there twice");
  }
  return Done{};
}

} // namespace baro
