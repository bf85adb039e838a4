#include "providers/oidc.hpp"

#include "providers/oauth_json.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <sodium/utils.h>

namespace baro {

namespace {

namespace json = boost::json;

constexpr Timestamp at{1'790'000'000'000'000};

OidcConfig config() {
  OidcConfig config;
  config.name = "EXAMPLE";
  config.issuer = "https://id.example";
  config.client_id = "shop";
  config.client_secret = "secret";
  return config;
}

json::object claims() {
  return {{"iss", "https://id.example"}, {"aud", "shop"}, {"sub", "7"}, {"exp", 1'790'000'060}};
}

std::string token_with(const json::object& claims) {
  const auto text = json::serialize(claims);
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string encoded(sodium_base64_encoded_len(text.size(), variant), '\0');
  sodium_bin2base64(encoded.data(), encoded.size(),
                    reinterpret_cast<const unsigned char*>(text.data()), text.size(), variant);
  encoded.pop_back();
  return "e30." + encoded + ".c2ln";
}

/// What an id token with these changes is refused for; Errc{}: it is not.
Errc refusal_with(const json::object& changes) {
  auto all = claims();
  for (const auto& [name, value] : changes)
    all[name] = value;
  const auto person = read_id_token(config(), token_with(all), at);
  return person ? Errc{} : person.error().code;
}

Errc introspected(std::string_view body) {
  const auto person = read_introspection(config(), {200, std::string{body}});
  return person ? Errc{} : person.error().code;
}

} // namespace

TEST(IdTokenTest, SaysWhoItIs) {
  auto all = claims();
  all["email"] = "Mina@Example.com";
  all["email_verified"] = true;
  all["name"] = "Mina";
  const auto person = read_id_token(config(), token_with(all), at);
  ASSERT_TRUE(person);
  EXPECT_EQ(person->provider, "EXAMPLE");
  EXPECT_EQ(person->subject, "7");
  EXPECT_EQ(person->email, "mina@example.com");
  EXPECT_TRUE(person->email_verified);
  EXPECT_EQ(person->name, "Mina");
}

TEST(IdTokenTest, AnotherIssuersIsRefused) {
  EXPECT_EQ(refusal_with({{"iss", "https://id.example/"}}), Errc::login_refused);
  EXPECT_EQ(refusal_with({{"iss", nullptr}}), Errc::login_refused);
}

TEST(IdTokenTest, AnotherClientsIsRefused) {
  EXPECT_EQ(refusal_with({{"aud", "other"}}), Errc::login_refused);
  EXPECT_EQ(refusal_with({{"aud", {"other"}}}), Errc::login_refused);
  EXPECT_EQ(refusal_with({{"aud", json::array{}}}), Errc::login_refused);
  EXPECT_EQ(refusal_with({{"azp", "other"}}), Errc::login_refused);
  EXPECT_EQ(refusal_with({{"aud", {"other", "shop"}}}), Errc::login_refused);
  EXPECT_EQ(refusal_with({{"aud", {"other", "shop"}}, {"azp", "shop"}}), Errc{});
}

TEST(IdTokenTest, AnExpiredOneIsRefused) {
  EXPECT_EQ(refusal_with({{"exp", 1'790'000'000 - 61}}), Errc::login_refused);
  EXPECT_EQ(refusal_with({{"exp", nullptr}}), Errc::login_refused);
  EXPECT_EQ(refusal_with({{"exp", 1'790'000'000 - 59}}), Errc{}) << "clocks differ";
}

TEST(IdTokenTest, NonsenseIsTheProvidersFault) {
  for (const auto* token : {"", "a", "a.b", "..", "a.*.c", "a.e30", "e30.W10.x"}) {
    const auto person = read_id_token(config(), token, at);
    ASSERT_FALSE(person) << token;
    EXPECT_EQ(person.error().code, Errc::provider_unavailable) << token;
  }
  EXPECT_EQ(refusal_with({{"sub", ""}}), Errc::provider_unavailable);
  EXPECT_EQ(refusal_with({{"sub", std::string(256, 'x')}}), Errc::provider_unavailable);
}

TEST(IntrospectionTest, OnlyAnActiveTokenForUsOpensSomething) {
  EXPECT_EQ(introspected(R"({"active":true,"client_id":"shop","sub":"7"})"), Errc{});
  EXPECT_EQ(introspected(R"({"active":true,"aud":["shop","x"],"sub":"7"})"), Errc{});
  for (const auto* answer :
       {R"({"active":false})", R"({"active":true,"sub":"7"})",
        R"({"active":true,"client_id":"other","sub":"7"})",
        R"({"active":true,"client_id":"other","aud":"shop","sub":"7"})",
        R"({"active":true,"aud":"other","sub":"7"})", R"({"active":true,"client_id":"shop"})"})
    EXPECT_EQ(introspected(answer), Errc::login_refused) << answer;
}

TEST(IntrospectionTest, ThatWeMayNotAskIsNotTheCallersFault) {
  const auto refused = read_introspection(config(), {401, "{}"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::provider_unavailable);
}

TEST(UserinfoTest, IsAboutTheOneWhoLoggedIn) {
  const HttpAnswer answer{200, R"({"sub":"7","email":"a@b.co","email_verified":"true"})"};
  const auto person = read_userinfo(config(), "7", answer);
  ASSERT_TRUE(person);
  EXPECT_TRUE(person->email_verified);
  EXPECT_FALSE(read_userinfo(config(), "8", answer));
}

TEST(DiscoveryTest, SpeaksForItsIssuerOnly) {
  const auto found = read_discovery(
    config(), {200, R"({"issuer":"https://id.example","token_endpoint":"https://id.example/t",
      "token_endpoint_auth_methods_supported":["client_secret_post"]})"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->token, "https://id.example/t");
  EXPECT_FALSE(found->secret_in_header);
  for (const auto* document :
       {R"({"issuer":"https://evil.example","token_endpoint":"https://id.example/t"})",
        R"({"issuer":"https://id.example"})", "[]", ""}) {
    const auto refused = read_discovery(config(), {200, document});
    ASSERT_FALSE(refused) << document;
    EXPECT_EQ(refused.error().code, Errc::provider_unavailable);
  }
}

TEST(TokensTest, ARefusedCodeIsTheCallersFaultAndARefusedClientIsOurs) {
  const auto code = read_tokens({400, R"({"error":"invalid_grant"})"});
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().code, Errc::login_refused);
  const auto client = read_tokens({401, R"({"error":"invalid_client"})"});
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().code, Errc::provider_unavailable);
}

TEST(TokensTest, OneThatCannotStandInAHeaderIsNone) {
  EXPECT_FALSE(read_tokens({200, R"({"access_token":"a\r\nX: y"})"}));
  EXPECT_FALSE(is_bearer_token("a b"));
  EXPECT_FALSE(is_bearer_token("토큰"));
  EXPECT_TRUE(is_bearer_token("a.b-c_d~e+f/g="));
}

TEST(PersonTest, NamesAndAddressesAreAsAccountsHaveThem) {
  const json::object person{
    {"long", std::string(150, 'x')}, {"lines", "a\nb"}, {"blank", "  "}, {"no_email", "a"},
    {"two_lines", "a@b\r\n.co"},     {"at_end", "a@"}};
  EXPECT_EQ(name_in(person, "long")->size(), 100u);
  EXPECT_FALSE(name_in(person, "lines") || name_in(person, "blank") || name_in(person, "none"));
  for (const auto* name : {"no_email", "two_lines", "at_end", "none"})
    EXPECT_FALSE(email_in(person, name)) << name;
}

} // namespace baro
