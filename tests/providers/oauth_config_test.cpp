#include "providers/oauth_config.hpp"

#include "providers/url.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace baro {

namespace {

constexpr auto good = R"([{"name":"EXAMPLE","issuer":"https://id.example","clientId":"shop",
  "clientSecret":"top secret","redirectUris":["https://shop.example/login"]}])";

class OauthConfigTest : public testing::Test {
protected:
  OauthConfigTest() { std::filesystem::create_directory(folder); }
  ~OauthConfigTest() override { std::filesystem::remove_all(folder); }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream{folder / name} << text;
    return folder / name;
  }

  /// What is wrong with a list of providers; empty: nothing.
  std::string wrong(std::string_view text) const {
    auto providers = read_oidc_providers(write("providers.json", text));
    if (!providers)
      return providers.error().detail;
    OauthConfig config;
    config.oidc = *providers;
    const auto checked = check(config);
    return checked ? "" : checked.error().detail;
  }

  std::filesystem::path folder
    = std::filesystem::temp_directory_path() / ("baro-providers-" + std::to_string(getpid()));
};

} // namespace

TEST_F(OauthConfigTest, ReadsAProvider) {
  EXPECT_EQ(wrong(good), "");
  const auto providers = read_oidc_providers(folder / "providers.json");
  ASSERT_TRUE(providers);
  EXPECT_EQ(providers->at(0).client_id, "shop");
  EXPECT_EQ(providers->at(0).redirect_uris.at(0), "https://shop.example/login");
  EXPECT_FALSE(providers->at(0).endpoints);
}

TEST_F(OauthConfigTest, ASecretCanBeInAFileBesideTheList) {
  write("secret", "top secret\n");
  EXPECT_EQ(wrong(R"([{"name":"PLAIN","clientId":"shop","clientSecretFile":"secret",
    "redirectUris":[],"subjectField":"id","endpoints":{"token":"https://x.example/token",
    "userinfo":"https://x.example/me"}}])"),
            "");
  const auto providers = read_oidc_providers(folder / "providers.json");
  ASSERT_TRUE(providers);
  EXPECT_EQ(providers->at(0).client_secret, "top secret");
  EXPECT_EQ(providers->at(0).endpoints->userinfo, "https://x.example/me");
}

TEST_F(OauthConfigTest, SaysWhatIsWrongAndShowsNoSecret) {
  const std::pair<std::string, std::string> changes[] = {
    {R"("name":"EXAMPLE",)", "name is missing"},
    {R"("clientId":"shop",)", "clientId is missing"},
    {R"("clientSecret":"top secret",)", "no clientSecret"},
    {R"("issuer":"https://id.example",)", "issuer"},
  };
  for (const auto& [without, reason] : changes) {
    std::string text = good;
    const auto from = text.find(without);
    ASSERT_NE(from, std::string::npos) << without;
    const auto said = wrong(text.erase(from, without.size()));
    EXPECT_NE(said.find(reason), std::string::npos) << said;
    EXPECT_EQ(said.find("top secret"), std::string::npos) << said;
  }
  EXPECT_NE(wrong("{}").find("JSON list"), std::string::npos);
  EXPECT_NE(wrong(R"([{"name":"E","clientID":"x"}])").find("clientId is missing"),
            std::string::npos);
  EXPECT_NE(wrong(R"([{"name":"E","clientId":"x","redirectUris":[],"colour":1}])").find("colour"),
            std::string::npos)
    << "what is misspelled is not noticed";
}

TEST_F(OauthConfigTest, WhoIsWhoIsToldByOneFieldOnly) {
  const auto said = wrong(R"([{"name":"PLAIN","clientId":"shop","clientSecret":"x",
    "redirectUris":[],"subjectField":"id","endpoints":{"token":"https://x.example/token",
    "introspection":"https://x.example/introspection"}}])");
  EXPECT_NE(said.find("subjectField"), std::string::npos) << said;
}

TEST_F(OauthConfigTest, EveryProviderHasItsOwnName) {
  const std::string one = good;
  const auto two = one.substr(0, one.size() - 1) + ',' + one.substr(1);
  EXPECT_NE(wrong(two).find("twice"), std::string::npos);
}

TEST_F(OauthConfigTest, OnlyTlsLeavesTheMachine) {
  for (const auto* url :
       {"https://x.example", "http://127.0.0.1:80/a", "http://localhost", "http://[::1]:8080"})
    EXPECT_TRUE(is_callable(url)) << url;
  for (const auto* url :
       {"http://x.example", "ftp://x.example", "file:///etc/passwd", "", "x", "https://",
        "http://127.0.0.1.x.example", "http://localhost@x.example", "localhost"})
    EXPECT_FALSE(is_callable(url)) << url;
}

TEST_F(OauthConfigTest, KakaoNeedsAnAppId) {
  OauthConfig config;
  config.kakao.client_id = "key";
  EXPECT_FALSE(check(config));
  config.kakao.app_id = "1";
  EXPECT_TRUE(check(config));
  config.kakao.api_url = "http://kakao.example";
  EXPECT_FALSE(check(config));
}

} // namespace baro
