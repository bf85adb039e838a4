#pragma once

#include "net/request.hpp"

#include <initializer_list>
#include <string>
#include <utility>

namespace baro {

using TestHeaders = std::initializer_list<std::pair<const char*, std::string>>;

/// A message as a client would send it.
inline Request::Message message(http::verb method, std::string_view target,
                                TestHeaders headers = {}, std::string body = {}) {
  Request::Message result{method, target, 11};
  for (const auto& [name, value] : headers)
    result.insert(name, value);
  result.body() = std::move(body);
  return result;
}

inline Request view(const Request::Message& message) {
  return {message, boost::asio::ip::make_address("127.0.0.1")};
}

} // namespace baro
