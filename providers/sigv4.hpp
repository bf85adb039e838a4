#pragma once

#include "protocol/http_call.hpp"
#include "protocol/time.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

/// AWS Signature Version 4 for S3, in the query of a URL ("presigned"): the call that it allows
/// needs no other header. (AWS, Amazon S3 API Reference, "Authenticating Requests: Using Query
/// Parameters".)
namespace baro {

struct S3Account {
  std::string region;
  std::string key_id;
  std::string secret;
};

/// The call that is allowed.
struct S3Call {
  HttpMethod method = HttpMethod::GET;
  std::string host; // with the port, unless it is the scheme's own
  std::string path; // from the root, not encoded
  std::vector<std::pair<std::string, std::string>> query{};   // of its own, not encoded
  std::vector<std::pair<std::string, std::string>> headers{}; // that it must have: in lower case
};

/// The query with which the call may be made until it expires.
std::string presigned_query(const S3Account& account, const S3Call& call,
                            std::chrono::seconds expires, Timestamp at);

/// A path, encoded as it is signed and sent.
std::string s3_path_encoded(std::string_view path);

} // namespace baro
