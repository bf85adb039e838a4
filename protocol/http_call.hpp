#pragma once

#include "protocol/common.hpp"

#include <string_view>

namespace baro {

struct HttpCallHeader {
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(HttpCallHeader, (), (name, value))

enum class HttpMethod : std::uint8_t { GET, HEAD, POST, PUT, DELETE };
BOOST_DESCRIBE_ENUM(HttpMethod, GET, HEAD, POST, PUT, DELETE)

/// A request to somebody else's server.
struct HttpCall {
  std::string url;
  std::vector<HttpCallHeader> headers{};
  std::optional<std::string> body{};
  std::int64_t wait_max_ms = 0;       // for the whole answer
  std::optional<HttpMethod> method{}; // nothing: POST where there is a body, else GET
  std::int64_t answer_bytes_max = 0;  // past it an answer is none; 0: the client's own limit
  bool is_public_only = false; // not to this machine, nor to its network: whoever chose the url
};
BOOST_DESCRIBE_STRUCT(HttpCall, (),
                      (url, headers, body, wait_max_ms, method, answer_bytes_max, is_public_only))

/// What it answered, whatever the status.
struct HttpAnswer {
  std::int64_t status = 0;
  std::string body;
  std::vector<HttpCallHeader> headers{}; // names in lower case

  /// Empty when the answer has no such header. `name` is in lower case.
  std::string_view header(std::string_view name) const {
    for (const auto& header : headers)
      if (header.name == name)
        return header.value;
    return {};
  }
};
BOOST_DESCRIBE_STRUCT(HttpAnswer, (), (status, body, headers))

/// How a call ended. Never leaves the actor that made it.
struct HttpCallEnded {
  std::int64_t call = 0;
  std::optional<HttpAnswer> answer;
  std::string reason; // when there is no answer
};
BOOST_DESCRIBE_STRUCT(HttpCallEnded, (), (call, answer, reason))

} // namespace baro
