#include "net/query.hpp"
#include "net/validate.hpp"
#include "tests/fuzz/limits.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cassert>

namespace baro::fuzz {

namespace {

constexpr std::string_view choices[] = {"LIKE", "DISLIKE"};

constexpr Field part_fields[] = {field::id("productId").optional(), field::id("skuId").optional(),
                                 field::integer("quantity", 1, 99)};
constexpr Rule part_rules[] = {{Rule::Kind::exactly_one, "productId", "skuId"}};
constexpr Schema part{part_fields, part_rules};

// Each type of field, and each rule.
constexpr Field fields[] = {
  field::text("name", 1, 5),
  field::prose("note", 0, 20).optional(),
  field::password("password", 2, 8).optional(),
  field::email("email").optional(),
  field::phone("phone").optional(),
  field::url("url").optional(),
  field::url("urls").list(1, 3).optional(),
  field::code("code", 1, 8).optional(),
  field::time("from").optional(),
  field::time("until").optional(),
  field::id("id").optional(),
  field::id("ids").list(0, 3).optional(),
  field::integer("delta", -9, 9).not_zero().optional(),
  field::integer("min", 0, 9).optional(),
  field::integer("max", 0, 9).optional(),
  Field{.name = "choice", .type = FieldType::choice, .required = false, .choices = choices},
  field::object("part", part).optional(),
  field::object("parts", part).list(1, 3).optional(),
};
constexpr Rule rules[] = {{Rule::Kind::in_order, "from", "until"},
                          {Rule::Kind::in_order, "min", "max"},
                          {Rule::Kind::both_or_neither, "id", "choice"}};
constexpr Schema schema{fields, rules};

void check(const boost::json::object& values) {
  const auto errors = validate(schema, values);
  assert(errors.size() <= field_errors_max);
  if (errors.empty())
    check_limits(schema, values);
}

} // namespace

} // namespace baro::fuzz

/// A JSON body, or a query: what passes the checks is within each limit of the schema.
extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace baro;
  const std::string_view text{data, size};
  boost::system::error_code error;
  if (const auto body = boost::json::parse(text, error); !error && body.is_object())
    fuzz::check(body.get_object());
  if (const auto query = parse_query(text, fuzz::schema, {}))
    fuzz::check(*query);
  return 0;
}
