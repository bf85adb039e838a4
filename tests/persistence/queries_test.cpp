#include "persistence/catalogue_queries.hpp"
#include "persistence/identity_queries.hpp"
#include "persistence/look_queries.hpp"
#include "persistence/offer_queries.hpp"
#include "persistence/order_queries.hpp"
#include "persistence/product_queries.hpp"
#include "persistence/stock_queries.hpp"
#include "protocol/id_generator.hpp"
#include "tests/persistence/shop_test.hpp"

namespace baro {
namespace {

class QueriesTest : public ShopTest {
protected:
  template <class Question>
  auto ask(const Question& question) {
    return answer(database(), question);
  }

  /// All ids of a list, page by page.
  template <class List>
  std::vector<std::int64_t> walk(List list, std::int32_t size) {
    std::vector<std::int64_t> ids;
    list.page = {std::nullopt, size};
    while (true) {
      const auto slice = value_of(ask(list));
      EXPECT_LE(slice.content.size(), static_cast<std::size_t>(size));
      for (const auto& row : slice.content)
        ids.push_back(id_of(row));
      EXPECT_EQ(slice.next_cursor.has_value(), !slice.content.empty());
      if (!slice.has_next)
        return ids;
      list.page.after = slice.next_cursor;
    }
  }

  static std::int64_t id_of(const ItemView& row) { return row.id.value; }
  static std::int64_t id_of(const OrderSummary& row) { return row.order_id.value; }
  static std::int64_t id_of(const LedgerEntryView& row) { return row.balance; }

  void add_orders() {
    run(R"sql(
      INSERT INTO orders (order_id, user_id, shipping_address, total_price_krw, ordered_at) VALUES
        (70, 2, 'Seoul', 3000, '2026-03-01T00:00:00.000001Z'), (71, 3, 'Busan', 1000, now()),
        (72, 2, 'Seoul', 1000, now()), (73, 2, 'Seoul', 1000, now());
      INSERT INTO order_lines VALUES
        (70, 1, 1001, 1, 2, 1000, 2, 8), (70, 2, 1002, 2, 1, 1000, 2, 9);
    )sql");
  }
};

TEST_F(QueriesTest, ListsCategories) {
  const auto all = value_of(ask(ListCategories{})).all;
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].id, shirts);
  EXPECT_EQ(all[0].name, "Shirts");
}

TEST_F(QueriesTest, ShowsAStore) {
  const auto view = value_of(ask(GetStore{store}));
  EXPECT_EQ(view.name, "Store");
  EXPECT_EQ(view.description, std::nullopt);
  EXPECT_EQ(view.status, StoreStatus::ACTIVE);
  EXPECT_EQ(code_of(ask(GetStore{StoreId{404}})), Errc::not_found);
}

TEST_F(QueriesTest, WalksPopularWithoutLosingOrDoublingTies) {
  for (int id = 1; id <= 9; ++id) {
    add_product(id);
    set_likes(id, id % 3);
  }
  const std::vector<std::int64_t> expected{8, 5, 2, 7, 4, 1, 9, 6, 3};
  for (const int size : {1, 2, 3, 4, 9, 100}) {
    EXPECT_EQ(walk(ListPopular{}, size), expected) << size;
    EXPECT_EQ(walk(ListPopular{shirts, {}}, size), expected) << size;
  }
  EXPECT_TRUE(walk(ListPopular{coats, {}}, 5).empty());
}

TEST_F(QueriesTest, WalksNewestOfTheLastThirtyDays) {
  const auto made = [](std::chrono::hours age) {
    return IdGenerator::lowest_at({now().micros - std::chrono::microseconds{age}.count()});
  };
  std::vector<std::int64_t> expected;
  for (const int hours : {1, 2, 24, 30 * 24 - 1}) {
    expected.push_back(made(std::chrono::hours{hours}));
    add_product(expected.back());
  }
  add_product(made(std::chrono::hours{30 * 24 + 1}));
  for (const int size : {1, 2, 4, 100}) {
    EXPECT_EQ(walk(ListNewest{}, size), expected) << size;
    EXPECT_EQ(walk(ListNewest{shirts, {}}, size), expected) << size;
  }
  EXPECT_TRUE(walk(ListNewest{coats, {}}, 5).empty());
}

TEST_F(QueriesTest, ListsOnlyWhatIsOnSale) {
  const auto newest = IdGenerator::lowest_at(now());
  add_product(newest);
  add_product(newest + 1);
  EXPECT_EQ(walk(ListNewest{shirts, {}}, 5).size(), 2u);
  value_of(
    carry_out(session, ChangeStore{as_owner, store, {}, {}, {}, {}, {}, StoreStatus::PAUSED}));
  EXPECT_TRUE(walk(ListPopular{}, 5).empty());
  EXPECT_TRUE(walk(ListPopular{shirts, {}}, 5).empty());
  EXPECT_TRUE(walk(ListNewest{}, 5).empty());
  EXPECT_TRUE(walk(ListNewest{shirts, {}}, 5).empty());
}

TEST_F(QueriesTest, AListShowsWhatSellsAProductAndNobodysLikes) {
  add_product(1);
  set_likes(1, 7);
  const auto item = value_of(ask(ListPopular{{}, {std::nullopt, 5}})).content.at(0);
  EXPECT_EQ(item.store_name, "Store");
  EXPECT_EQ(item.product_name, "Product 1");
  EXPECT_EQ(item.price, 1'000);
  EXPECT_EQ(item.likes_count, 7);
  EXPECT_EQ(item.is_liked, std::nullopt);
}

TEST_F(QueriesTest, FindsWhatManyPeopleLikeAtOnce) {
  run("INSERT INTO product_likes (user_id, product_id) VALUES (2, 1), (2, 3), (3, 2)");
  const std::vector products{ProductId{1}, ProductId{2}, ProductId{3}};
  const auto answers = value_of(answer_all(
    database(),
    std::vector<FindLiked>{
      {shopper, products}, {stranger, products}, {shopper, {ProductId{2}}}, {owner, {}}}));
  EXPECT_EQ(value_of(answers[0]).all, (std::vector{ProductId{1}, ProductId{3}}));
  EXPECT_EQ(value_of(answers[1]).all, std::vector{ProductId{2}});
  EXPECT_TRUE(value_of(answers[2]).all.empty());
  EXPECT_TRUE(value_of(answers[3]).all.empty());
}

TEST_F(QueriesTest, ShowsManyProductsAtOnce) {
  auto shirt = new_product(1, 3);
  shirt.categories = {coats, shirts};
  shirt.skus = {{SkuId{2'001}, {"M", "red"}, 3}, {SkuId{2'002}, {"L", std::nullopt}, 0}};
  add(shirt);
  add_product(2);
  add_product(3);
  run("UPDATE products SET withdrawn = true, on_sale = false WHERE product_id = 3");
  const auto views = value_of(answer_all(
    database(),
    std::vector<GetProduct>{
      {ProductId{1}}, {ProductId{2}}, {ProductId{1}}, {ProductId{3}}, {ProductId{404}}}));
  const auto first = value_of(views[0]);
  EXPECT_EQ(first.images, (std::vector<std::string>{"/1.svg", "/2.svg"}));
  EXPECT_EQ(first.categories, (std::vector<std::string>{"Shirts", "Coats"}));
  EXPECT_EQ(first.is_liked, std::nullopt);
  ASSERT_EQ(first.skus.size(), 2u);
  EXPECT_EQ(first.skus[0].options.size, "M");
  EXPECT_EQ(first.skus[0].stock, StockBand::LOW);
  EXPECT_EQ(first.skus[1].options.color, std::nullopt);
  EXPECT_EQ(first.skus[1].stock, StockBand::SOLD_OUT);
  EXPECT_EQ(value_of(views[1]).id, ProductId{2});
  EXPECT_EQ(value_of(views[2]).skus.size(), 2u);
  EXPECT_EQ(code_of(views[3]), Errc::not_found);
  EXPECT_EQ(code_of(views[4]), Errc::not_found);
}

TEST_F(QueriesTest, ShowsManyLooksAtOnceWithoutWhatWasWithdrawn) {
  for (int id = 1; id <= 3; ++id)
    add_product(id);
  run(R"sql(
    UPDATE products SET withdrawn = true, on_sale = false WHERE product_id = 2;
    INSERT INTO looks (look_id, creator_id, title, thumbnail_url, likes_count) VALUES
      (80, 2, 'Autumn', '/t.svg', 5), (81, 2, 'Bare', '/b.svg', 0);
    INSERT INTO look_images VALUES (80, 2, '/2.svg'), (80, 1, '/1.svg');
    INSERT INTO look_products VALUES (80, 1, 3), (80, 2, 2), (80, 3, 1);
  )sql");
  const auto views = value_of(answer_all(
    database(), std::vector<GetLook>{{LookId{81}}, {LookId{80}}, {LookId{404}}, {LookId{80}}}));
  EXPECT_TRUE(value_of(views[0]).products.empty());
  const auto look = value_of(views[1]);
  EXPECT_EQ(look.title, "Autumn");
  EXPECT_EQ(look.description, std::nullopt);
  EXPECT_EQ(look.likes_count, 5);
  EXPECT_EQ(look.look_image_urls, (std::vector<std::string>{"/1.svg", "/2.svg"}));
  EXPECT_EQ(look.images[1].display_order, 2);
  ASSERT_EQ(look.products.size(), 2u);
  EXPECT_EQ(look.products[0].product_id, ProductId{3});
  EXPECT_EQ(look.products[0].store_name, "Store");
  EXPECT_EQ(look.products[1].product_id, ProductId{1});
  EXPECT_EQ(look.products[1].display_order, 3);
  EXPECT_EQ(code_of(views[2]), Errc::not_found);
  EXPECT_EQ(value_of(views[3]).products.size(), 2u);
}

TEST_F(QueriesTest, ListsTheSkusOfAProduct) {
  add_product(1, 7);
  const auto skus = value_of(ask(ListSkus{ProductId{1}})).all;
  ASSERT_EQ(skus.size(), 1u);
  EXPECT_EQ(skus[0].available, 7);
  EXPECT_EQ(code_of(ask(ListSkus{ProductId{404}})), Errc::not_found);
}

TEST_F(QueriesTest, FindsOffersAndLeavesOutWhatDoesNotExist) {
  add_product(1, 7);
  add_product(2);
  const auto answers = value_of(
    answer_all(database(),
               std::vector<FindOffers>{{{sku_of(2), SkuId{404}, sku_of(1)}}, {{sku_of(1)}}, {{}}}));
  const auto first = value_of(answers[0]).all;
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].offer.sku, sku_of(2));
  EXPECT_EQ(first[1].on_hand, 7);
  EXPECT_EQ(first[1].offer.product_name, "Product 1");
  EXPECT_EQ(value_of(answers[1]).all.size(), 1u);
  EXPECT_TRUE(value_of(answers[2]).all.empty());
}

TEST_F(QueriesTest, FindsTheOnlySkuOfAProduct) {
  add_product(1);
  add_product(2);
  auto two = new_product(3);
  two.skus.push_back({SkuId{2'000}, {"L", {}}, 1});
  add(two);
  const auto found = value_of(ask(FindOnlySkus{{ProductId{2}, ProductId{1}, ProductId{2}}})).skus;
  EXPECT_EQ(found, (std::vector{sku_of(2), sku_of(1), sku_of(2)}));
  EXPECT_EQ(code_of(ask(FindOnlySkus{{ProductId{1}, ProductId{3}}})), Errc::sku_required);
  EXPECT_EQ(code_of(ask(FindOnlySkus{{ProductId{404}}})), Errc::not_found);
}

TEST_F(QueriesTest, ShowsAnOrderToItsBuyerAndToAdminsOnly) {
  add_product(1);
  add_product(2);
  add_orders();
  const auto view = value_of(ask(GetOrder{{shopper}, OrderId{70}}));
  EXPECT_EQ(view.shipping_address, "Seoul");
  EXPECT_EQ(view.ordered_at.micros, 1'772'323'200'000'001);
  EXPECT_EQ(view.next_actions, (std::vector{OrderAction::PAY, OrderAction::CANCEL}));
  ASSERT_EQ(view.items.size(), 2u);
  EXPECT_EQ(view.items[0].product_name, "Product 1");
  EXPECT_EQ(view.items[0].quantity, 2);
  EXPECT_EQ(view.items[1].sku_id, sku_of(2));
  EXPECT_TRUE(ask(GetOrder{as_admin, OrderId{70}}));
  EXPECT_EQ(code_of(ask(GetOrder{as_stranger, OrderId{70}})), Errc::not_found);
  EXPECT_EQ(code_of(ask(GetOrder{{shopper}, OrderId{404}})), Errc::not_found);
}

TEST_F(QueriesTest, LoadsAnOrderAsItIsKept) {
  add_product(1);
  add_product(2);
  add_orders();
  run("UPDATE orders SET status = 'SHIPPED', version = 3 WHERE order_id = 70");
  const auto record = value_of(ask(LoadOrder{OrderId{70}}));
  EXPECT_EQ(record.user, shopper);
  EXPECT_EQ(record.version, 3);
  EXPECT_EQ(record.view.order_status, OrderStatus::SHIPPED);
  EXPECT_TRUE(record.view.next_actions.empty());
  EXPECT_EQ(code_of(ask(LoadOrder{OrderId{404}})), Errc::not_found);
}

TEST_F(QueriesTest, WalksTheOrdersOfOneUser) {
  add_orders();
  for (const int size : {1, 2, 3, 10})
    EXPECT_EQ(walk(ListOrders{shopper, {}}, size), (std::vector<std::int64_t>{73, 72, 70})) << size;
  EXPECT_TRUE(walk(ListOrders{owner, {}}, 5).empty());
}

TEST_F(QueriesTest, WalksALedgerOfSalesAndMovementsNewestFirst) {
  add_product(1);
  run(R"sql(
    INSERT INTO orders (order_id, user_id, shipping_address, total_price_krw, ordered_at)
    SELECT n, 2, 'Seoul', 1000, now() FROM generate_series(2, 6, 2) n;
    INSERT INTO order_lines SELECT n, 1, 1001, 1, 1, 1000, n, 100 + n FROM generate_series(2, 6, 2) n;
    INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, balance)
    SELECT 1001, n, 1, 'RETURN', 100 + n FROM generate_series(3, 5, 2) n;
  )sql");
  for (const int size : {1, 2, 3, 6})
    EXPECT_EQ(walk(ListLedger{as_owner, sku_of(1), {}}, size),
              (std::vector<std::int64_t>{106, 105, 104, 103, 102, 10}))
      << size;
  const auto sale = value_of(ask(ListLedger{as_admin, sku_of(1), {std::nullopt, 1}})).content[0];
  EXPECT_EQ(sale.reason, "SALE");
  EXPECT_EQ(sale.delta, -1);
  EXPECT_EQ(sale.order_id, OrderId{6});
  EXPECT_EQ(code_of(ask(ListLedger{as_stranger, sku_of(1), {std::nullopt, 1}})), Errc::not_allowed);
  EXPECT_EQ(code_of(ask(ListLedger{as_owner, SkuId{404}, {std::nullopt, 1}})), Errc::not_found);
}

TEST_F(QueriesTest, FindsStoredAnswersManyAtOnce) {
  run("INSERT INTO idempotency_keys (user_id, key, fingerprint, answer)"
      " VALUES (2, 'k', 'print', '\\x00ff')");
  const auto answers
    = value_of(answer_all(database(), std::vector<FindAnswer>{{shopper, {"other", "print"}},
                                                              {shopper, {"k", "print"}},
                                                              {stranger, {"k", "print"}},
                                                              {shopper, {"k", "reused"}}}));
  EXPECT_EQ(code_of(answers[0]), Errc::not_found);
  EXPECT_EQ(value_of(answers[1]).answer, (std::string{"\0\xff", 2}));
  EXPECT_EQ(code_of(answers[2]), Errc::not_found);
  EXPECT_EQ(code_of(answers[3]), Errc::idempotency_key_reused);
}

TEST_F(QueriesTest, FindsPeopleByAddressAndById) {
  const auto credentials = value_of(ask(FindCredentials{"shopper@example.com"}));
  EXPECT_EQ(credentials.profile.id, shopper);
  EXPECT_EQ(credentials.password_hash, "x");
  const auto profile = value_of(ask(GetProfile{shopper}));
  EXPECT_EQ(profile.name, "Shopper");
  EXPECT_EQ(profile.phone_number, std::nullopt);
  EXPECT_EQ(profile.role, Role::BUYER);
  EXPECT_EQ(code_of(ask(FindCredentials{"nobody@example.com"})), Errc::not_found);
  EXPECT_EQ(code_of(ask(GetProfile{UserId{404}})), Errc::not_found);
}

} // namespace
} // namespace baro
