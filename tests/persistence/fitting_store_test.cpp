#include "persistence/fitting_store.hpp"

#include "protocol/wire.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

namespace baro {
namespace {

constexpr Timestamp later{1'790'000'000'123'456};

class FittingStoreTest : public ShopTest {
protected:
  FittingStoreConfig store_config() const {
    FittingStoreConfig result;
    result.pg = config;
    return result;
  }

  FittingWork work{store_config()};

  static CommitFitting fitted(std::int64_t id, std::int64_t version,
                              std::optional<Idempotency> key = {}) {
    CommitFitting command{
      shopper, FittingId{id}, {later, version}, "made/" + std::to_string(id), {}};
    if (key)
      command.idempotency = IdempotencyRecord{
        shopper, *key, to_wire(CreditTaken{command.fitting, command.object_key})};
    return command;
  }

  CreditsRecord credits() { return value_of(work.carry_out(LoadCredits{shopper})); }

  Result<Done> save(std::int64_t image, UserId user = shopper, std::int64_t uploads_max = 2) {
    return work.carry_out(
      SaveUpload{user, ImageId{image}, "uploads/" + std::to_string(image), uploads_max});
  }
  Result<Done> finish(std::int64_t image, UserId user = shopper) {
    return work.carry_out(FinishUpload{user, ImageId{image}});
  }
  Result<Done> remove(std::int64_t image, UserId user = shopper) {
    return work.carry_out(RemoveUpload{user, ImageId{image}});
  }

  std::vector<std::int64_t> uploads() {
    std::vector<std::int64_t> ids;
    for (const auto& upload : value_of(work.carry_out(FindUploads{shopper})).all)
      ids.push_back(upload.image.value);
    return ids;
  }

  /// All pictures are so much older, and nearer to their end, from now on.
  void pass(const std::string& interval) {
    run("UPDATE fitting_pictures SET doomed_at = doomed_at - interval '" + interval
        + "', created_at = created_at - interval '" + interval + "'");
  }

  std::string refused_field(std::string source, std::string clothing) {
    const auto checked
      = work.carry_out(CheckPictures{shopper, std::move(source), std::move(clothing)});
    return checked ? "" : checked.error().field;
  }
};

TEST_F(FittingStoreTest, WhoHasNeverTakenACreditHasAFullBucket) {
  EXPECT_EQ(credits().version, 0);
  EXPECT_EQ(credits().full_at, Timestamp{});
}

TEST_F(FittingStoreTest, KeepsWhenABucketIsFullToTheMicrosecond) {
  EXPECT_FALSE(value_of(work.carry_out(fitted(1, 1))).earlier);
  EXPECT_EQ(credits().full_at, later);
  EXPECT_EQ(credits().version, 1);
}

TEST_F(FittingStoreTest, WhoDecidedOnOlderCreditsTakesNone) {
  value_of(work.carry_out(fitted(1, 1)));
  EXPECT_EQ(code_of(work.carry_out(fitted(2, 1))), Errc::fenced);
  EXPECT_EQ(code_of(work.carry_out(fitted(3, 3))), Errc::fenced);
  EXPECT_EQ(credits().version, 1);
  EXPECT_FALSE(value_of(work.carry_out(fitted(2, 2))).earlier) << "what was refused left a trace";
}

TEST_F(FittingStoreTest, TheSameFittingTakesOneCreditHoweverOftenItIsCommitted) {
  value_of(work.carry_out(fitted(1, 1)));
  const auto again = value_of(work.carry_out(fitted(1, 2)));
  EXPECT_EQ(again.earlier.value().fitting, FittingId{1});
  EXPECT_EQ(credits().version, 1);
}

TEST_F(FittingStoreTest, TheSameKeyTakesOneCreditAndTellsTheFirstPicture) {
  value_of(work.carry_out(fitted(1, 1, Idempotency{"key", "print"})));
  const auto again = value_of(work.carry_out(fitted(2, 2, Idempotency{"key", "print"})));
  EXPECT_EQ(again.earlier.value().fitting, FittingId{1});
  EXPECT_EQ(again.earlier->object_key, "made/1");
  EXPECT_EQ(credits().version, 1);
  EXPECT_EQ(code_of(work.carry_out(fitted(3, 2, Idempotency{"key", "another"}))),
            Errc::idempotency_key_reused);
}

TEST_F(FittingStoreTest, ACommitWhoseConnectionIsLostIsFoundOut) {
  die_at_commit(database(), "credits");
  EXPECT_EQ(code_of(work.carry_out(fitted(1, 1))), Errc::unavailable);
  EXPECT_EQ(credits().version, 0);
}

TEST_F(FittingStoreTest, AnUploadIsListedOnceItIsComplete) {
  value_of(save(1));
  value_of(save(2));
  EXPECT_TRUE(uploads().empty());
  EXPECT_FALSE(value_of(work.carry_out(FindUpload{shopper, ImageId{1}})).is_complete);
  value_of(finish(1));
  value_of(finish(2));
  value_of(finish(2));
  EXPECT_EQ(uploads(), (std::vector<std::int64_t>{2, 1}));
  EXPECT_TRUE(value_of(work.carry_out(FindUpload{shopper, ImageId{1}})).is_complete);
}

TEST_F(FittingStoreTest, SomebodyElsesUploadIsNotThere) {
  value_of(save(1));
  EXPECT_EQ(code_of(work.carry_out(FindUpload{stranger, ImageId{1}})), Errc::not_found);
  EXPECT_EQ(code_of(finish(1, stranger)), Errc::not_found);
  EXPECT_EQ(code_of(remove(1, stranger)), Errc::not_found);
}

TEST_F(FittingStoreTest, UploadsAreLimitedThoseThatArePendingIncluded) {
  value_of(save(1));
  value_of(save(2));
  EXPECT_EQ(code_of(save(3)), Errc::uploads_limit);
  EXPECT_FALSE(code_of(save(4, stranger))) << "the limit is of one user";
  value_of(finish(1));
  pass("1 hour");
  EXPECT_FALSE(code_of(save(5))) << "one was never completed";
  EXPECT_EQ(code_of(save(6)), Errc::uploads_limit);
  value_of(remove(1));
  EXPECT_FALSE(code_of(save(7)));
}

TEST_F(FittingStoreTest, UploadsThatComeAtOnceDoNotGoPastTheLimit) {
  Actors actors;
  std::vector<FittingStoreActor> stores;
  for (int i = 0; i < 4; ++i)
    stores.push_back(actors.spawn<FittingStoreImpl>(store_config()));
  using Request = decltype(actors.request(stores[0], SaveUpload{}));
  std::vector<Request> requests;
  for (int i = 0; i < 20; ++i)
    requests.push_back(
      actors.request(stores[static_cast<std::size_t>(i) % stores.size()],
                     SaveUpload{shopper, ImageId{100 + i}, "k" + std::to_string(i), 5}));
  int saved = 0;
  for (auto& request : requests)
    saved += actors.answer_to<Done>(std::move(request)) ? 1 : 0;
  EXPECT_EQ(saved, 5);
}

TEST_F(FittingStoreTest, WhatWasNotCompletedInTimeCannotBeAnyMore) {
  value_of(save(1));
  pass("1 hour");
  EXPECT_EQ(code_of(finish(1)), Errc::not_found);
}

TEST_F(FittingStoreTest, ARemovedUploadIsGoneAtOnceAndItsObjectWhenItsUrlIs) {
  value_of(save(1));
  value_of(finish(1));
  value_of(remove(1));
  EXPECT_TRUE(uploads().empty());
  EXPECT_EQ(code_of(remove(1)), Errc::not_found);
  EXPECT_TRUE(value_of(work.carry_out(ClaimDoomed{10})).all.empty());
  pass("1 hour");
  EXPECT_EQ(value_of(work.carry_out(ClaimDoomed{10})).all.size(), 1U);
}

TEST_F(FittingStoreTest, WhatIsDoomedIsGivenToOneAtATimeUntilItIsForgotten) {
  value_of(save(1));
  value_of(work.carry_out(fitted(2, 1)));
  value_of(work.carry_out(CommitFitting{shopper, FittingId{3}, {later, 2}, /*object_key=*/"", {}}));
  EXPECT_TRUE(value_of(work.carry_out(ClaimDoomed{10})).all.empty());
  pass("9 days");
  auto doomed = value_of(work.carry_out(ClaimDoomed{10})).all;
  std::ranges::sort(doomed, {}, &DoomedObject::picture);
  ASSERT_EQ(doomed.size(), 3U);
  EXPECT_EQ(doomed[0].object_key, "uploads/1");
  EXPECT_EQ(doomed[1].object_key, "made/2");
  EXPECT_EQ(doomed[2].object_key, "");
  EXPECT_TRUE(value_of(work.carry_out(ClaimDoomed{10})).all.empty());
  value_of(work.carry_out(ForgetPictures{{1, 2}}));
  pass("1 hour");
  EXPECT_EQ(value_of(work.carry_out(ClaimDoomed{10})).all.size(), 1U);
}

TEST_F(FittingStoreTest, KnowsThePicturesOfTheCatalogueAndOnesOwnUploads) {
  add_product(1);
  run(
    "UPDATE products SET thumbnail_url = '/thumb.png' WHERE product_id = 1;"
    "INSERT INTO looks (look_id, creator_id, title, thumbnail_url) VALUES (7, 1, 'Look', '/l.png');"
    "INSERT INTO look_images VALUES (7, 1, '/l1.png')");
  value_of(save(1));
  EXPECT_EQ(refused_field("uploads/1", "/1.svg"), "sourceImageUrl") << "not complete yet";
  value_of(finish(1));
  value_of(save(2, stranger));
  value_of(finish(2, stranger));
  for (const auto* url : {"/1.svg", "/2.svg", "/thumb.png", "/l.png", "/l1.png"})
    EXPECT_EQ(refused_field("uploads/1", url), "") << url;
  EXPECT_EQ(refused_field("uploads/2", "/1.svg"), "sourceImageUrl") << "somebody else's";
  EXPECT_EQ(refused_field("uploads/1", "/3.svg"), "clothingImageUrl");
  run("UPDATE products SET withdrawn = true, on_sale = false");
  EXPECT_EQ(refused_field("uploads/1", "/1.svg"), "clothingImageUrl") << "withdrawn";
  value_of(remove(1));
  EXPECT_EQ(refused_field("uploads/1", "/l.png"), "sourceImageUrl") << "removed";
}

} // namespace
} // namespace baro
