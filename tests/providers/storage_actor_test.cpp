#include "providers/storage_actor.hpp"

#include "tests/support/actor_test.hpp"

namespace baro {

namespace {

StorageConfig settings() {
  StorageConfig config;
  config.url = "http://127.0.0.1:9000";
  config.bucket = "pictures";
  config.account = {"us-east-1", "id", "secret"};
  return config;
}

} // namespace

/// The test plays the HTTP client.
class StorageActorTest : public test::ActorTest {
protected:
  const StorageActor storage
    = spawn<StorageImpl>(StorageServices{played<HttpClientActor>(), clock, settings()});

  /// Answers the call that was made, and keeps it.
  void answer_call(HttpAnswer reply) {
    answer_with<HttpCall>([&](const HttpCall& call) -> caf::result<HttpAnswer> {
      made = call;
      return reply;
    });
  }

  HttpCall made;
};

TEST_F(StorageActorTest, SignsAUrlWithoutACall) {
  auto plain = ask<PresignedUrl>(storage, PresignUpload{"a/b", {}, 600});
  EXPECT_TRUE(plain.value().url.starts_with("http://127.0.0.1:9000/pictures/a/b?X-Amz-Algorithm="));
  EXPECT_NE(plain.value().url.find("&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature="),
            std::string::npos);
  auto typed = ask<PresignedUrl>(storage, PresignUpload{"a/b", "image/png", 600});
  EXPECT_NE(typed.value().url.find("SignedHeaders=content-type%3Bhost"), std::string::npos);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(StorageActorTest, LooksAtAnObjectWithoutReadingIt) {
  auto found = ask<ObjectInfo>(storage, FindObject{"a/b", 100});
  answer_call(
    {200, "", {{"content-length", "123"}, {"content-type", "Image/PNG; charset=binary"}}});
  EXPECT_EQ(made.method, HttpMethod::HEAD);
  EXPECT_EQ(made.wait_max_ms, 100);
  EXPECT_EQ(found.value().bytes, 123);
  EXPECT_EQ(found.value().content_type, "image/png");
}

TEST_F(StorageActorTest, WhatIsNotThereIsNotFoundAndAllElseIsTheStoragesFault) {
  auto missing = ask<ObjectInfo>(storage, FindObject{"a/b", 100});
  answer_call({404, "", {}});
  EXPECT_EQ(missing.error(), Errc::not_found);
  for (const HttpAnswer& answer : {HttpAnswer{403, ""}, HttpAnswer{500, ""}, HttpAnswer{200, ""}}) {
    auto failed = ask<ObjectInfo>(storage, FindObject{"a/b", 100});
    answer_call(answer);
    EXPECT_EQ(failed.error(), Errc::provider_unavailable);
  }
}

TEST_F(StorageActorTest, ReadsAnObjectUpToALimit) {
  auto object = ask<StoredObject>(storage, ReadObject{"a/b", 77, 100});
  answer_call({200, "bytes"});
  EXPECT_EQ(made.method, HttpMethod::GET);
  EXPECT_EQ(made.answer_bytes_max, 77);
  EXPECT_EQ(object.value().bytes, "bytes");
}

TEST_F(StorageActorTest, SavesAnObjectWithItsType) {
  auto saved = ask<Done>(storage, SaveObject{"a/b", "image/png", "bytes", 100});
  answer_call({200, ""});
  EXPECT_EQ(made.method, HttpMethod::PUT);
  EXPECT_EQ(made.body, "bytes");
  EXPECT_EQ(made.headers.at(0).value, "image/png");
  EXPECT_TRUE(saved.succeeded());
}

TEST_F(StorageActorTest, DeletingWhatIsNotThereIsNoFailure) {
  for (const auto status : {204, 404}) {
    auto deleted = ask<Done>(storage, DeleteObject{"a/b", 100});
    answer_call({status, ""});
    EXPECT_EQ(made.method, HttpMethod::DELETE);
    EXPECT_TRUE(deleted.succeeded());
  }
  auto failed = ask<Done>(storage, DeleteObject{"a/b", 100});
  answer_call({403, ""});
  EXPECT_EQ(failed.error(), Errc::provider_unavailable);
}

TEST(StorageConfig, NamesTheSettingThatIsWrong) {
  const auto detail_of = [](auto change) {
    auto config = settings();
    change(config);
    const auto checked = check(config);
    return checked ? std::string{} : checked.error().detail;
  };
  EXPECT_EQ(detail_of([](auto&) {}), "");
  EXPECT_TRUE(detail_of([](auto& c) { c.url = "http://s3.example"; }).starts_with("storage-url"));
  EXPECT_TRUE(detail_of([](auto& c) { c.url += "/x"; }).starts_with("storage-url"));
  EXPECT_TRUE(detail_of([](auto& c) { c.bucket = "A/B"; }).starts_with("storage-bucket"));
  EXPECT_TRUE(detail_of([](auto& c) { c.account.secret = ""; }).starts_with("storage-key-id"));
  EXPECT_TRUE(
    detail_of([](auto& c) { c.public_url = "https://x/"; }).starts_with("storage-public-url"));
}

} // namespace baro
