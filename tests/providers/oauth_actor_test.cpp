#include "providers/oauth_actor.hpp"

#include "tests/support/actor_test.hpp"

namespace baro {

namespace {

constexpr auto redirect_uri = "https://shop.example/login";
constexpr auto discovery = R"({"issuer":"https://id.example",
  "token_endpoint":"https://id.example/token",
  "introspection_endpoint":"https://id.example/introspection"})";

OauthConfig settings() {
  OauthConfig config;
  config.kakao.app_id = "1";
  config.oidc.push_back({"EXAMPLE", "https://id.example", "shop", "secret", {redirect_uri}, {}});
  config.logins_max = 2;
  return config;
}

} // namespace

/// The test plays the HTTP client.
class OauthActorTest : public test::ActorTest {
protected:
  const OauthActor oauth
    = spawn<OauthImpl>(OauthServices{played<HttpClientActor>(), clock, settings()});

  test::Pending<OauthPerson> by_token(const std::string& provider, const std::string& token) {
    return ask<OauthPerson>(oauth, IdentifyPerson{{provider, token, {}, {}}});
  }

  test::Pending<OauthPerson> by_code(const std::string& uri) {
    return ask<OauthPerson>(oauth, IdentifyPerson{{"EXAMPLE", {}, "code", uri}});
  }

  void answer_call(const std::string& url, std::int64_t status, const std::string& body) {
    answer_with<HttpCall>([&](const HttpCall& call) -> caf::result<HttpAnswer> {
      EXPECT_EQ(call.url, url);
      wait_max_ms = call.wait_max_ms;
      return HttpAnswer{status, body};
    });
  }

  std::int64_t wait_max_ms = 0;
};

TEST_F(OauthActorTest, AsksWhomATokenIsForBeforeWhoseItIs) {
  auto person = by_token("KAKAO", "token");
  answer_call("https://kapi.kakao.com/v1/user/access_token_info", 200, R"({"id":7,"app_id":2})");
  EXPECT_EQ(person.error(), Errc::login_refused);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(OauthActorTest, AllCallsOfALoginShareOneDeadline) {
  auto person = by_token("KAKAO", "token");
  pass(std::chrono::seconds{2});
  answer_call("https://kapi.kakao.com/v1/user/access_token_info", 200, R"({"id":7,"app_id":1})");
  EXPECT_EQ(wait_max_ms, 5'000);
  answer_call("https://kapi.kakao.com/v2/user/me", 200, R"({"id":7})");
  EXPECT_EQ(wait_max_ms, 3'000);
  EXPECT_EQ(person.value().subject, "7");
}

TEST_F(OauthActorTest, ALoginWhoseDeadlineHasPassedAsksNothingMore) {
  auto person = by_token("KAKAO", "token");
  pass(std::chrono::seconds{5});
  answer_call("https://kapi.kakao.com/v1/user/access_token_info", 200, R"({"id":7,"app_id":1})");
  EXPECT_EQ(person.error(), Errc::provider_unavailable);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(OauthActorTest, DiscoversAProviderOnceInAWhile) {
  for (int i = 0; i < 2; ++i) {
    by_token("EXAMPLE", "token");
    if (i == 0)
      answer_call("https://id.example/.well-known/openid-configuration", 200, discovery);
    answer_call("https://id.example/introspection", 200, R"({"active":false})");
  }
  pass(std::chrono::hours{1});
  by_token("EXAMPLE", "token");
  answer_call("https://id.example/.well-known/openid-configuration", 200, discovery);
}

TEST_F(OauthActorTest, AFailedDiscoveryIsTriedAgain) {
  for (int i = 0; i < 2; ++i) {
    auto person = by_token("EXAMPLE", "token");
    answer_call("https://id.example/.well-known/openid-configuration", 404, "");
    EXPECT_EQ(person.error(), Errc::provider_unavailable);
  }
}

TEST_F(OauthActorTest, NamesTheFieldThatItDoesNotAccept) {
  EXPECT_EQ(by_token("NOBODY", "token").failure().field, "provider");
  EXPECT_EQ(by_code("https://evil.example").failure().field, "redirectUri");
  EXPECT_EQ(by_code("https://evil.example").error(), Errc::invalid_request);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(OauthActorTest, ATokenThatCannotStandInAHeaderIsNotSentToAnybody) {
  EXPECT_EQ(by_token("KAKAO", "a\r\nX-Evil: 1").error(), Errc::login_refused);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(OauthActorTest, TakesSoManyLoginsAtOnceAndTheNextOneWhenOneHasEnded) {
  by_token("KAKAO", "one");
  by_token("KAKAO", "two");
  EXPECT_EQ(by_token("KAKAO", "three").error(), Errc::overloaded);
  answer_call("https://kapi.kakao.com/v1/user/access_token_info", 401, "{}");
  EXPECT_TRUE(by_token("KAKAO", "three").pending());
}

TEST_F(OauthActorTest, SaysThatAProviderCannotBeReached) {
  auto person = by_token("KAKAO", "token");
  refuse<HttpCall, HttpAnswer>(Errc::provider_unavailable);
  EXPECT_EQ(person.error(), Errc::provider_unavailable);
}

} // namespace baro
