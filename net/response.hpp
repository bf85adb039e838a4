#pragma once

#include "net/body_stream.hpp"
#include "net/json.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baro {

struct Header {
  std::string_view name; // a literal
  std::string value;
};

/// An HTTP response, without what the server adds to all of them.
struct Response {
  unsigned status = 200;
  std::string body{};
  std::string_view content_type = "application/json";
  std::vector<Header> headers{};
  std::shared_ptr<const std::string> shared_body{}; // sent in place of `body`, and by others, too
  std::shared_ptr<BodyStream> stream{};             // likewise, until it ends

  Response& with(std::string_view name, std::string value) {
    headers.push_back({name, std::move(value)});
    return *this;
  }

  const std::string* header(std::string_view name) const {
    for (const auto& header : headers)
      if (header.name == name)
        return &header.value;
    return nullptr;
  }

  std::string_view content() const { return shared_body ? *shared_body : body; }

  void drop_content() {
    body.clear();
    shared_body.reset();
  }

  bool has_body() const { return status != 204 && status != 304; }
};

template <class View>
Response json_response(unsigned status, const View& view) {
  return {status, to_json(view)};
}

inline Response no_content() { return {204, {}, {}}; }

/// Status line and headers, as they go over the wire.
std::string head_of(const Response& response, bool keep_alive);

/// A strong entity tag for a body.
std::string etag_of(std::string_view body);

/// Whether an If-None-Match names this entity tag.
bool matches_etag(std::string_view if_none_match, std::string_view etag);

} // namespace baro
