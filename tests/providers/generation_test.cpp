#include "providers/generation.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace baro {

using namespace std::string_literals;

namespace {

const GenerationConfig config{"https://generator.example", "draw/1", "secret"};
const std::string png = "\x89PNG\r\n\x1a\n"s;
constexpr auto png_base64 = "iVBORw0KGgo=";

std::string with_parts(const std::string& parts) {
  return R"({"candidates":[{"content":{"role":"model","parts":[)" + parts
         + R"(]},"finishReason":"STOP"}]})";
}

std::string inlined(const std::string& data) {
  return R"({"inlineData":{"mimeType":"image/png","data":")" + data + R"("}})";
}

Errc refusal_of(const HttpAnswer& answer) { return read_generated(answer).error().code; }

TEST(Generation, AsksForOnePictureOfTwoByWordsAndBase64) {
  const auto call = generation_call(config, {{"image/jpeg", "abc"}, {"image/png", png}, 5'000});
  EXPECT_EQ(call.url, "https://generator.example/v1beta/models/draw%2F1:generateContent");
  EXPECT_EQ(call.method, HttpMethod::POST);
  EXPECT_EQ(call.wait_max_ms, 5'000);
  EXPECT_GE(call.answer_bytes_max, picture_bytes_max / 3 * 4);
  ASSERT_EQ(call.headers.size(), 2U);
  EXPECT_EQ(call.headers[1].name, "x-goog-api-key");
  EXPECT_EQ(call.headers[1].value, "secret");
  const auto body = boost::json::parse(*call.body);
  const auto& parts = body.at("contents").at(0).at("parts");
  EXPECT_EQ(parts.at(0).at("text").as_string(), config.prompt.c_str());
  EXPECT_EQ(parts.at(1).at("inline_data").at("mime_type"), "image/jpeg");
  EXPECT_EQ(parts.at(1).at("inline_data").at("data"), "YWJj");
  EXPECT_EQ(parts.at(2).at("inline_data").at("data"), png_base64);
  EXPECT_EQ(body.at("generationConfig").at("responseModalities").as_array().size(), 2U);
}

TEST(Generation, TakesThePictureAmongTheWords) {
  const auto picture
    = read_generated({200, with_parts(R"({"text":"Here:"},)" + inlined(png_base64))});
  ASSERT_TRUE(picture) << picture.error().detail;
  EXPECT_EQ(picture->type, "image/png");
  EXPECT_EQ(picture->bytes, png);
}

TEST(Generation, ARefusalIsNotAFailure) {
  EXPECT_EQ(refusal_of({200, R"({"promptFeedback":{"blockReason":"SAFETY"}})"}),
            Errc::generation_refused);
  EXPECT_EQ(refusal_of({200, R"({"candidates":[{"finishReason":"IMAGE_SAFETY"}]})"}),
            Errc::generation_refused);
}

TEST(Generation, WhatIsNoPictureIsAFailure) {
  for (const HttpAnswer& answer :
       {HttpAnswer{500, ""}, HttpAnswer{403, "{}"}, HttpAnswer{429, "{}"}, HttpAnswer{200, ""},
        HttpAnswer{200, "<html>"}, HttpAnswer{200, "[]"}, HttpAnswer{200, "{}"},
        HttpAnswer{200, R"({"candidates":[]})"}, HttpAnswer{200, R"({"candidates":[7]})"},
        HttpAnswer{200, R"({"candidates":[{"finishReason":"STOP"}]})"},
        HttpAnswer{200, with_parts(R"({"text":"no"})")}, HttpAnswer{200, with_parts("7")},
        HttpAnswer{200, with_parts(inlined("???"))}, HttpAnswer{200, with_parts(inlined(""))},
        HttpAnswer{200, with_parts(inlined("YWJj"))},
        HttpAnswer{200, with_parts(R"({"inlineData":{"data":7}})")}})
    EXPECT_EQ(refusal_of(answer), Errc::provider_unavailable) << answer.body;
}

TEST(Generation, WithoutAKeyOrOverPlainHttpIsRefusedAtTheStart) {
  EXPECT_TRUE(check(config));
  EXPECT_FALSE(check({"https://generator.example", "model", ""}));
  EXPECT_FALSE(check({"http://generator.example", "model", "key"}));
  EXPECT_FALSE(check({"https://generator.example/", "model", "key"}));
}

} // namespace
} // namespace baro
