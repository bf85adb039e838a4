#include "actors/catalogue/catalogue_actor.hpp"

#include "tests/support/entity_test.hpp"

namespace baro {

/// The test plays the reader, the writer, the shelf and the SKUs.
class CatalogueActorTest : public test::EntityTest {
protected:
  const CatalogueActor catalogue = spawn<CatalogueImpl>(CatalogueServices{
    directory, played<ReaderActor>(), played<CatalogueWriterActor>(), played<ProductWriterActor>(),
    played<LikeWriterActor>(), played<SearcherActor>(), played<ShelfActor>()});

  void awaken(SkuId sku) {
    factory.makers[address_of(sku)]
      = [this]() -> Result<caf::actor> { return caf::actor_cast<caf::actor>(self); };
    ask_entity<bool>(address_of(sku), Passivate{});
    answer<Passivate>(false);
  }
};

TEST_F(CatalogueActorTest, AChangedLookIsAnsweredOnceTheShelfShowsIt) {
  auto changed = ask<Done>(catalogue, DeleteLook{{}, LookId{7}});
  answer_with<DeleteLook>([](const DeleteLook&) -> caf::result<void> { return {}; });
  EXPECT_TRUE(changed.pending());
  answer_with<RefreshShelf>([](const RefreshShelf& command) -> caf::result<void> {
    EXPECT_EQ(command.look, LookId{7});
    return {};
  });
  EXPECT_TRUE(changed.succeeded());
}

TEST_F(CatalogueActorTest, ALookIsMadeThoughTheShelfCannotShowItYet) {
  auto made = ask<Answer<CreatedLook>>(catalogue, CreateLook{});
  answer<CreateLook>(Answer<CreatedLook>{{LookId{7}}, false});
  refuse<RefreshShelf, void>(Errc::unavailable);
  EXPECT_EQ(made.value().view.look_id, LookId{7});
}

TEST_F(CatalogueActorTest, AStoreIsPausedOnceNoSkuSellsUnderItsOldOffer) {
  awaken(SkuId{1});
  auto changed = ask<StoreView>(catalogue, ChangeStore{});
  answer<ChangeStore>(StoreChanged{{}, {SkuId{1}, SkuId{2}}});
  EXPECT_TRUE(changed.pending());
  answer_with<RefreshOffer>([](const RefreshOffer& question) -> caf::result<void> {
    EXPECT_EQ(question.sku, SkuId{1});
    return {};
  });
  EXPECT_TRUE(changed.succeeded());
  EXPECT_EQ(factory.wakes.count(address_of(SkuId{2})), 0u)
    << "woke a SKU that would have read the new offer anyway";
}

TEST_F(CatalogueActorTest, ASkuThatEndsMeanwhileIsWokenToVoidWhatItPromised) {
  awaken(SkuId{1});
  auto changed = ask<StoreView>(catalogue, ChangeStore{});
  answer<ChangeStore>(StoreChanged{{}, {SkuId{1}}});
  refuse<RefreshOffer, void>(Errc::fenced);
  EXPECT_TRUE(changed.pending());
  answer_with<RefreshOffer>([](const RefreshOffer&) -> caf::result<void> { return {}; });
  EXPECT_TRUE(changed.succeeded());
}

TEST_F(CatalogueActorTest, WhenASkuMayStillSellTheOwnerIsToldSo) {
  awaken(SkuId{1});
  auto changed = ask<StoreView>(catalogue, ChangeStore{});
  answer<ChangeStore>(StoreChanged{{}, {SkuId{1}}});
  refuse<RefreshOffer, void>(Errc::fenced);
  refuse<RefreshOffer, void>(Errc::unavailable);
  EXPECT_EQ(changed.error(), Errc::unavailable);
}

TEST_F(CatalogueActorTest, ManySkusAreToldAFewAtATime) {
  StoreChanged store;
  for (std::int64_t i = 1; i <= 200; ++i) {
    store.skus.push_back(SkuId{i});
    awaken(SkuId{i});
  }
  auto changed = ask<StoreView>(catalogue, ChangeStore{});
  answer<ChangeStore>(store);
  for (std::size_t i = 0; i < store.skus.size(); ++i) {
    EXPECT_TRUE(changed.pending());
    EXPECT_LE(self->mailbox().size(), 64u);
    answer_with<RefreshOffer>([](const RefreshOffer&) -> caf::result<void> { return {}; });
  }
  EXPECT_TRUE(changed.succeeded());
}

TEST_F(CatalogueActorTest, AProductIsWithdrawnOnceNoSkuSellsIt) {
  awaken(SkuId{1});
  auto withdrawn = ask<Done>(catalogue, WithdrawProduct{});
  answer<WithdrawProduct>(ProductWithdrawn{{SkuId{1}}});
  EXPECT_TRUE(withdrawn.pending());
  answer_with<RefreshOffer>([](const RefreshOffer&) -> caf::result<void> { return {}; });
  EXPECT_TRUE(withdrawn.succeeded());
}

TEST_F(CatalogueActorTest, ANewPriceIsAnsweredOnceNoSkuSellsForTheOldOne) {
  awaken(SkuId{1});
  auto changed = ask<ProductView>(catalogue, ChangeProduct{});
  ProductView view;
  view.price = 2'000;
  answer<ChangeProduct>(ProductChanged{view, {SkuId{1}}});
  EXPECT_TRUE(changed.pending());
  answer_with<RefreshOffer>([](const RefreshOffer&) -> caf::result<void> { return {}; });
  EXPECT_EQ(changed.value().price, 2'000);
}

TEST_F(CatalogueActorTest, WhenASkuMayStillSellAWithdrawnProductTheOwnerIsToldSo) {
  awaken(SkuId{1});
  auto withdrawn = ask<Done>(catalogue, WithdrawProduct{});
  answer<WithdrawProduct>(ProductWithdrawn{{SkuId{1}}});
  refuse<RefreshOffer, void>(Errc::fenced);
  refuse<RefreshOffer, void>(Errc::unavailable);
  EXPECT_EQ(withdrawn.error(), Errc::unavailable);
}

TEST_F(CatalogueActorTest, SearchesHoldUpNoOtherQuestions) {
  auto found = ask<Slice<ItemView>>(catalogue, SearchProducts{});
  auto listed = ask<Categories>(catalogue, ListCategories{});
  answer<ListCategories>(Categories{});
  EXPECT_TRUE(listed.succeeded());
  EXPECT_TRUE(found.pending());
  answer<SearchProducts>(Slice<ItemView>{});
  EXPECT_TRUE(found.succeeded());
}

TEST_F(CatalogueActorTest, ARefusedChangeIsToldAsItIs) {
  auto changed = ask<StoreView>(catalogue, ChangeStore{});
  refuse<ChangeStore, StoreChanged>(Errc::illegal_state);
  EXPECT_EQ(changed.error(), Errc::illegal_state);
}

TEST_F(CatalogueActorTest, QuestionsGoToTheReader) {
  auto listed = ask<Categories>(catalogue, ListCategories{});
  answer<ListCategories>(Categories{{{CategoryId{1}, "tops"}}});
  EXPECT_EQ(listed.value().all.at(0).name, "tops");
}

} // namespace baro
