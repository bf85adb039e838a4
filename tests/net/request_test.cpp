#include "net/request.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <gtest/gtest.h>

namespace baro {
namespace {

TEST(ArrivedBodyTest, TakesNoMemoryForWhatWasOnlyAnnounced) {
  http::request_parser<ArrivedBody> parser;
  parser.eager(true);
  boost::system::error_code error;
  constexpr std::string_view sent = "POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\nbody";
  parser.put(boost::asio::buffer(sent), error);
  EXPECT_EQ(parser.get().body(), "body");
  EXPECT_LT(parser.get().body().capacity(), 100);
}

} // namespace
} // namespace baro
