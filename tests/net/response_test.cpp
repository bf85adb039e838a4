#include "net/response.hpp"

#include <gmock/gmock.h>

namespace baro {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ResponseTest, TheHeadTellsLengthAndType) {
  const auto head = head_of(Response{200, "{}"}, true);
  EXPECT_THAT(head, testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Type: application/json\r\nContent-Length: 2\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Connection: close")));
  EXPECT_THAT(head, testing::EndsWith("\r\n\r\n"));
}

TEST(ResponseTest, AnAnswerWithoutBodyHasNoLength) {
  const auto head = head_of(no_content(), false);
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(head, HasSubstr("Connection: close\r\n"));
}

TEST(ResponseTest, AnAnswerThatIsStillToComeHasATypeAndNoLength) {
  struct Nothing : BodyStream {
    Task<std::optional<std::string>> next() override { co_return std::nullopt; }
  };
  Response response{200, {}, "text/event-stream"};
  response.stream = std::make_shared<Nothing>();
  const auto head = head_of(response, false);
  EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
}

TEST(ResponseTest, WhatSaysNothingElseIsKeptByNobodyAndIsNoPage) {
  const auto head = head_of(Response{200, "{}"}, true);
  EXPECT_THAT(head, HasSubstr("\r\nCache-Control: no-store\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Security-Policy: default-src 'none'; "
                              "frame-ancestors 'none'\r\n"));
  Response page{200, "<html>", "text/html"};
  page.with("Cache-Control", "no-cache").with("Content-Security-Policy", "script-src 'self'");
  const auto own = head_of(page, true);
  EXPECT_THAT(own, HasSubstr("\r\nCache-Control: no-cache\r\n"));
  EXPECT_THAT(own, HasSubstr("\r\nContent-Security-Policy: script-src 'self'\r\n"));
  EXPECT_THAT(own, Not(HasSubstr("no-store")));
  EXPECT_THAT(own, Not(HasSubstr("default-src")));
}

TEST(ResponseTest, AnEtagFollowsTheBody) {
  EXPECT_EQ(etag_of("a"), etag_of("a"));
  EXPECT_NE(etag_of("a"), etag_of("b"));
}

TEST(ResponseTest, IfNoneMatchIsAList) {
  EXPECT_TRUE(matches_etag("\"x\", W/\"y\"", "\"y\""));
  EXPECT_TRUE(matches_etag("*", "\"y\""));
  EXPECT_FALSE(matches_etag("\"x\"", "\"y\""));
  EXPECT_FALSE(matches_etag("", "\"y\""));
}

} // namespace
} // namespace baro
