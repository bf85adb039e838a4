#include "net/reading.hpp"

#include "tests/net/support.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

constexpr Field fields[] = {field::text("name", 1, 10)};
constexpr Schema schema{fields};

class ReadingTest : public testing::Test {
protected:
  static Errc code_of(std::string body,
                      TestHeaders headers = {{"Content-Type", "application/json"}}) {
    const auto sent = message(http::verb::post, "/x", headers, std::move(body));
    const auto value = read_body(view(sent), schema, {});
    return value ? Errc{} : value.error().error.code;
  }

  static std::string fingerprint_of(std::string path, std::string body) {
    const auto sent = message(http::verb::post, path, {{"Idempotency-Key", "k"}}, std::move(body));
    return (*read_idempotency(view(sent), path))->fingerprint;
  }

  static bool takes_key(const std::string& key) {
    const auto sent = message(http::verb::post, "/x", {{"Idempotency-Key", key}});
    return static_cast<bool>(read_idempotency(view(sent), "/x"));
  }
};

TEST_F(ReadingTest, AGoodBodyIsRead) {
  const auto sent
    = message(http::verb::post, "/x", {{"Content-Type", "application/json; charset=UTF-8"}},
              R"({"name":"니트","more":1})");
  const auto value = read_body(view(sent), schema, {});
  ASSERT_TRUE(value);
  EXPECT_EQ(Input{value->get_object()}.text("name"), "니트");
}

TEST_F(ReadingTest, OnlyJsonIsRead) {
  for (const auto* type :
       {"text/plain", "application/json; charset=latin1", "application/jsonx", ""})
    EXPECT_EQ(code_of("{}", {{"Content-Type", type}}), Errc::unsupported_media_type) << type;
  EXPECT_EQ(code_of("{}", {}), Errc::unsupported_media_type);
}

TEST_F(ReadingTest, WhatIsPackedIsNotUnpacked) {
  const auto packed = [](const char* coding) {
    return code_of(R"({"name":"a"})",
                   {{"Content-Type", "application/json"}, {"Content-Encoding", coding}});
  };
  EXPECT_EQ(packed("gzip"), Errc::unsupported_media_type);
  EXPECT_EQ(packed("identity, br"), Errc::unsupported_media_type);
  EXPECT_EQ(packed("Identity"), Errc{});
}

TEST_F(ReadingTest, WhatIsNoObjectIsMalformed) {
  for (const auto* body : {"", "{", "[]", "null", "{\"name\":\"a\",}", "{} x",
                           "{\"name\":\"\xff\"}", "{\"name\":NaN}"})
    EXPECT_EQ(code_of(body), Errc::malformed_json) << body;
}

TEST_F(ReadingTest, NestingHasALimit) {
  EXPECT_EQ(code_of(R"({"name":"a","x":)" + std::string(20, '[') + std::string(20, ']') + "}"),
            Errc{});
  EXPECT_EQ(code_of(R"({"name":"a","x":)" + std::string(40, '[') + std::string(40, ']') + "}"),
            Errc::malformed_json);
}

TEST_F(ReadingTest, AWrongFieldIsInvalid) { EXPECT_EQ(code_of("{}"), Errc::invalid_request); }

TEST_F(ReadingTest, AKeyIsPrintableAndShort) {
  EXPECT_TRUE(takes_key(std::string(255, 'k')));
  EXPECT_FALSE(takes_key(std::string(256, 'k')));
  EXPECT_FALSE(takes_key(""));
  EXPECT_FALSE(takes_key("a\tb"));
  EXPECT_FALSE(takes_key("글"));
}

TEST_F(ReadingTest, NoKeyIsNoIdempotency) {
  const auto sent = message(http::verb::post, "/x");
  const auto idempotency = read_idempotency(view(sent), "/x");
  ASSERT_TRUE(idempotency);
  EXPECT_FALSE(*idempotency);
}

TEST_F(ReadingTest, TheFingerprintIsThatOfTheWholeRequest) {
  EXPECT_EQ(fingerprint_of("/a", "{}"), fingerprint_of("/a", "{}"));
  EXPECT_NE(fingerprint_of("/a", "{}"), fingerprint_of("/b", "{}"));
  EXPECT_NE(fingerprint_of("/a", "{}"), fingerprint_of("/a", "{ }"));
}

} // namespace
} // namespace baro
