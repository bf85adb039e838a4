#include "persistence/bulk_load.hpp"
#include "persistence/like_writer.hpp"
#include "persistence/product_edits.hpp"
#include "persistence/searcher.hpp"
#include "tests/persistence/plans_test.hpp"

#include <gmock/gmock.h>

#include <future>

namespace baro {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SearchTest : public ShopTest {
protected:
  void add_named(std::int64_t id, std::string name, std::optional<std::string> description = {}) {
    auto product = new_product(id);
    product.name = std::move(name);
    product.description = std::move(description);
    add(product);
  }

  std::vector<std::int64_t> found(std::string text) {
    SearchProducts question;
    question.text = std::move(text);
    question.page.size = page_size_max;
    std::vector<std::int64_t> ids;
    for (const auto& item : value_of(answer(database(), question)).content)
      ids.push_back(item.id.value);
    return ids;
  }
};

TEST_F(SearchTest, FindsKoreanAnywhereInAWord) {
  add_named(1, "오버핏 린넨셔츠");
  add_named(2, "셔츠원피스");
  add_named(3, "니트");
  EXPECT_THAT(found("셔츠"), ElementsAre(2, 1));
  EXPECT_THAT(found("넨셔"), ElementsAre(1));
  EXPECT_THAT(found("피"), ElementsAre(2));
  EXPECT_THAT(found("핏"), ElementsAre(1));
  EXPECT_THAT(found("오버핏 셔츠"), ElementsAre(1));
  EXPECT_THAT(found("셔 츠"), ElementsAre(2, 1));
  EXPECT_THAT(found("셔츠핏"), IsEmpty());
}

TEST_F(SearchTest, FindsKoreanHoweverItsSyllablesAreEncoded) {
  add_named(1, "린넨셔츠");
  add_named(2, "\u1102\u1175\u1110\u1173"); // 니트, letter by letter
  EXPECT_THAT(found("\u1109\u1167\u110e\u1173"), ElementsAre(1));
  EXPECT_THAT(found("니트"), ElementsAre(2));
}

TEST_F(SearchTest, FindsEnglishByTheBeginningOfAWordAndByItsStem) {
  add_named(1, "Relaxed T-Shirt");
  add_named(2, "Running SHIRTS");
  add_named(3, "Sweatshirt", "to run in");
  EXPECT_THAT(found("shirt"), ElementsAre(2, 1));
  EXPECT_THAT(found("shirts"), ElementsAre(2, 1));
  EXPECT_THAT(found("RELAX"), ElementsAre(1));
  EXPECT_THAT(found("relax-ed"), IsEmpty()) << "no word begins with ed";
  EXPECT_THAT(found("run"), ElementsAre(3, 2));
  EXPECT_THAT(found("a shirt for running"), ElementsAre(2));
}

TEST_F(SearchTest, DescriptionsAreFoundByTheBeginningsOfTheirWords) {
  add_named(1, "A", "가볍고 시원한\n여름소재");
  EXPECT_THAT(found("시원한 여름"), ElementsAre(1));
  EXPECT_THAT(found("소재"), IsEmpty());
}

TEST_F(SearchTest, ASmallMistakeInAnEnglishWordIsCorrected) {
  add_named(1, "Linen jacket");
  add_named(2, "Hoodie");
  EXPECT_THAT(found("linnen"), ElementsAre(1));
  EXPECT_THAT(found("jackat linen"), ElementsAre(1));
  EXPECT_THAT(found("hodie"), ElementsAre(2));
  EXPECT_THAT(found("umbrella"), IsEmpty());
}

TEST_F(SearchTest, AWordThatIsKnownIsNotCorrected) {
  add_named(1, "Jacket");
  add_named(2, "Jackal print");
  EXPECT_THAT(found("jackal"), ElementsAre(2));
}

TEST_F(SearchTest, NothingThatIsTypedIsAnOperator) {
  add_named(1, "Shirt");
  for (const auto* text :
       {"'", "''", "\\",  "a' | 'b", "!shirt", "shirt:*A", "(((", "<->",    "&&&",   "%",
        "_", "$1", "½㈜", "\u200b",  "",       " ",        "😀",   "\u00a0", "''':*", "ﷺ"})
    EXPECT_TRUE(answer(database(), SearchProducts{text, {}, {}, {}, {}, {{}, 5}})) << text;
  EXPECT_THAT(found("!shirt:*"), ElementsAre(1)) << "what is left of it is a word";
  EXPECT_THAT(found("!!!"), IsEmpty());
}

TEST_F(SearchTest, TheFirstTenWordsCount) {
  add_named(1, "a b c d e f g h i j");
  EXPECT_THAT(found("a b c d e f g h i j k l m"), ElementsAre(1));
  EXPECT_THAT(found("k a b c d e f g h i j"), IsEmpty());
}

TEST_F(SearchTest, FollowsTheNamesOfProductsAndStores) {
  add_named(1, "Shirt");
  auto change = ChangeProduct{as_owner, ProductId{1}, "니트", {}, {}, {}, {}, {}};
  value_of(carry_out(session, change));
  EXPECT_THAT(found("shirt"), IsEmpty());
  EXPECT_THAT(found("니트"), ElementsAre(1));
  value_of(carry_out(session, ChangeStore{as_owner, store, "담백상점", {}, {}, {}, {}, {}}));
  EXPECT_THAT(found("상점"), ElementsAre(1));
  EXPECT_THAT(found("니트 담백"), ElementsAre(1));
}

TEST_F(SearchTest, FindsWhatWasLoadedInBulk) {
  auto loader = value_of(BulkLoader::begin(database()));
  bulk::Product product;
  product.id = ProductId{1};
  product.store = store;
  product.name = "캐시미어코트";
  product.price = 1;
  product.categories = {coats};
  value_of(loader.add(product));
  value_of(loader.commit());
  EXPECT_THAT(found("코트"), ElementsAre(1));
}

TEST_F(SearchTest, ALikeTouchesNoIndexOfWords) {
  add_named(1, "Shirt");
  const auto version = [&] { return number("SELECT xmin::text::bigint FROM product_search"); };
  const auto before = version();
  LikeWork likes{config};
  ASSERT_TRUE(likes.carry_out({LikeProduct{shopper, ProductId{1}, true}}).front());
  value_of(carry_out(session, ChangeProduct{as_owner, ProductId{1}, "Shirt", 7, {}, {}, {}, {}}));
  EXPECT_EQ(version(), before);
}

TEST_F(SearchTest, TwoWhoLearnTheSameWordsDoNotDisturbEachOther) {
  const auto add_all = [this](std::int64_t first, bool backwards) {
    PgSession own{config, "test_session"};
    for (std::int64_t i = 0; i < 50; ++i) {
      auto product = new_product(first + i);
      const auto word = [](std::int64_t n) { return std::string(4, char('a' + n % 26)) + "xyz"; };
      product.name = backwards ? word(i + 1) + " " + word(i) : word(i) + " " + word(i + 1);
      value_of(carry_out(own, product));
    }
  };
  auto other = std::async(std::launch::async, [&] { add_all(10'000, true); });
  add_all(20'000, false);
  other.get();
  EXPECT_EQ(number("SELECT count(*) FROM product_search"), 100);
}

TEST_F(SearchTest, TheActorAnswers) {
  add_named(1, "Shirt");
  Actors actors;
  const auto searcher = actors.spawn<SearcherImpl>(SearcherConfig{config});
  const SearchProducts question{"shirt", {}, {}, {}, {}, {{}, 5}};
  EXPECT_EQ(value_of(actors.ask<Slice<ItemView>>(searcher, question)).content.size(), 1u);
}

/// How a search is carried out in a shop of 30,000 products, all of which have one word, a hundred
/// another, and one a third.
class SearchPlansTest : public PlansTest {
protected:
  void SetUp() override {
    run(R"sql(
      INSERT INTO products (product_id, store_id, name, price_krw, on_sale)
      SELECT n * 10, 10, 'everyday piece'
               || CASE WHEN n % 300 = 0 THEN ' seldom' ELSE '' END
               || CASE WHEN n = 77 THEN ' unique' ELSE '' END
               || CASE WHEN n < 15000 THEN ' vintage' ELSE '' END, 1000 + n, true
        FROM generate_series(1::bigint, 30000) n;
      INSERT INTO product_categories (category_id, product_id) SELECT 100, product_id FROM products;
    )sql");
    run("VACUUM ANALYZE");
  }

  static SearchProducts search(std::string text) {
    SearchProducts question;
    question.text = std::move(text);
    question.page.size = 21;
    return question;
  }

  /// Rows that were read, kept or not, to answer a search.
  double rows_read(const SearchProducts& question) {
    const auto plan = plan_of(statement_of(question), "force_generic_plan");
    return rows_read(plan.as_object());
  }

  static double rows_read(const boost::json::object& node) {
    double rows = 0;
    if (text_of(node, "Node Type").find("Scan") != std::string::npos)
      for (const auto* kind : {"Actual Rows", "Rows Removed by Filter",
                               "Rows Removed by Index Recheck", "Rows Removed by Join Filter"})
        rows += rows_of(node, kind);
    if (const auto* below = node.if_contains("Plans"))
      for (const auto& one : below->as_array())
        rows += rows_read(one.as_object());
    return rows;
  }
};

TEST_F(SearchPlansTest, ACommonWordReadsItsPageAndNotTheShop) {
  auto question = search("everyday");
  const double page_max = 400;
  EXPECT_LT(rows_read(question), page_max);
  question.page.after = Cursor{{100'000}, {}};
  EXPECT_LT(rows_read(question), page_max) << "deep";
  question.category = shirts;
  EXPECT_LT(rows_read(question), page_max) << "of a category";
  question.store = store;
  EXPECT_LT(rows_read(question), page_max) << "of a category and a store";
  question.category.reset();
  EXPECT_LT(rows_read(question), page_max) << "of a store";
  question.page.after = Cursor{{150'000}, {}};
  question.text = "vintage";
  EXPECT_LT(rows_read(question), page_max) << "of what is old";
}

TEST_F(SearchPlansTest, ARareWordReadsTheNewestAndWhatHasTheWord) {
  for (const auto* text : {"seldom", "unique", "nowhere", "없는말"})
    EXPECT_LT(rows_read(search(text)), 6'000) << text;
}

TEST_F(SearchPlansTest, AWordFarBehindTheNewestIsFoundInOrder) {
  auto question = search("seldom");
  std::vector<std::int64_t> ids;
  do {
    const auto slice = value_of(answer(database(), question));
    for (const auto& item : slice.content)
      ids.push_back(item.id.value);
    question.page.after = slice.next_cursor;
    if (!slice.has_next)
      break;
  } while (ids.size() < 200);
  ASSERT_EQ(ids.size(), 100u);
  for (std::size_t i = 0; i < ids.size(); ++i)
    EXPECT_EQ(ids[i], 300'000 - 3'000 * std::int64_t(i));
  EXPECT_EQ(value_of(answer(database(), search("vintage"))).content.front().id, ProductId{149'990});
}

} // namespace
} // namespace baro
