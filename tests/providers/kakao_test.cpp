#include "providers/kakao.hpp"

#include <gtest/gtest.h>

namespace baro {

namespace {

KakaoConfig config() {
  KakaoConfig config;
  config.app_id = "123";
  config.client_id = "key";
  config.client_secret = "a secret&";
  return config;
}

Errc refusal_of(const HttpAnswer& token_info) {
  const auto checked = check_kakao_app(config(), token_info);
  return checked ? Errc{} : checked.error().code;
}

} // namespace

TEST(KakaoTest, ATokenForOurAppIsOurs) {
  EXPECT_TRUE(check_kakao_app(config(), {200, R"({"id":1,"expires_in":9,"app_id":123})"}));
}

TEST(KakaoTest, ATokenForAnotherAppOpensNothing) {
  EXPECT_EQ(refusal_of({200, R"({"id":1,"app_id":124})"}), Errc::login_refused);
}

TEST(KakaoTest, ATokenThatKakaoRefusesIsRefused) {
  EXPECT_EQ(refusal_of({401, R"({"code":-401,"msg":"this access token does not exist"})"}),
            Errc::login_refused);
  EXPECT_EQ(refusal_of({400, R"({"code":-2})"}), Errc::login_refused);
}

TEST(KakaoTest, WhatIsKakaosOwnFaultIsNotTheCallers) {
  for (const HttpAnswer& answer :
       {HttpAnswer{400, R"({"code":-1})"}, HttpAnswer{500, ""}, HttpAnswer{429, "{}"},
        HttpAnswer{302, ""}, HttpAnswer{200, "<html>"}, HttpAnswer{200, "{}"},
        HttpAnswer{200, "[1]"}, HttpAnswer{200, R"({"app_id":null})"}})
    EXPECT_EQ(refusal_of(answer), Errc::provider_unavailable) << answer.status << answer.body;
}

TEST(KakaoTest, APersonHasWhatTheyHaveAgreedToShow) {
  const auto person = kakao_person({200, R"({"id":42,"kakao_account":{"email":"Mina@Kakao.com",
    "is_email_valid":true,"is_email_verified":true,"profile":{"nickname":"민아"}}})"});
  ASSERT_TRUE(person);
  EXPECT_EQ(person->provider, "KAKAO");
  EXPECT_EQ(person->subject, "42");
  EXPECT_EQ(person->email, "mina@kakao.com");
  EXPECT_TRUE(person->email_verified);
  EXPECT_EQ(person->name, "민아");
  const auto silent = kakao_person({200, R"({"id":43,"kakao_account":{}})"});
  ASSERT_TRUE(silent);
  EXPECT_FALSE(silent->email || silent->email_verified || silent->name);
}

TEST(KakaoTest, AnAddressCountsOnlyWhileItIsValidAndVerified) {
  for (
    const auto* account :
    {R"({"id":42,"kakao_account":{"email":"a@b.co","is_email_valid":false,"is_email_verified":true}})",
     R"({"id":42,"kakao_account":{"email":"a@b.co","is_email_valid":true}})"}) {
    const auto person = kakao_person({200, account});
    ASSERT_TRUE(person);
    EXPECT_FALSE(person->email_verified) << account;
  }
}

TEST(KakaoTest, NobodyIsNobody) {
  for (const auto* user : {"{}", R"({"id":""})", R"({"id":1.5})", R"({"id":null})"}) {
    const auto person = kakao_person({200, user});
    ASSERT_FALSE(person) << user;
    EXPECT_EQ(person.error().code, Errc::provider_unavailable);
  }
}

TEST(KakaoTest, ACodeIsHandedInAsKakaoWantsIt) {
  const auto call = kakao_code_call(config(), "a/code", "https://shop.example/kakao");
  EXPECT_EQ(call.url, "https://kauth.kakao.com/oauth/token");
  EXPECT_EQ(call.body,
            "grant_type=authorization_code&client_id=key&redirect_uri=https%3A%2F%2Fshop.example%"
            "2Fkakao&code=a%2Fcode&client_secret=a%20secret%26");
}

} // namespace baro
