#include "persistence/look_changes.hpp"

#include "persistence/look_queries.hpp"
#include "persistence/shelf_queries.hpp"
#include "tests/persistence/shop_test.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace baro {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr Caller as_shopper{shopper, Role::BUYER};

class LookChangesTest : public ShopTest {
protected:
  LookChangesTest() {
    for (std::int64_t id = 1; id <= 3; ++id)
      add_product(id, id == 3 ? 0 : 10);
  }

  static CreateLook new_look(std::int64_t id, std::vector<ProductId> products
                                              = {ProductId{2}, ProductId{1}, ProductId{2}}) {
    return {as_shopper,           LookId{id},          "Autumn",    std::nullopt, "/t.svg",
            {"/1.svg", "/2.svg"}, std::move(products), std::nullopt};
  }

  static ChangeLook change_of(const Caller& caller, std::int64_t id) {
    ChangeLook command;
    command.caller = caller;
    command.look = LookId{id};
    return command;
  }

  Result<LookView> look(std::int64_t id) {
    return value_of(answer_all(database(), std::vector{GetLook{LookId{id}}})).front();
  }

  std::vector<ProductId> worn(std::int64_t id) {
    std::vector<ProductId> products;
    for (const auto& product : value_of(look(id)).products)
      products.push_back(product.product_id);
    return products;
  }
};

TEST_F(LookChangesTest, ALookShowsItsProductsOnceEachInTheirOrder) {
  value_of(carry_out(session, new_look(7)));
  EXPECT_THAT(worn(7), ElementsAre(ProductId{2}, ProductId{1}));
  EXPECT_EQ(value_of(look(7)).images.size(), 2u);
}

TEST_F(LookChangesTest, ProductsThatDoNotExistAreNamedAndNothingIsMade) {
  run("UPDATE products SET withdrawn = true, on_sale = false WHERE product_id = 1");
  const auto made = carry_out(session, new_look(7, {ProductId{1}, ProductId{2}, ProductId{404}}));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Errc::products_not_found);
  EXPECT_THAT(made.error().missing, UnorderedElementsAre(ProductId{1}, ProductId{404}));
  EXPECT_EQ(code_of(look(7)), Errc::not_found);
}

TEST_F(LookChangesTest, ARepeatWithTheSameKeyMakesNoSecondLook) {
  auto command = new_look(7);
  command.idempotency = Idempotency{"key", "print"};
  value_of(carry_out(session, command));
  command.look = LookId{8};
  const auto again = value_of(carry_out(session, command));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.view.look_id, LookId{7});
  EXPECT_EQ(number("SELECT count(*) FROM looks"), 1);
}

TEST_F(LookChangesTest, OnlyWhatIsGivenChanges) {
  value_of(carry_out(session, new_look(7)));
  auto command = change_of(as_shopper, 7);
  command.title = "Winter";
  command.products = {ProductId{3}};
  value_of(carry_out(session, command));
  EXPECT_EQ(value_of(look(7)).title, "Winter");
  EXPECT_EQ(value_of(look(7)).images.size(), 2u);
  EXPECT_THAT(worn(7), ElementsAre(ProductId{3}));
  command.products = {ProductId{404}};
  command.title = "Spring";
  EXPECT_EQ(code_of(carry_out(session, command)), Errc::products_not_found);
  EXPECT_EQ(value_of(look(7)).title, "Winter");
}

TEST_F(LookChangesTest, OnlyItsCreatorAndAnAdminMayChangeOrDeleteIt) {
  value_of(carry_out(session, new_look(7)));
  auto change = change_of(as_stranger, 7);
  change.title = "Mine";
  EXPECT_EQ(code_of(carry_out(session, change)), Errc::not_allowed);
  EXPECT_EQ(code_of(carry_out(session, DeleteLook{as_stranger, LookId{7}})), Errc::not_allowed);
  change.caller = as_admin;
  EXPECT_TRUE(carry_out(session, change));
  EXPECT_TRUE(carry_out(session, DeleteLook{as_admin, LookId{7}}));
  EXPECT_EQ(code_of(carry_out(session, change)), Errc::not_found);
  EXPECT_EQ(code_of(carry_out(session, DeleteLook{as_admin, LookId{7}})), Errc::not_found);
  EXPECT_EQ(code_of(look(7)), Errc::not_found);
  EXPECT_EQ(number("SELECT count(*) FROM look_images"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM look_products"), 0);
}

TEST_F(LookChangesTest, TheShelfHasTheFeaturesOfWhatIsWorn) {
  run("UPDATE skus SET color = 'Navy' WHERE product_id = 1");
  value_of(carry_out(session, new_look(7)));
  value_of(carry_out(session, new_look(8, {ProductId{3}})));
  const auto page = value_of(answer(database(), ListShelf{LookId{9}, 10}));
  ASSERT_EQ(page.looks.size(), 2u);
  EXPECT_EQ(page.looks[0].look, LookId{8});
  EXPECT_TRUE(page.looks[0].sold_out);
  EXPECT_FALSE(page.looks[1].sold_out);
  std::vector<std::string> features;
  for (const auto place : page.looks[1].features)
    features.push_back(std::string{name_of(page.features[place].kind)} + " "
                       + std::to_string(page.features[place].number) + " "
                       + page.features[place].name);
  EXPECT_THAT(features, UnorderedElementsAre("category 100 Shirts", "color 0 Navy",
                                             "store 10 Store", "price 1000 "));
}

TEST_F(LookChangesTest, TheShelfIsReadInPages) {
  for (std::int64_t id = 1; id <= 5; ++id)
    value_of(carry_out(session, new_look(id)));
  const auto ids = value_of(answer(database(), ListLookIds{LookId{5}, 2}));
  EXPECT_THAT(ids.all, ElementsAre(LookId{4}, LookId{3}));
  EXPECT_EQ(value_of(answer(database(), ListShelf{LookId{5}, 2})).looks.back().look, LookId{3});
}

TEST_F(LookChangesTest, CardsAreThoseOfLooksThatExist) {
  value_of(carry_out(session, new_look(7)));
  const std::vector<FindLookCards> questions{{{LookId{7}, LookId{404}}}, {{LookId{404}}}};
  const auto cards = value_of(answer_all(database(), questions));
  ASSERT_EQ(value_of(cards[0]).all.size(), 1u);
  EXPECT_EQ(value_of(cards[0]).all[0].title, "Autumn");
  EXPECT_THAT(value_of(cards[1]).all, IsEmpty());
}

} // namespace
} // namespace baro
