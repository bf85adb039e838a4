#include "actors/fitting/fitting_actor.hpp"

#include "protocol/wire.hpp"
#include "tests/support/actor_test.hpp"

namespace baro {

using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

constexpr UserId shopper{5};
constexpr FittingId fitting_id{101};
const std::string png = "\x89PNG\r\n\x1a\n and so on"s;
const std::string jpeg = "\xff\xd8\xff and so on"s;
const std::string upload = "https://storage.example/bucket/uploads/5/secret";
const Idempotency key{"key", "print"};

} // namespace

/// The test plays stores, storage, generator, HTTP client, and every shard.
class FittingActorTest : public test::ActorTest {
protected:
  struct PlayedShards : Directory {
    explicit PlayedShards(caf::actor test) : test(std::move(test)) {}
    caf::actor shard_of(Address) const override { return test; }
    caf::actor test;
  };

  static FittingConfig config_of_test() {
    FittingConfig config;
    config.uploads_url = "https://storage.example/bucket";
    config.own_url = "https://shop.example";
    config.picture_origins = {"https://cdn.example"};
    config.fittings_max = 1;
    config.credit_tries_max = 2;
    return config;
  }

  const PlayedShards shards{played<caf::actor>()};
  FittingMetrics metrics{registry};
  std::map<std::string, std::string, std::less<>> own_pictures{{"shirt.png", png},
                                                               {"shirt.svg", "<svg></svg>"}};
  const FittingActor fitting = spawn<FittingImpl>(
    FittingServices{played<FittingStoreActor>(), played<ReaderActor>(), played<StorageActor>(),
                    played<GeneratorActor>(), played<HttpClientActor>(), shards,
                    [this](std::string_view path) -> Result<std::string> {
                      const auto found = own_pictures.find(path);
                      if (found == own_pictures.end())
                        return Error{Errc::not_found};
                      return found->second;
                    },
                    clock, metrics, config_of_test()});

  test::Pending<Answer<Picture>> fit(std::string clothing = "/pictures/shirt.png",
                                     std::optional<Idempotency> idempotency = {},
                                     std::string source = upload) {
    return ask<Answer<Picture>>(fitting, FitClothes{shopper, fitting_id, std::move(source),
                                                    std::move(clothing), std::move(idempotency)});
  }

  void reserve() {
    answer_with<Envelope>([](const Envelope& envelope) -> caf::result<void> {
      EXPECT_EQ(envelope.to, credit_address(shopper));
      EXPECT_TRUE(envelope.body.match_elements<ReserveCredit>());
      return {};
    });
  }

  void refuse_credit(Errc code) {
    answer_with<Envelope>([code](const Envelope&) -> caf::result<void> { return to_caf(code); });
  }

  void accept_pictures() {
    answer_with<CheckPictures>([](auto&) -> caf::result<void> { return {}; });
  }

  void give_person(std::string bytes = jpeg) { answer<ReadObject>(StoredObject{std::move(bytes)}); }

  void draw() { answer<GeneratePicture>(Picture{"image/png", png}); }

  /// One under a key that is new, up to its picture being there.
  test::Pending<Answer<Picture>> fit_with_key() {
    auto fitted = fit("/pictures/shirt.png", key);
    reserve();
    refuse<FindAnswer, StoredAnswer>(Errc::not_found);
    accept_pictures();
    give_person();
    draw();
    return fitted;
  }

  void take(FittingId whose = fitting_id, const std::string& object_key = {}) {
    answer_with<Envelope>([&](const Envelope& envelope) -> caf::result<CreditTaken> {
      EXPECT_TRUE(envelope.body.match_elements<TakeCredit>());
      return CreditTaken{whose, object_key};
    });
  }

  /// The credit that was set aside is given back, and nothing else is asked.
  bool releases() {
    bool released = false;
    self->receive(
      [&](const Envelope& envelope) {
        released = !envelope.wake && envelope.body.match_elements<ReleaseCredit>();
      },
      caf::after(0s) >> [] {});
    return released && nothing_asked();
  }
};

TEST_F(FittingActorTest, AnswersAPictureOnceItsCreditIsTaken) {
  auto fitted = fit();
  reserve();
  answer_with<CheckPictures>([](const CheckPictures& question) -> caf::result<void> {
    EXPECT_EQ(question.user, shopper);
    EXPECT_EQ(question.source_key, "uploads/5/secret");
    EXPECT_EQ(question.clothing_url, "/pictures/shirt.png");
    return {};
  });
  give_person();
  answer_with<GeneratePicture>([](const GeneratePicture& command) -> caf::result<Picture> {
    EXPECT_EQ(command.person.type, "image/jpeg");
    EXPECT_EQ(command.person.bytes, jpeg);
    EXPECT_EQ(command.clothing.type, "image/png");
    EXPECT_EQ(command.wait_max_ms, 60'000);
    return Picture{"image/png", png};
  });
  EXPECT_TRUE(fitted.pending());
  take();
  EXPECT_EQ(fitted.value().view.bytes, png);
  EXPECT_FALSE(fitted.value().replayed);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(FittingActorTest, WhereASourceIsNotInTheStorageNothingIsAsked) {
  for (const auto* url : {"http://127.0.0.1:6379/x", "https://storage.example/bucket",
                          "https://storage.example/bucketuploads/5/secret",
                          "https://storage.example.evil.example/bucket/x", "/pictures/shirt.png"}) {
    auto fitted = fit("/pictures/shirt.png", {}, url);
    EXPECT_EQ(fitted.error(), Errc::invalid_request);
    EXPECT_EQ(fitted.failure().field, "sourceImageUrl");
    EXPECT_TRUE(nothing_asked());
  }
}

TEST_F(FittingActorTest, WhatTheStoreDoesNotKnowIsNotFetched) {
  auto fitted = fit("http://169.254.169.254/latest");
  reserve();
  answer_with<CheckPictures>([](auto&) -> caf::result<void> {
    Error error{Errc::invalid_request};
    error.field = "clothingImageUrl";
    return to_caf(error);
  });
  EXPECT_EQ(fitted.failure().field, "clothingImageUrl");
  EXPECT_TRUE(releases());
}

TEST_F(FittingActorTest, FetchesPicturesFromElsewhereFromPublicAddressesOnly) {
  fit("https://elsewhere.example/shirt.png");
  reserve();
  accept_pictures();
  give_person();
  answer_with<HttpCall>([](const HttpCall& call) -> caf::result<HttpAnswer> {
    EXPECT_EQ(call.url, "https://elsewhere.example/shirt.png");
    EXPECT_TRUE(call.is_public_only);
    EXPECT_EQ(call.answer_bytes_max, picture_bytes_max);
    EXPECT_TRUE(call.headers.empty());
    return HttpAnswer{200, png};
  });
  draw();
}

TEST_F(FittingActorTest, FetchesPicturesFromListedOriginsWhereverTheyAre) {
  fit("https://cdn.example/shirt.png");
  reserve();
  accept_pictures();
  give_person();
  answer_with<HttpCall>([](const HttpCall& call) -> caf::result<HttpAnswer> {
    EXPECT_FALSE(call.is_public_only);
    return HttpAnswer{200, png};
  });
  draw();
}

TEST_F(FittingActorTest, ReadsThisShopsOwnPicturesWithoutACall) {
  fit("https://shop.example/pictures/shirt.png");
  reserve();
  accept_pictures();
  give_person();
  draw();
}

TEST_F(FittingActorTest, WhatIsNoPictureThatTheGeneratorTakesIsRefusedByItsBytes) {
  auto fitted = fit("/pictures/shirt.svg");
  reserve();
  accept_pictures();
  EXPECT_EQ(fitted.error(), Errc::picture_type_not_allowed);
  give_person();
  EXPECT_TRUE(releases());
}

TEST_F(FittingActorTest, NoCreditIsTakenWhenThereIsNoPicture) {
  for (const auto code : {Errc::generation_refused, Errc::provider_unavailable}) {
    auto fitted = fit();
    reserve();
    accept_pictures();
    give_person();
    refuse<GeneratePicture, Picture>(code);
    EXPECT_EQ(fitted.error(), code);
    EXPECT_TRUE(releases());
  }
}

TEST_F(FittingActorTest, AtMostSoManyAreUnderWay) {
  auto first = fit();
  auto second = fit();
  EXPECT_EQ(second.error(), Errc::overloaded);
  refuse_credit(Errc::credits_exhausted);
  EXPECT_EQ(first.error(), Errc::credits_exhausted);
  EXPECT_TRUE(releases());
  auto third = fit();
  EXPECT_TRUE(third.pending());
  refuse_credit(Errc::credits_exhausted);
}

TEST_F(FittingActorTest, WithAKeyThePictureIsKeptBeforeTheCreditIsTaken) {
  auto fitted = fit_with_key();
  std::string kept;
  answer_with<SaveObject>([&](const SaveObject& command) -> caf::result<void> {
    kept = command.key;
    EXPECT_EQ(command.bytes, png);
    EXPECT_EQ(command.content_type, "image/png");
    return {};
  });
  answer_with<Envelope>([&](const Envelope& envelope) -> caf::result<CreditTaken> {
    const auto command = envelope.body.get_as<TakeCredit>(0);
    EXPECT_EQ(command.object_key, kept);
    EXPECT_EQ(command.idempotency.value().key, "key");
    return CreditTaken{fitting_id, kept};
  });
  EXPECT_EQ(fitted.value().view.bytes, png);
}

TEST_F(FittingActorTest, ARepeatGetsThePictureOfTheFirstAnswerEvenWhenNoCreditIsLeft) {
  for (const bool has_credit : {true, false}) {
    auto fitted = fit("/pictures/shirt.png", key);
    if (has_credit)
      reserve();
    else
      refuse_credit(Errc::credits_exhausted);
    answer<FindAnswer>(StoredAnswer{to_wire(CreditTaken{FittingId{7}, "fittings/5/first"})});
    answer_with<ReadObject>([](const ReadObject& question) -> caf::result<StoredObject> {
      EXPECT_EQ(question.key, "fittings/5/first");
      return StoredObject{png};
    });
    EXPECT_EQ(fitted.value().view.bytes, png);
    EXPECT_TRUE(fitted.value().replayed);
    EXPECT_TRUE(releases());
  }
}

TEST_F(FittingActorTest, WhoseKeyHadItsAnswerMeanwhileGetsThatPictureAndItsOwnIsDeleted) {
  auto fitted = fit_with_key();
  std::string kept;
  answer_with<SaveObject>([&](const SaveObject& command) -> caf::result<void> {
    kept = command.key;
    return {};
  });
  take(FittingId{7}, "fittings/5/first");
  answer_with<DeleteObject>([&](const DeleteObject& command) -> caf::result<void> {
    EXPECT_EQ(command.key, kept);
    return {};
  });
  answer<ReadObject>(StoredObject{jpeg});
  EXPECT_EQ(fitted.value().view.bytes, jpeg);
  EXPECT_TRUE(fitted.value().replayed);
}

TEST_F(FittingActorTest, ACreditThatMovedIsAskedAgain) {
  auto fitted = fit();
  refuse_credit(Errc::fenced);
  EXPECT_TRUE(nothing_asked());
  pass(50ms);
  refuse_credit(Errc::fenced);
  EXPECT_EQ(fitted.error(), Errc::fenced);
}

// The key may be on disk, and the picture is what it stands for.
TEST_F(FittingActorTest, APictureIsKeptWhenItsCreditMayHaveBeenTaken) {
  auto fitted = fit_with_key();
  answer_with<SaveObject>([](auto&) -> caf::result<void> { return {}; });
  refuse_credit(Errc::deadline_passed);
  pass(50ms);
  refuse_credit(Errc::credits_exhausted);
  EXPECT_EQ(fitted.error(), Errc::deadline_passed);
  EXPECT_TRUE(releases()) << "its picture was deleted";
}

TEST_F(FittingActorTest, AFittingHasOneDeadlineForAllThatItWaitsFor) {
  fit();
  reserve();
  pass(20s);
  accept_pictures();
  answer_with<ReadObject>([](const ReadObject& question) -> caf::result<StoredObject> {
    EXPECT_EQ(question.wait_max_ms, 40'000);
    return StoredObject{jpeg};
  });
  answer_with<GeneratePicture>([](const GeneratePicture& command) -> caf::result<Picture> {
    EXPECT_EQ(command.wait_max_ms, 40'000);
    return to_caf(Errc::provider_unavailable);
  });
}

// Uploads -----------------------------------------------------------------------------------------

TEST_F(FittingActorTest, AnUploadGetsAUrlOnceItIsOnDisk) {
  auto ticket = ask<UploadTicket>(fitting, PrepareUpload{shopper, ImageId{7}, "image/png"});
  std::string object_key;
  answer_with<SaveUpload>([&](const SaveUpload& command) -> caf::result<void> {
    object_key = command.object_key;
    EXPECT_TRUE(object_key.starts_with("uploads/5/"));
    EXPECT_EQ(object_key.size(), std::string{"uploads/5/"}.size() + 32);
    EXPECT_EQ(command.uploads_max, 100);
    return {};
  });
  answer_with<PresignUpload>([&](const PresignUpload& command) -> caf::result<PresignedUrl> {
    EXPECT_EQ(command.key, object_key);
    EXPECT_EQ(command.content_type, "image/png");
    EXPECT_EQ(command.expires_s, 600);
    return PresignedUrl{"https://signed"};
  });
  EXPECT_EQ(ticket.value().image_id, ImageId{7});
  EXPECT_EQ(ticket.value().presigned_url, "https://signed");
  EXPECT_EQ(ticket.value().expires_at.micros, time.micros + 600'000'000);
  EXPECT_EQ(ticket.value().max_file_size, 10'485'760);
}

TEST_F(FittingActorTest, AnUploadOfAnotherTypeIsRefused) {
  auto ticket = ask<UploadTicket>(fitting, PrepareUpload{shopper, ImageId{7}, "image/svg+xml"});
  EXPECT_EQ(ticket.failure().field, "contentType");
  EXPECT_TRUE(nothing_asked());
}

TEST_F(FittingActorTest, AnUploadIsCompleteOnlyOnceStorageHasAPictureThatIsAllowed) {
  const auto complete = [&] {
    auto completed = ask<Done>(fitting, CompleteUpload{shopper, ImageId{7}});
    answer<FindUpload>(UploadRecord{ImageId{7}, "uploads/5/x", false, {}});
    return completed;
  };
  auto missing = complete();
  refuse<FindObject, ObjectInfo>(Errc::not_found);
  EXPECT_EQ(missing.error(), Errc::upload_missing);

  auto too_large = complete();
  answer<FindObject>(ObjectInfo{10'485'761, "image/png"});
  EXPECT_EQ(too_large.error(), Errc::picture_too_large);

  auto of_other_type = complete();
  answer<FindObject>(ObjectInfo{5, "text/html"});
  EXPECT_EQ(of_other_type.error(), Errc::picture_type_not_allowed);

  auto good = complete();
  answer<FindObject>(ObjectInfo{10'485'760, "image/webp"});
  EXPECT_TRUE(good.pending());
  answer_with<FinishUpload>([](auto&) -> caf::result<void> { return {}; });
  EXPECT_TRUE(good.succeeded());
}

TEST_F(FittingActorTest, CompletingAgainAsksNobodyElse) {
  auto completed = ask<Done>(fitting, CompleteUpload{shopper, ImageId{7}});
  answer<FindUpload>(UploadRecord{ImageId{7}, "uploads/5/x", true, {}});
  EXPECT_TRUE(completed.succeeded());
  EXPECT_TRUE(nothing_asked());
}

TEST_F(FittingActorTest, WhatNobodyNeedsIsDeletedInStorageAndThenForgotten) {
  run();
  pass(120s);
  answer<ClaimDoomed>(DoomedObjects{{{1, "uploads/5/x"}, {2, ""}}});
  std::vector<std::int64_t> forgotten;
  const auto forget = [&] {
    answer_with<ForgetPictures>([&](const ForgetPictures& command) -> caf::result<void> {
      forgotten.push_back(command.pictures.at(0));
      return {};
    });
  };
  answer_with<DeleteObject>([](const DeleteObject& command) -> caf::result<void> {
    EXPECT_EQ(command.key, "uploads/5/x");
    return {};
  });
  forget();
  forget();
  std::ranges::sort(forgotten);
  EXPECT_EQ(forgotten, (std::vector<std::int64_t>{1, 2}));
}

TEST_F(FittingActorTest, WhatStorageDoesNotDeleteIsRemembered) {
  run();
  pass(120s);
  answer<ClaimDoomed>(DoomedObjects{{{1, "uploads/5/x"}}});
  answer_with<DeleteObject>(
    [](auto&) -> caf::result<void> { return to_caf(Errc::provider_unavailable); });
  EXPECT_TRUE(nothing_asked());
}

} // namespace baro
