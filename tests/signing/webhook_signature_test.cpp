#include "signing/webhook_signature.hpp"

#include <gtest/gtest.h>

namespace baro {

namespace {

// The example of the scheme's specification.
constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr const char* body = R"({"test": 2432232314})";
constexpr std::int64_t sent = 1614265330;
constexpr const char* right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
constexpr std::chrono::minutes tolerance{5};

constexpr Timestamp after(std::int64_t seconds) { return {(sent + seconds) * 1'000'000}; }

bool is_accepted(WebhookHeaders headers, std::string_view received = body,
                 Timestamp at = after(0)) {
  return bool(verify_webhook(secret, headers, received, at, tolerance));
}

} // namespace

TEST(WebhookSignatureTest, IsThatOfTheSpecification) {
  EXPECT_EQ(webhook_signature(secret, id, sent, body), right);
  EXPECT_TRUE(is_accepted({id, "1614265330", right}));
}

TEST(WebhookSignatureTest, CoversIdTimeAndEveryByteOfTheBody) {
  EXPECT_FALSE(is_accepted({"msg_other", "1614265330", right}));
  EXPECT_FALSE(is_accepted({id, "1614265331", right}));
  EXPECT_FALSE(is_accepted({id, "1614265330", right}, R"({"test":2432232314})"));
}

TEST(WebhookSignatureTest, OneOfSeveralSignaturesIsEnough) {
  EXPECT_TRUE(is_accepted({id, "1614265330", std::string{"v1,c2VjcmV0 v2,abc "} + right}));
  EXPECT_FALSE(is_accepted({id, "1614265330", "v1,c2VjcmV0 v2,abc "}));
  EXPECT_FALSE(is_accepted({id, "1614265330", std::string{right}.substr(3)}));
}

TEST(WebhookSignatureTest, ARecordingIsRefusedOnceItIsOld) {
  EXPECT_TRUE(is_accepted({id, "1614265330", right}, body, after(300)));
  EXPECT_FALSE(is_accepted({id, "1614265330", right}, body, after(301)));
  EXPECT_TRUE(is_accepted({id, "1614265330", right}, body, after(-300)));
  EXPECT_FALSE(is_accepted({id, "1614265330", right}, body, after(-301)));
}

TEST(WebhookSignatureTest, NonsenseIsRefused) {
  EXPECT_FALSE(is_accepted({}));
  EXPECT_FALSE(is_accepted({id, "", right}));
  EXPECT_FALSE(is_accepted({id, "1614265330s", right}));
  EXPECT_FALSE(is_accepted({id, "99999999999999999999", right}));
  EXPECT_FALSE(verify_webhook("", {id, "1614265330", right}, body, after(0), tolerance));
}

TEST(WebhookSignatureTest, SecretsAreFreshAndLongEnough) {
  const auto one = make_webhook_secret();
  EXPECT_TRUE(is_webhook_secret(one));
  EXPECT_NE(one, make_webhook_secret());
  EXPECT_FALSE(is_webhook_secret("whsec_c2hvcnQ="));
  EXPECT_FALSE(is_webhook_secret(one.substr(6)));
}

} // namespace baro
