#pragma once

#include "net/response.hpp"
#include "protocol/error.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace baro {

/// The files of the shop's web pages, as they were when the server started. A file `x.gz` is what
/// `x` looks like in gzip.
class WebFiles {
public:
  /// An empty folder name: there are none. Throws if a file cannot be read.
  explicit WebFiles(const std::filesystem::path& folder);

  bool empty() const { return files_.empty(); }

  /// The page that all of the shop's own addresses show. Errors: not_found.
  Result<Response> page(std::string_view accept_encoding) const;

  /// What a page is made of. Its name changes with its content. Errors: not_found.
  Result<Response> asset(std::string_view path, std::string_view accept_encoding) const;

private:
  struct Variant {
    std::shared_ptr<const std::string> body; // null: there is none
    std::string etag;
  };

  struct File {
    std::string_view content_type;
    Variant plain;
    Variant gzip;
  };

  Result<Response> find(std::string_view name, std::string_view accept_encoding) const;

  std::map<std::string, File, std::less<>> files_;
};

/// Whether an Accept-Encoding takes gzip.
bool accepts_gzip(std::string_view accept_encoding);

} // namespace baro
