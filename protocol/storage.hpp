#pragma once

#include "protocol/common.hpp"

/// An object storage, as S3 is one.
namespace baro {

/// A URL with which whoever has it can put one object. Nothing is called.
struct PresignUpload {
  std::string key;
  std::optional<std::string> content_type; // then the object must be of it
  std::int64_t expires_s = 0;
};
BOOST_DESCRIBE_STRUCT(PresignUpload, (), (key, content_type, expires_s))

struct PresignedUrl {
  std::string url;
};
BOOST_DESCRIBE_STRUCT(PresignedUrl, (), (url))

/// Errors: not_found, provider_unavailable.
struct FindObject {
  std::string key;
  std::int64_t wait_max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(FindObject, (), (key, wait_max_ms))

struct ObjectInfo {
  std::int64_t bytes = 0;
  std::string content_type; // as its sender said, without parameters
};
BOOST_DESCRIBE_STRUCT(ObjectInfo, (), (bytes, content_type))

/// Errors: not_found, provider_unavailable (also when it is larger).
struct ReadObject {
  std::string key;
  std::int64_t bytes_max = 0;
  std::int64_t wait_max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ReadObject, (), (key, bytes_max, wait_max_ms))

struct StoredObject {
  std::string bytes;
};
BOOST_DESCRIBE_STRUCT(StoredObject, (), (bytes))

/// Errors: provider_unavailable.
struct SaveObject {
  std::string key;
  std::string content_type;
  std::string bytes;
  std::int64_t wait_max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(SaveObject, (), (key, content_type, bytes, wait_max_ms))

/// One that is not there is deleted, too. Errors: provider_unavailable.
struct DeleteObject {
  std::string key;
  std::int64_t wait_max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(DeleteObject, (), (key, wait_max_ms))

} // namespace baro
