#include "providers/url.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <curl/curl.h>

#include <memory>

namespace baro {

namespace {

struct CleanUp {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};

std::string part_of(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* raw = nullptr;
  if (curl_url_get(url, which, &raw, flags) != CURLUE_OK)
    return {};
  const std::unique_ptr<char, CleanUp> part{raw};
  return part.get();
}

struct UrlParts {
  std::string scheme;
  std::string host;
  std::string port; // empty: the scheme's own
};

/// As libcurl understands it, who will call it: two readers may differ about where an address
/// leads. Empty when it understands nothing.
UrlParts parts_of(const std::string& text) {
  const std::unique_ptr<CURLU, CleanUp> url{curl_url()};
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
    return {};
  return {part_of(url.get(), CURLUPART_SCHEME), part_of(url.get(), CURLUPART_HOST),
          part_of(url.get(), CURLUPART_PORT, CURLU_NO_DEFAULT_PORT)};
}

} // namespace

bool is_loopback_url(const std::string& url) {
  const auto host = parts_of(url).host;
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool is_callable(const std::string& url) {
  const auto [scheme, host, port] = parts_of(url);
  return (scheme == "https" && !host.empty()) || (scheme == "http" && is_loopback_url(url));
}

std::string host_of(const std::string& url) {
  const auto [scheme, host, port] = parts_of(url);
  return port.empty() ? host : host + ':' + port;
}

std::string form_encoded(std::string_view text) {
  return boost::urls::encode(boost::core::string_view{text.data(), text.size()},
                             boost::urls::unreserved_chars);
}

std::string form_of(const FormFields& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    if (!form.empty())
      form += '&';
    form += form_encoded(name) + '=' + form_encoded(value);
  }
  return form;
}

} // namespace baro
