#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string_view>

namespace baro {

namespace http = boost::beast::http;

/// A body that takes memory for what has arrived, never for what was only announced.
struct ArrivedBody : http::string_body {
  class reader : public http::string_body::reader {
  public:
    using http::string_body::reader::reader;

    template <class Length>
    void init(const Length& /*announced*/, boost::system::error_code& error) {
      error = {};
    }
  };
};

class Upload;

/// An HTTP request as it arrived. A view: its connection keeps what it shows.
class Request {
public:
  using Message = http::request<ArrivedBody>;

  Request(const Message& message, boost::asio::ip::address peer, Upload* upload = nullptr)
    : message_(&message), peer_(std::move(peer)), upload_(upload) {}

  http::verb verb() const { return message_->method(); }
  std::string_view method() const { return message_->method_string(); }
  std::string_view target() const { return message_->target(); }
  std::string_view body() const { return message_->body(); }
  /// Null: the body, if there is one, has arrived whole.
  Upload* upload() const { return upload_; }
  const boost::asio::ip::address& peer() const { return peer_; }

  /// Empty when it was not sent.
  std::string_view header(http::field name) const { return (*message_)[name]; }
  std::string_view header(std::string_view name) const { return (*message_)[name]; }

  bool has_header(std::string_view name) const { return message_->count(name) > 0; }

  /// The last one, where each server on the way adds its own.
  std::string_view last_header(std::string_view name) const {
    std::string_view last;
    for (auto [it, end] = message_->equal_range(name); it != end; ++it)
      last = it->value();
    return last;
  }

  bool changes_state() const {
    return verb() != http::verb::get && verb() != http::verb::head && verb() != http::verb::options;
  }

private:
  const Message* message_;
  boost::asio::ip::address peer_;
  Upload* upload_;
};

} // namespace baro
