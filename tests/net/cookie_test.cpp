#include "net/cookie.hpp"

#include "protocol/secret.hpp"

#include <gmock/gmock.h>

namespace baro {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

NetConfig over_tls() {
  NetConfig config;
  config.public_url = "https://baro.example";
  return config;
}

SignedIn signed_in() {
  SignedIn session;
  session.session = SessionId{123};
  session.secret = std::string(32, '\x7f');
  return session;
}

std::string pair_of(const std::string& set_cookie) {
  return set_cookie.substr(0, set_cookie.find(';'));
}

TEST(CookieTest, WhatIsSetIsReadBack) {
  const SessionCookie cookie{NetConfig{}};
  const auto read = cookie.read("theme=dark; " + pair_of(cookie.set(signed_in())) + "; x=y");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->session, SessionId{123});
  EXPECT_EQ(read->secret_hash, sha256(signed_in().secret));
}

TEST(CookieTest, ScriptsCannotReadItAndOtherSitesDoNotSendIt) {
  const auto text = SessionCookie{NetConfig{}}.set(signed_in());
  EXPECT_THAT(text, StartsWith("baro=123."));
  EXPECT_THAT(text, HasSubstr("; Path=/; HttpOnly; SameSite=Lax"));
  EXPECT_THAT(text, Not(HasSubstr("Secure")));
}

TEST(CookieTest, OverTlsItIsBoundToTheHost) {
  const auto text = SessionCookie{over_tls()}.set(signed_in());
  EXPECT_THAT(text, StartsWith("__Host-baro=123."));
  EXPECT_THAT(text, HasSubstr("SameSite=Lax; Secure"));
}

TEST(CookieTest, AShopFrontOnAnotherSiteCanBeLetIn) {
  auto config = over_tls();
  config.cross_site_cookie = true;
  EXPECT_THAT(SessionCookie{config}.set(signed_in()), HasSubstr("SameSite=None; Secure"));
}

TEST(CookieTest, ClearingItExpiresIt) {
  const auto text = SessionCookie{NetConfig{}}.clear();
  EXPECT_THAT(text, StartsWith("baro=;"));
  EXPECT_THAT(text, HasSubstr("Max-Age=0"));
}

class MalformedCookieTest : public testing::TestWithParam<std::string> {};

TEST_P(MalformedCookieTest, IsLikeNone) {
  EXPECT_FALSE(SessionCookie{NetConfig{}}.read(GetParam()));
}

const std::string secret(43, 'A');

INSTANTIATE_TEST_SUITE_P(All, MalformedCookieTest,
                         testing::Values("", "baro", "baro=", "baro=123", "baro=123.",
                                         "baro=." + secret, "baro=0." + secret, "baro=-1." + secret,
                                         "baro=123." + secret + "A", "baro=123." + secret.substr(1),
                                         "baro=123." + secret.substr(1) + "+",
                                         "baro=9007199254740992." + secret, "barox=123." + secret,
                                         "x=baro=123." + secret, "baro=123.\xed\x95\x9c"));

} // namespace
} // namespace baro
