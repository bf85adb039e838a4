#pragma once

#include "protocol/common.hpp"

namespace baro {

struct HttpCallHeader {
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(HttpCallHeader, (), (name, value))

/// A request to somebody else's server.
struct HttpCall {
  std::string url;
  std::vector<HttpCallHeader> headers{};
  std::optional<std::string> body{}; // then it is a POST, else a GET
  std::int64_t wait_max_ms = 0;      // for the whole answer
};
BOOST_DESCRIBE_STRUCT(HttpCall, (), (url, headers, body, wait_max_ms))

/// What it answered, whatever the status.
struct HttpAnswer {
  std::int64_t status = 0;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(HttpAnswer, (), (status, body))

/// How a call ended. Never leaves the actor that made it.
struct HttpCallEnded {
  std::int64_t call = 0;
  std::optional<HttpAnswer> answer;
  std::string reason; // when there is no answer
};
BOOST_DESCRIBE_STRUCT(HttpCallEnded, (), (call, answer, reason))

} // namespace baro
