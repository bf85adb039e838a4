#include "net/validate.hpp"

#include "net/text.hpp"
#include "protocol/catalogue.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace baro {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The paths of the wrong fields.
std::vector<std::string> wrong(const Schema& schema, std::string_view json) {
  std::vector<std::string> paths;
  for (const auto& error : validate(schema, boost::json::parse(json).get_object()))
    paths.push_back(error.field);
  return paths;
}

bool takes(const Field& field, const std::string& value) {
  const Field fields[] = {field};
  return wrong(Schema{fields}, "{\"" + std::string{field.name} + "\":" + value + "}").empty();
}

constexpr Field line_fields[] = {field::id("skuId").optional(), field::id("productId").optional(),
                                 field::integer("quantity", 1, 99)};
constexpr Rule line_rules[] = {{Rule::Kind::exactly_one, "skuId", "productId"}};
constexpr Schema line{line_fields, line_rules};
constexpr Field order_fields[]
  = {field::prose("address", 1, 5), field::object("items", line).list(1, 2)};
constexpr Schema order{order_fields};

TEST(ValidateTest, EveryWrongFieldIsNamedByItsPath) {
  EXPECT_THAT(
    wrong(order,
          R"({"address":"","items":[{"skuId":1,"quantity":1},{"skuId":"x","quantity":100}]})"),
    ElementsAre("address", "items[1].skuId", "items[1].quantity"));
  EXPECT_THAT(wrong(order, "{}"), ElementsAre("address", "items"));
  EXPECT_THAT(wrong(order, R"({"address":"a","items":[]})"), ElementsAre("items"));
  EXPECT_THAT(wrong(order, R"({"address":"a","items":[1]})"), ElementsAre("items[0]"));
}

TEST(ValidateTest, ExactlyOneOfTwoFieldsIsThere) {
  EXPECT_THAT(wrong(line, R"({"skuId":1,"quantity":1})"), IsEmpty());
  EXPECT_THAT(wrong(line, R"({"skuId":1,"productId":null,"quantity":1})"), IsEmpty());
  EXPECT_THAT(wrong(line, R"({"skuId":1,"productId":1,"quantity":1})"), ElementsAre("productId"));
  EXPECT_THAT(wrong(line, R"({"quantity":1})"), ElementsAre("skuId"));
}

TEST(ValidateTest, BothOrNeitherOfTwoFieldsAreThere) {
  static constexpr Field fields[] = {field::id("a").optional(), field::id("b").optional()};
  static constexpr Rule rules[] = {{Rule::Kind::both_or_neither, "a", "b"}};
  constexpr Schema schema{fields, rules};
  EXPECT_THAT(wrong(schema, "{}"), IsEmpty());
  EXPECT_THAT(wrong(schema, R"({"a":1,"b":1})"), IsEmpty());
  EXPECT_THAT(wrong(schema, R"({"b":1})"), ElementsAre("a"));
}

TEST(ValidateTest, TwoNumbersAreInOrder) {
  static constexpr Field fields[]
    = {field::integer("from", 0, 9).optional(), field::integer("to", 0, 9).optional()};
  static constexpr Rule rules[] = {{Rule::Kind::in_order, "from", "to"}};
  constexpr Schema schema{fields, rules};
  EXPECT_THAT(wrong(schema, "{}"), IsEmpty());
  EXPECT_THAT(wrong(schema, R"({"from":9})"), IsEmpty());
  EXPECT_THAT(wrong(schema, R"({"to":0})"), IsEmpty());
  EXPECT_THAT(wrong(schema, R"({"from":3,"to":3})"), IsEmpty());
  EXPECT_THAT(wrong(schema, R"({"from":4,"to":3})"), ElementsAre("from"));
  EXPECT_THAT(wrong(schema, R"({"from":"x","to":3})"), ElementsAre("from"));
}

TEST(ValidateTest, AnIdIsATextOrANumber) {
  for (const auto* good : {"1", "\"1\"", "9007199254740991", "\"9007199254740991\""})
    EXPECT_TRUE(takes(field::id("id"), good)) << good;
  for (const auto* bad : {"0", "-1", "1.5", "1.0", "\"01\"", "\"\"", "\" 1\"", "9007199254740992",
                          "true", "[1]", "1e3", "18446744073709551615"})
    EXPECT_FALSE(takes(field::id("id"), bad)) << bad;
}

TEST(ValidateTest, AnIntegerIsANumberWithinItsLimits) {
  const auto delta = field::integer("delta", -5, 5).not_zero();
  for (const auto* good : {"-5", "1", "5"})
    EXPECT_TRUE(takes(delta, good)) << good;
  for (const auto* bad : {"0", "6", "-6", "\"1\"", "1.5", "99999999999999999999"})
    EXPECT_FALSE(takes(delta, bad)) << bad;
}

TEST(ValidateTest, TextsAreCountedInCodePoints) {
  EXPECT_TRUE(takes(field::text("name", 1, 2), "\"니트\""));
  EXPECT_FALSE(takes(field::text("name", 1, 2), "\"니트들\""));
}

TEST(ValidateTest, ABlankOrControlCharacterIsNoName) {
  for (const auto* bad : {"\"\"", "\"   \"", R"("a\nb")", R"("a\u0000b")", "5", "{}"})
    EXPECT_FALSE(takes(field::text("name", 1, 10), bad)) << bad;
  EXPECT_TRUE(takes(field::prose("text", 1, 10), R"("a\nb")"));
}

TEST(ValidateTest, AnUnknownChoiceIsRefused) {
  EXPECT_TRUE(takes(field::choice<StoreStatus>("status"), "\"ACTIVE\""));
  EXPECT_FALSE(takes(field::choice<StoreStatus>("status"), "\"active\""));
  EXPECT_FALSE(takes(field::choice<StoreStatus>("status"), "1"));
}

TEST(ValidateTest, AnEmailHasOneMailboxAndADomain) {
  for (const auto* good : {"\"a@b.co\"", "\"a.b+c@x-y.example\""})
    EXPECT_TRUE(takes(field::email("email"), good)) << good;
  for (const auto* bad : {"\"a\"", "\"@b.co\"", "\"a@b\"", "\"a b@c.de\"", "\"a@b..co\"",
                          "\"a@@b.co\"", "\".a@b.co\""})
    EXPECT_FALSE(takes(field::email("email"), bad)) << bad;
}

TEST(ValidateTest, APictureIsOnTheWebOrHere) {
  for (const auto* good : {"\"https://x.example/a.png\"", "\"/pictures/a.svg\""})
    EXPECT_TRUE(takes(field::url("url"), good)) << good;
  for (const auto* bad : {"\"javascript:alert(1)\"", "\"//x.example/a\"", "\"data:image/png,x\"",
                          "\"a.png\"", "\"https://\""})
    EXPECT_FALSE(takes(field::url("url"), bad)) << bad;
}

TEST(ValidateTest, ACodeHasLettersDigitsAndDashes) {
  for (const auto* good : {"\"AUTUMN-10\"", "\"a_b\""})
    EXPECT_TRUE(takes(field::code("code", 3, 40), good)) << good;
  for (const auto* bad : {"\"ab\"", "\"a b\"", "\"쿠폰이다\"", "\"a%b\"", "123"})
    EXPECT_FALSE(takes(field::code("code", 3, 40), bad)) << bad;
}

TEST(ValidateTest, AMomentIsInUtc) {
  for (const auto* good : {"\"2026-03-02T09:30:00Z\"", "\"2028-02-29T23:59:59.123456Z\""})
    EXPECT_TRUE(takes(field::time("at"), good)) << good;
  for (const auto* bad :
       {"\"2026-03-02T09:30:00\"", "\"2026-03-02T09:30:00+09:00\"", "\"2026-02-29T00:00:00Z\"",
        "\"2026-03-02T24:00:00Z\"", "\"2026-03-02T09:30:00.Z\"", "\"2026-03-02T09:30:00.1234567Z\"",
        "\"1999-12-31T23:59:59Z\"", "\"2026-3-2T09:30:00Z\"", "\"\"", "\"Z\"", "1790000000"})
    EXPECT_FALSE(takes(field::time("at"), bad)) << bad;
  EXPECT_EQ(parse_time("2026-03-02T09:30:00.25Z")->micros, 1'772'443'800'250'000);
}

TEST(ValidateTest, TwoMomentsAreInOrder) {
  static constexpr Field fields[] = {field::time("from"), field::time("to")};
  static constexpr Rule rules[] = {{Rule::Kind::in_order, "from", "to"}};
  constexpr Schema schema{fields, rules};
  EXPECT_THAT(wrong(schema, R"({"from":"2026-03-02T09:30:00Z","to":"2026-03-02T09:30:00.5Z"})"),
              IsEmpty());
  EXPECT_THAT(wrong(schema, R"({"from":"2026-03-02T09:30:01Z","to":"2026-03-02T09:30:00.5Z"})"),
              ElementsAre("from"));
}

TEST(ValidateTest, WhoeverRefusesAFieldMaySayWhy) {
  constexpr Field fields[] = {field::code("couponCode", 3, 40)};
  const auto body = boost::json::parse(R"({"couponCode":"AUTUMN"})").get_object();
  Error why{Errc::coupon_invalid};
  why.field = "couponCode";
  EXPECT_EQ(not_accepted(Schema{fields}, why, body).reason, "is not accepted here");
  why.reason = "is paused";
  const auto error = not_accepted(Schema{fields}, why, body);
  EXPECT_EQ(error.reason, "is paused");
  EXPECT_EQ(error.rejected_value, "\"AUTUMN\"");
}

TEST(ValidateTest, APasswordIsNeverShownAgain) {
  constexpr Field fields[] = {field::password("password", 10, 128)};
  const auto errors
    = validate(Schema{fields}, boost::json::parse(R"({"password":"hunter2"})").get_object());
  ASSERT_EQ(errors.size(), 1);
  EXPECT_EQ(errors[0].rejected_value, "null");
}

TEST(ValidateTest, TheListOfErrorsHasALimit) {
  constexpr Field fields[] = {field::id("ids").list(1, 1000)};
  std::string json = R"({"ids":[0)";
  for (int i = 1; i < 1000; ++i)
    json += ",0";
  EXPECT_EQ(validate(Schema{fields}, boost::json::parse(json + "]}").get_object()).size(),
            field_errors_max);
}

} // namespace
} // namespace baro
