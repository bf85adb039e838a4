#include "persistence/audit.hpp"

#include "persistence/bulk_load.hpp"
#include "tests/support/pg_test.hpp"

#include <gmock/gmock.h>

namespace baro {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr UserId user{1};
constexpr StoreId store{2};
constexpr CategoryId category{3};
constexpr ProductId product{4};
constexpr SkuId stocked{5};
constexpr SkuId never_stocked{6};
constexpr Timestamp at{1'700'000'000'000'000};

/// Ten units came; order 7 took two of them, order 8 three, which came back when it was cancelled.
constexpr const char* orders_sql = R"sql(
  INSERT INTO orders (order_id, user_id, status, cancel_reason, shipping_address, total_price_krw, ordered_at)
  VALUES (7, 1, 'ORDERED', NULL, 'here', 2000, now()), (8, 1, 'CANCELLED', 'BUYER', 'here', 3000, now());
  INSERT INTO order_lines (order_id, line_no, sku_id, product_id, quantity, price_krw, ledger_seq, balance)
  VALUES (7, 1, 5, 4, 2, 1000, 2, 8), (8, 1, 5, 4, 3, 1000, 3, 5);
  INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, order_id, balance)
  VALUES (5, 4, 3, 'CANCELLATION', 8, 8);
  UPDATE inventory SET on_hand = 8, ledger_seq = 4 WHERE sku_id = 5;
)sql";

// Order 9 is paid, delivered and, by one of its two units, returned.
constexpr const char* paid_sql = R"sql(
  INSERT INTO orders (order_id, user_id, status, shipping_address, total_price_krw, ordered_at)
  VALUES (9, 1, 'DELIVERED', 'here', 2000, now());
  INSERT INTO order_lines (order_id, line_no, sku_id, product_id, quantity, price_krw, ledger_seq, balance)
  VALUES (9, 1, 5, 4, 2, 1000, 5, 6);
  INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, order_id, order_version, balance)
  VALUES (5, 6, 1, 'RETURN', 9, 4, 7);
  UPDATE inventory SET on_hand = 7, ledger_seq = 6 WHERE sku_id = 5;
  INSERT INTO payments (payment_id, order_id, status, amount_krw, provider, started_at)
  VALUES (90, 9, 'CONFIRMED', 2000, 'local', now()), (80, 8, 'FAILED', 3000, 'local', now());
  INSERT INTO refunds (refund_id, payment_id, order_id, amount_krw, status, decided_at)
  VALUES (91, 90, 9, 1000, 'DUE', now());
  INSERT INTO order_returns (order_id, order_version, sku_id, quantity, restocked, returned_at)
  VALUES (9, 4, 5, 1, true, now());
)sql";

class AuditTest : public PgTest {
protected:
  void SetUp() override {
    auto loader = BulkLoader::begin(database());
    ASSERT_TRUE(loader);
    ASSERT_TRUE(
      loader->add(bulk::User{user, "a@baro.test", "hash", "A", "010", "here", "BUYER", at}));
    ASSERT_TRUE(loader->add(bulk::Category{category, "tops"}));
    ASSERT_TRUE(
      loader->add(bulk::Store{store, user, "store", "", "02", "there", "/s.svg", "ACTIVE", at}));
    ASSERT_TRUE(
      loader->add(bulk::Product{product,
                                store,
                                "tee",
                                1'000,
                                "",
                                "/p.svg",
                                1,
                                true,
                                at,
                                {"/p.svg"},
                                {category},
                                {{stocked, "M", "Black", 10}, {never_stocked, "L", "Black", 0}}}));
    ASSERT_TRUE(loader->add(bulk::ProductLike{user, product, at}));
    ASSERT_TRUE(
      loader->add(bulk::Look{LookId{9}, user, "look", "", "/l.svg", 0, at, {"/l.svg"}, {product}}));
    ASSERT_TRUE(loader->commit());
    run(orders_sql);
  }

  AuditReport report() { return value_of(audit(database())); }
};

TEST_F(AuditTest, ASoundShopPassesAndIsAddedUp) {
  const auto found = report();
  EXPECT_FALSE(found.violation) << found.violation->what;
  EXPECT_EQ(found.summary.skus, 2);
  EXPECT_EQ(found.summary.received, 10);
  EXPECT_EQ(found.summary.adjusted, 0);
  EXPECT_EQ(found.summary.sold, 5);
  EXPECT_EQ(found.summary.returned, 3);
  EXPECT_EQ(found.summary.on_hand, 8);
  EXPECT_EQ(found.summary.orders, 2);
  EXPECT_EQ(found.summary.lines, 2);
}

TEST_F(AuditTest, LeavesNoTransactionBehind) {
  report();
  run("CREATE TABLE written_afterwards ()");
  EXPECT_EQ(number("SELECT count(*) FROM written_afterwards"), 0);
}

struct Planted {
  const char* name;
  const char* sql;
  const char* what; // the sentence
  const char* row;  // part of one of its rows
};

void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.name; }

class PlantedViolationTest : public AuditTest, public testing::WithParamInterface<Planted> {};

TEST_P(PlantedViolationTest, IsFoundAndShown) {
  run(GetParam().sql);
  const auto found = report();
  ASSERT_TRUE(found.violation) << "not noticed";
  EXPECT_EQ(found.violation->what, GetParam().what);
  EXPECT_THAT(found.violation->rows, Contains(HasSubstr(GetParam().row)));
}

/// The same in a shop that money has moved in.
class PlantedInMoneyTest : public PlantedViolationTest {
protected:
  void SetUp() override {
    PlantedViolationTest::SetUp();
    run(paid_sql);
    ASSERT_FALSE(report().violation);
  }
};

TEST_P(PlantedInMoneyTest, IsFoundAndShown) {
  run(GetParam().sql);
  const auto found = report();
  ASSERT_TRUE(found.violation) << "not noticed";
  EXPECT_EQ(found.violation->what, GetParam().what);
  EXPECT_THAT(found.violation->rows, Contains(HasSubstr(GetParam().row)));
}

constexpr Planted stock[] = {
  {"LostInventory", "DELETE FROM inventory WHERE sku_id = 5",
   "SKU 5 has ledger entries but no inventory.", "\"SALE\""},
  {"InventedUnit", "UPDATE inventory SET on_hand = on_hand + 1 WHERE sku_id = 5",
   "SKU 5 does not have on hand what was received + adjusted + promised - sold + returned.",
   "\"on_hand\": 9"},
  {"LostUnit", "UPDATE inventory SET on_hand = on_hand - 1 WHERE sku_id = 5",
   "SKU 5 does not have on hand what was received + adjusted + promised - sold + returned.",
   "\"on_hand\": 7"},
  {"StockOutOfNowhere", "UPDATE inventory SET on_hand = 1 WHERE sku_id = 6",
   "SKU 6 does not have on hand what was received + adjusted + promised - sold + returned.",
   "\"on_hand\": 1"},
  {"LostSale", "DELETE FROM order_lines WHERE order_id = 7",
   "SKU 5 does not have on hand what was received + adjusted + promised - sold + returned.",
   "\"SALE\""},
  {"WrongBalance", "UPDATE order_lines SET balance = 9 WHERE order_id = 7",
   "SKU 5 has a ledger entry that does not continue the one before it.", "\"balance\": 9"},
  {"GapInLedger",
   "UPDATE stock_movements SET ledger_seq = 5 WHERE order_id = 8; UPDATE inventory SET ledger_seq "
   "= 5 WHERE sku_id = 5",
   "SKU 5 has a ledger entry that does not continue the one before it.", "\"ledger_seq\": 5"},
  {"MiscountedLedger", "UPDATE inventory SET ledger_seq = 9 WHERE sku_id = 5",
   "SKU 5 has another number of ledger entries than its inventory counts.", "\"ledger_seq\": 9"},
};

constexpr Planted orders[] = {
  {"LostOrder", "DELETE FROM orders WHERE order_id = 7", "Order 7 has lines but does not exist.",
   "\"line\""},
  {"EmptyOrder",
   "INSERT INTO orders (order_id, user_id, shipping_address, total_price_krw, ordered_at) VALUES "
   "(70, 1, '', 0, now())",
   "Order 70 has no lines.", "\"order\""},
  {"WrongTotal", "UPDATE orders SET total_price_krw = 1999 WHERE order_id = 7",
   "Order 7 has a total that is not the sum of its lines, less its discount.", "1999"},
  {"CancelledWithoutReturn",
   "UPDATE orders SET status = 'CANCELLED', cancel_reason = 'BUYER' WHERE order_id = 7",
   "Order 7 is cancelled, but not all of its units came back.", "\"CANCELLED\""},
  {"ReturnedWithoutCancelling",
   "UPDATE orders SET status = 'ORDERED', cancel_reason = NULL WHERE order_id = 8",
   "Order 8 gave units back that it did not take, or is not cancelled.", "\"movement\""},
  {"ReturnedTooFew",
   "UPDATE stock_movements SET delta = 2, balance = 7 WHERE order_id = 8; UPDATE inventory SET "
   "on_hand = 7 WHERE sku_id = 5",
   "Order 8 gave back another number of units than it took.", "\"delta\": 2"},
  {"ReturnedTwice",
   "UPDATE stock_movements SET delta = 1, balance = 6 WHERE order_id = 8;"
   "INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, order_id, balance) VALUES (5, "
   "5, 2, 'CANCELLATION', 8, 8);"
   "UPDATE inventory SET ledger_seq = 5 WHERE sku_id = 5",
   "Order 8 gave its units back more than once.", "\"delta\": 2"},
};

constexpr Planted money[] = {
  {"UnpaidButDelivered", "DELETE FROM refunds; DELETE FROM payments",
   "Order 9 has charged less what was given back that is not what is owed for it.", "\"order\""},
  {"ChargedForACancelledOrder", "UPDATE payments SET status = 'CONFIRMED' WHERE payment_id = 80",
   "Order 8 has charged less what was given back that is not what is owed for it.", "\"payment\""},
  {"RefundedTooMuch",
   "INSERT INTO refunds (refund_id, payment_id, order_id, amount_krw, status, decided_at) "
   "VALUES (92, 90, 9, 1001, 'DUE', now())",
   "Order 9 has charged less what was given back that is not what is owed for it.", "1001"},
  {"RefundOfWhatWasNotCharged",
   "INSERT INTO payments (payment_id, order_id, status, amount_krw, provider, started_at) "
   "VALUES (93, 9, 'CONFIRMED', 500, 'local', now()); "
   "INSERT INTO refunds (refund_id, payment_id, order_id, amount_krw, status, decided_at) "
   "VALUES (94, 80, 9, 500, 'DUE', now())",
   "Order 8 gives more back than a payment has charged.", "\"payment\""},
  {"ReturnedMoreThanBought",
   "UPDATE order_returns SET quantity = 3; "
   "UPDATE stock_movements SET delta = 3, balance = 9 WHERE order_id = 9; "
   "UPDATE inventory SET on_hand = 9 WHERE sku_id = 5",
   "Order 9 took more units back than it delivered.", "\"order\""},
  {"ReturnedUnitsThatAreNotOnHand", "UPDATE order_returns SET restocked = false",
   "Order 9 put another number of returned units on hand than it says.", "\"movement\""},
};

constexpr Planted references[] = {
  {"SkuWithoutProduct", "DELETE FROM products", "SKU 5 belongs to a product that does not exist.",
   "\"sku\""},
  {"SkuWithoutInventory", "DELETE FROM inventory WHERE sku_id = 6", "SKU 6 has no inventory.",
   "\"sku\""},
  {"InventoryWithoutSku", "DELETE FROM skus WHERE sku_id = 6",
   "SKU 6 has an inventory but does not exist.", "\"inventory\""},
  {"AdjustmentWithOrder",
   "INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, order_id, balance) VALUES (6, "
   "1, 1, 'ADJUSTMENT', 7, 1);"
   "UPDATE inventory SET on_hand = 1, ledger_seq = 1 WHERE sku_id = 6",
   "SKU 6 has a cancellation without an order, or another movement with one.", "\"movement\""},
  {"CartOfUnknownSku",
   "INSERT INTO cart_lines (user_id, sku_id, item_id, quantity) VALUES (1, 60, 61, 1)",
   "SKU 60 is in a cart but has no inventory.", "\"cart_line\""},
  {"CartOfUnknownUser",
   "INSERT INTO cart_lines (user_id, sku_id, item_id, quantity) VALUES (10, 5, 61, 1)",
   "User 10 has a cart but does not exist.", "\"item_id\": 61"},
  {"OrderOfUnknownUser", "UPDATE orders SET user_id = 10 WHERE order_id = 7",
   "Order 7 belongs to a user who does not exist.", "\"order\""},
  {"LineOfAnotherProduct", "UPDATE order_lines SET product_id = 40 WHERE order_id = 7",
   "Order 7 has a line whose SKU does not exist, or is of another product.", "\"product_id\": 40"},
  {"ProductWithoutStore", "UPDATE products SET store_id = 20",
   "Product 4 belongs to a store that does not exist.", "\"product\""},
  {"StoreWithoutOwner", "UPDATE stores SET owner_id = 10",
   "Store 2 belongs to a user who does not exist.", "\"owner_id\": 10"},
  {"ImageOfUnknownProduct", "INSERT INTO product_images VALUES (40, 0, '/x.svg')",
   "Product 40 has images but does not exist.", "\"image\""},
  {"UnknownCategory", "INSERT INTO product_categories (category_id, product_id) VALUES (30, 4)",
   "Product 4 is in a category and one of the two does not exist.", "\"category_id\": 30"},
  {"LikeByUnknownUser", "INSERT INTO product_likes (user_id, product_id) VALUES (10, 4)",
   "Product 4 is liked by a user and one of the two does not exist.", "\"likes\": 2"},
  {"LookWithoutCreator", "UPDATE looks SET creator_id = 10",
   "Look 9 belongs to a user who does not exist.", "\"creator_id\": 10"},
  {"LookOfUnknownProduct",
   "INSERT INTO look_products (look_id, display_order, product_id) VALUES (9, 1, 40)",
   "Look 9 shows a product and one of the two does not exist.", "\"product_id\": 40"},
  {"ImageOfUnknownLook", "INSERT INTO look_images VALUES (90, 0, '/x.svg')",
   "Look 90 has images but does not exist.", "\"image\""},
  {"IdentityOfUnknownUser",
   "INSERT INTO user_identities (provider, subject, user_id) VALUES ('KAKAO', '7', 10)",
   "User 10 is vouched for by a provider but does not exist.", "\"KAKAO\""},
  {"UncountedLike", "UPDATE products SET likes_count = 0",
   "Product 4 is liked by more users than its count says.", "\"likes\": 1"},
  {"OtherLikesInCategory", "UPDATE product_categories SET likes_count = 2",
   "Product 4 has other likes or is otherwise on sale in its category.", "\"likes_count\": 2"},
  {"StillInListOfCategory", "UPDATE product_categories SET on_sale = false",
   "Product 4 has other likes or is otherwise on sale in its category.", "\"on_sale\": false"},
  {"SellingInPausedStore", "UPDATE stores SET status = 'PAUSED'",
   "Product 4 is on sale and should not be, or the other way round.", "\"PAUSED\""},
  {"LeftOutOfSearch", "DELETE FROM product_search", "Product 4 cannot be searched for.",
   "\"price_krw\""},
};

constexpr Planted drops[] = {
  {"GapInLine", "UPDATE drop_line SET position = 5 WHERE position = 4",
   "Product 4 has a line with gaps, or that is not in the order of joining.", "\"position\": 5"},
  {"JumpedTheLine", "UPDATE drop_line SET joined_at = now() - interval '1 s' WHERE position = 4",
   "Product 4 has a line with gaps, or that is not in the order of joining.", "\"position\": 4"},
  {"TurnOutOfOrder", "INSERT INTO drop_line VALUES (4, 5, 3, 1, now(), 'TURN', now(), NULL)",
   "Product 4 gave somebody a turn before others who wait in front.", "\"TURN\""},
  {"BeyondTheLimit", "UPDATE drops SET per_customer = 1",
   "Product 4 was sold to somebody beyond the limit of its drop.", "\"per_customer\": 1"},
  {"TurnForAnotherNumber", "UPDATE drop_line SET quantity = 1 WHERE position = 1",
   "Product 4 has a turn that does not agree with the order that spent it.", "\"order_id\": 7"},
  {"NotReturned",
   "UPDATE drops SET per_customer = 9; UPDATE drop_line SET state = 'BOUGHT'"
   " WHERE position = 2",
   "Product 4 has a turn that does not agree with the order that spent it.", "\"CANCELLED\""},
  {"LineWithoutDrop", "DELETE FROM drops", "Product 4 has a line but is no drop.", "\"place\""},
  {"DropOfUnknownProduct", "INSERT INTO drops VALUES (40, now(), 2, 60, 1)",
   "Product 40 is a drop but does not exist.", "\"drop\""},
};

/// Of product 4, order 7 has two units; order 8 had three.
class PlantedInLineTest : public AuditTest, public testing::WithParamInterface<Planted> {
protected:
  PlantedInLineTest() {
    run("INSERT INTO drops VALUES (4, now(), 2, 60, 1);"
        "INSERT INTO drop_line VALUES (4, 1, 1, 2, now(), 'BOUGHT', now(), 7),"
        " (4, 2, 1, 3, now(), 'RETURNED', now(), 8), (4, 3, 2, 1, now(), 'LEFT', NULL, NULL),"
        " (4, 4, 2, 1, now(), 'WAITING', NULL, NULL)");
  }
};

TEST_P(PlantedInLineTest, IsFoundAndShown) {
  EXPECT_FALSE(report().violation) << "the line was sound before";
  run(GetParam().sql);
  const auto found = report();
  ASSERT_TRUE(found.violation) << "not noticed";
  EXPECT_EQ(found.violation->what, GetParam().what);
  EXPECT_THAT(found.violation->rows, Contains(HasSubstr(GetParam().row)));
}

const auto name_of_case
  = [](const testing::TestParamInfo<Planted>& info) { return std::string{info.param.name}; };

INSTANTIATE_TEST_SUITE_P(Stock, PlantedViolationTest, testing::ValuesIn(stock), name_of_case);
INSTANTIATE_TEST_SUITE_P(Orders, PlantedViolationTest, testing::ValuesIn(orders), name_of_case);
INSTANTIATE_TEST_SUITE_P(Money, PlantedInMoneyTest, testing::ValuesIn(money), name_of_case);
INSTANTIATE_TEST_SUITE_P(Drops, PlantedInLineTest, testing::ValuesIn(drops), name_of_case);
INSTANTIATE_TEST_SUITE_P(References, PlantedViolationTest, testing::ValuesIn(references),
                         name_of_case);

TEST_F(AuditTest, ACancellationWithoutItsOrderIsFound) {
  run("INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, balance) VALUES (6, 1, 1, "
      "'CANCELLATION', 1);"
      "UPDATE inventory SET on_hand = 1, ledger_seq = 1 WHERE sku_id = 6");
  const auto found = report();
  ASSERT_TRUE(found.violation);
  EXPECT_THAT(found.violation->rows, Not(IsEmpty()));
}

TEST_F(AuditTest, ADatabaseWithoutTablesIsAFailureAndNotAPass) {
  run("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  EXPECT_FALSE(audit(database()));
}

} // namespace
} // namespace baro
