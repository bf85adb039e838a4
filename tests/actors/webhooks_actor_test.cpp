#include "actors/webhooks/webhooks_actor.hpp"

#include "signing/webhook_signature.hpp"
#include "tests/support/actor_test.hpp"

#include <gmock/gmock.h>

namespace baro {

namespace {

using testing::ElementsAre;

constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

Delivery delivery(std::int64_t number, std::int64_t attempt = 1) {
  return {DeliveryId{number}, WebhookId{7}, "https://erp.example", secret, "1-0",
          R"({"a":1})",       attempt};
}

} // namespace

TEST(WebhookRetryTest, PausesDoubleUpToTheirLimit) {
  const WebhookRetryConfig config{std::chrono::seconds{1}, std::chrono::seconds{5}};
  std::vector<std::int64_t> pauses;
  for (const std::int64_t attempt : {1, 2, 3, 4, 1'000})
    pauses.push_back(retry_pause(attempt, config).count());
  EXPECT_THAT(pauses, ElementsAre(1'000, 2'000, 4'000, 5'000, 5'000));
}

/// The test plays the store and the HTTP client.
class WebhooksActorTest : public test::ActorTest {
protected:
  EventMetrics metrics{registry};
  const WebhooksActor webhooks = spawn<WebhooksImpl>(
    WebhooksServices{played<WebhookStoreActor>(), played<HttpClientActor>(), clock,
                     [](const std::string& url) { return !url.starts_with("ftp:"); }, metrics});

  /// Answers what the actor asks the store when it looks for what is due.
  void find(std::vector<Delivery> due) {
    answer_with<ClaimDeliveries>([&](const ClaimDeliveries& claim) -> caf::result<Deliveries> {
      under_way = claim.under_way.empty() ? 0 : claim.under_way.front().deliveries;
      return Deliveries{std::move(due)};
    });
  }

  void begin(const Delivery& one) {
    run();
    find({one});
  }

  void answer_call(std::int64_t status) { answer<HttpCall>(HttpAnswer{status, ""}); }

  NoteDelivery noted() {
    NoteDelivery noted;
    answer_with<NoteDelivery>([&](const NoteDelivery& attempt) -> caf::result<void> {
      noted = attempt;
      return {};
    });
    return noted;
  }

  std::int64_t under_way = 0;
};

TEST_F(WebhooksActorTest, WhatIsDueIsSentSigned) {
  begin(delivery(1));
  answer_with<HttpCall>([this](const HttpCall& call) -> caf::result<HttpAnswer> {
    std::map<std::string, std::string> headers;
    for (const auto& [name, value] : call.headers)
      headers[name] = value;
    EXPECT_TRUE(verify_webhook(secret,
                               {headers[webhook_id_header], headers[webhook_timestamp_header],
                                headers[webhook_signature_header]},
                               *call.body, time, std::chrono::seconds{0}));
    EXPECT_EQ(headers[webhook_id_header], "1-0");
    EXPECT_TRUE(call.is_public_only) << "whoever names the address may be deceived about it";
    return HttpAnswer{204, ""};
  });
  const auto attempt = noted();
  EXPECT_TRUE(attempt.delivered);
  EXPECT_EQ(attempt.status, 204);
}

TEST_F(WebhooksActorTest, WhatIsNotTakenIsTriedAgainLater) {
  begin(delivery(1, 3));
  answer_call(500);
  const auto attempt = noted();
  EXPECT_FALSE(attempt.delivered);
  EXPECT_EQ(attempt.status, 500);
  EXPECT_GE(attempt.retry_ms, 2'000);
  EXPECT_LE(attempt.retry_ms, 4'000);
}

TEST_F(WebhooksActorTest, ARedirectIsNoDelivery) {
  begin(delivery(1));
  answer_call(302);
  EXPECT_FALSE(noted().delivered);
}

TEST_F(WebhooksActorTest, ItSaysWhyThereWasNoAnswer) {
  begin(delivery(1));
  answer_with<HttpCall>([](const HttpCall&) -> caf::result<HttpAnswer> {
    return to_caf(Errc::provider_unavailable, "connection refused");
  });
  const auto attempt = noted();
  EXPECT_FALSE(attempt.delivered);
  EXPECT_EQ(attempt.status, std::nullopt);
  EXPECT_EQ(attempt.error, "connection refused");
}

TEST_F(WebhooksActorTest, TheStoreKnowsWhatIsUnderWay) {
  begin(delivery(1));
  answer_call(200); // and it is not noted yet
  pass(std::chrono::milliseconds{250});
  noted();
  find({});
  EXPECT_EQ(under_way, 1);
  find({});
  EXPECT_EQ(under_way, 0) << "once noted, it looks again at once";
}

TEST_F(WebhooksActorTest, AWebhookGetsASecretAndAnAddressThatMayBeCalled) {
  run();
  find({});
  for (const auto* url : {"http://127.0.0.1/", "ftp://erp.example/"}) {
    auto refused
      = ask<Answer<CreatedWebhook>>(webhooks, CreateWebhook{{}, WebhookId{1}, url, {}, {}});
    EXPECT_EQ(refused.error(), Errc::invalid_request);
    EXPECT_EQ(refused.failure().field, "url");
  }
  auto created = ask<Answer<CreatedWebhook>>(
    webhooks, CreateWebhook{{}, WebhookId{1}, "https://erp.example", {"order.paid"}, {}});
  answer_with<KeepWebhook>([](const KeepWebhook& command) -> caf::result<Answer<CreatedWebhook>> {
    return Answer<CreatedWebhook>{command.webhook};
  });
  EXPECT_TRUE(is_webhook_secret(created.value().view.secret));
}

} // namespace baro
