#pragma once

#include "net/response.hpp"
#include "protocol/error.hpp"

#include <filesystem>
#include <string_view>

namespace baro {

/// The pictures in one folder: regular files with a known ending, and nothing outside of it.
class Pictures {
public:
  /// An empty folder name: there are none.
  Pictures(const std::filesystem::path& folder, std::size_t bytes_max);

  /// `path` is as it was sent, percent signs and all. Errors: not_found, unavailable.
  Result<Response> find(std::string_view path, std::string_view if_none_match) const;

private:
  std::filesystem::path folder_; // canonical
  std::size_t bytes_max_;
};

} // namespace baro
