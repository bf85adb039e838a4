#include "net/web_files.hpp"

#include "net/text.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace baro {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view page_name = "index.html";
constexpr std::string_view gzip_ending = ".gz";

// Pages load from here alone, and nobody frames them. Pictures that a shopper picks are blobs.
constexpr std::string_view page_policy
  = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

struct MediaType {
  std::string_view ending;
  std::string_view name;
};

constexpr MediaType media_types[] = {
  {".css", "text/css; charset=utf-8"},
  {".html", "text/html; charset=utf-8"},
  {".js", "text/javascript; charset=utf-8"},
  {".json", "application/json"},
  {".png", "image/png"},
  {".svg", "image/svg+xml"},
  {".webmanifest", "application/manifest+json"},
  {".woff2", "font/woff2"},
};

std::string_view media_type_of(std::string_view name) {
  for (const auto& [ending, type] : media_types)
    if (name.ends_with(ending))
      return type;
  return "application/octet-stream";
}

std::string read_file(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::string content{std::istreambuf_iterator<char>{in}, {}};
  if (!in)
    throw std::runtime_error{"cannot read " + path.string()};
  return content;
}

bool is_zero(std::string_view quality) {
  return quality.starts_with('0') && quality.find_first_not_of("0.") == std::string_view::npos;
}

} // namespace

WebFiles::WebFiles(const fs::path& folder) {
  if (folder.empty())
    return;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (!entry.is_regular_file())
      continue;
    auto name = entry.path().lexically_relative(folder).generic_string();
    auto body = std::make_shared<const std::string>(read_file(entry.path()));
    const bool is_packed = name.ends_with(gzip_ending);
    if (is_packed)
      name.resize(name.size() - gzip_ending.size());
    auto& file = files_[name];
    file.content_type = media_type_of(name);
    auto etag = etag_of(*body);
    (is_packed ? file.gzip : file.plain) = {std::move(body), std::move(etag)};
  }
}

Result<Response> WebFiles::find(std::string_view name, std::string_view accept_encoding) const {
  const auto found = files_.find(name);
  if (found == files_.end() || !found->second.plain.body)
    return Error{Errc::not_found};
  const auto& file = found->second;
  const bool packed = file.gzip.body && accepts_gzip(accept_encoding);
  const auto& variant = packed ? file.gzip : file.plain;
  Response response;
  response.content_type = file.content_type;
  response.shared_body = variant.body;
  response.with("ETag", variant.etag).with("Vary", "Accept-Encoding");
  if (packed)
    response.with("Content-Encoding", "gzip");
  return response;
}

Result<Response> WebFiles::page(std::string_view accept_encoding) const {
  auto response = find(page_name, accept_encoding);
  if (response)
    response->with("Cache-Control", "no-cache")
      .with("Content-Security-Policy", std::string{page_policy})
      .with("Cross-Origin-Opener-Policy", "same-origin");
  return response;
}

Result<Response> WebFiles::asset(std::string_view path, std::string_view accept_encoding) const {
  auto response = find("assets/" + std::string{path}, accept_encoding);
  if (response)
    response->with("Cache-Control", "public, max-age=31536000, immutable");
  return response;
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool anything = false;
  while (!accept_encoding.empty()) {
    auto weighed = next_token(accept_encoding, ',');
    const auto coding = trim(next_token(weighed, ';'));
    auto weight = trim(weighed);
    const bool refused
      = (weight.starts_with("q=") || weight.starts_with("Q=")) && is_zero(weight.substr(2));
    if (equals_ignoring_case(coding, "gzip"))
      return !refused;
    anything |= coding == "*" && !refused;
  }
  return anything;
}

} // namespace baro
