#include "net/pictures.hpp"

#include "net/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace baro {

namespace {

struct MediaType {
  std::string_view ending;
  std::string_view name;
};

constexpr std::string_view svg = "image/svg+xml";
constexpr MediaType media_types[] = {
  {".avif", "image/avif"}, {".gif", "image/gif"}, {".jpeg", "image/jpeg"}, {".jpg", "image/jpeg"},
  {".png", "image/png"},   {".svg", svg},         {".webp", "image/webp"},
};

std::string_view media_type_of(std::string_view path) {
  for (const auto& [ending, name] : media_types)
    if (path.ends_with(ending))
      return name;
  return {};
}

// Neither `..` nor hidden files, nor what another system takes for a separator.
bool is_plain(std::string_view path) {
  if (path.find_first_of(std::string_view{"\\\0", 2}) != std::string_view::npos)
    return false;
  while (!path.empty()) {
    const auto segment = next_token(path, '/');
    if (segment.empty() || segment.front() == '.')
      return false;
  }
  return true;
}

class File {
public:
  explicit File(const char* path)
    : handle_(::open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {}
  ~File() {
    if (handle_ >= 0)
      ::close(handle_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool describe(struct stat& about) const { return handle_ >= 0 && ::fstat(handle_, &about) == 0; }

  bool read(std::string& content) const {
    std::size_t done = 0;
    while (done < content.size()) {
      const auto size = ::read(handle_, content.data() + done, content.size() - done);
      if (size <= 0)
        return false;
      done += static_cast<std::size_t>(size);
    }
    return true;
  }

private:
  int handle_;
};

} // namespace

Pictures::Pictures(const std::filesystem::path& folder, std::size_t bytes_max)
  : bytes_max_(bytes_max) {
  std::error_code missing;
  if (!folder.empty())
    folder_ = std::filesystem::canonical(folder, missing);
}

Result<Response> Pictures::find(std::string_view path, std::string_view if_none_match) const {
  const auto name = percent_decode(path, false);
  if (folder_.empty() || !name || !is_plain(*name) || media_type_of(*name).empty())
    return Error{Errc::not_found};
  std::error_code missing;
  const auto place = std::filesystem::canonical(folder_ / *name, missing);
  // A link must not lead out.
  if (missing || std::ranges::mismatch(folder_, place).in1 != folder_.end())
    return Error{Errc::not_found};
  const File file{place.c_str()};
  struct stat about {};
  if (!file.describe(about) || !S_ISREG(about.st_mode))
    return Error{Errc::not_found};
  const auto size = static_cast<std::size_t>(about.st_size);
  if (size > bytes_max_)
    return Error{Errc::unavailable, fmt::format("{} has {} bytes", place.string(), size)};

  Response response;
  response.content_type = media_type_of(*name);
  const auto etag
    = fmt::format("\"{:x}-{:x}-{:x}\"", size, about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
  response.with("ETag", etag).with("Cache-Control", "public, max-age=86400");
  // Opened on its own, an SVG could run scripts.
  if (response.content_type == svg)
    response.with("Content-Security-Policy",
                  "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  if (matches_etag(if_none_match, etag)) {
    response.status = 304;
    return response;
  }
  response.body.resize(size);
  if (!file.read(response.body))
    return Error{Errc::unavailable, "cannot read " + place.string()};
  return response;
}

} // namespace baro
