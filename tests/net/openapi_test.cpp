#include "net/openapi.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <set>

namespace baro {
namespace {

class OpenApiTest : public testing::Test {
protected:
  const boost::json::object& operation(std::string_view path, std::string_view method) {
    return document.at("paths").at(path).at(method).get_object();
  }

  const boost::json::value& refusal(std::string_view path, std::string_view method,
                                    std::string_view status) {
    const std::string_view reference
      = operation(path, method).at("responses").at(status).at("$ref").get_string();
    return document.at("components").at("responses").at(reference.substr(reference.rfind('/') + 1));
  }

  std::string text = openapi(all_routes(), "baro");
  boost::json::value document = boost::json::parse(text);
};

TEST_F(OpenApiTest, EveryRowIsThere) {
  std::size_t operations = 0;
  for (const auto& path : document.at("paths").get_object())
    operations += path.value().get_object().size();
  EXPECT_EQ(operations, all_routes().size());
  for (const auto* route : all_routes()) {
    if (route->path.ends_with("...}"))
      continue;
    std::string method{std::string_view{http::to_string(route->method)}};
    for (auto& c : method)
      c = static_cast<char>(c | 0x20);
    const auto& about = operation(route->path, method);
    EXPECT_TRUE(about.at("responses").get_object().contains(std::to_string(route->status)))
      << route->path;
    EXPECT_EQ(about.contains("requestBody"), route->body || route->upload) << route->path;
    EXPECT_EQ(about.contains("security"), route->access >= Access::viewer) << route->path;
  }
}

TEST_F(OpenApiTest, EverySchemaThatIsReferredToIsThere) {
  constexpr std::string_view reference = "\"$ref\":\"#/components/schemas/";
  std::size_t found = 0;
  for (auto at = text.find(reference); at != std::string::npos; at = text.find(reference, at + 1)) {
    const auto name = text.substr(at + reference.size(),
                                  text.find('"', at + reference.size()) - at - reference.size());
    EXPECT_TRUE(document.at("components").at("schemas").get_object().contains(name)) << name;
    ++found;
  }
  EXPECT_GT(found, 20);
}

TEST_F(OpenApiTest, ABodyIsDescribedAsItIsValidated) {
  const auto& schema = operation("/orders", "post")
                         .at("requestBody")
                         .at("content")
                         .at("application/json")
                         .at("schema");
  const auto& items = schema.at("properties").at("orderItems");
  EXPECT_EQ(items.at("maxItems"), 50);
  EXPECT_EQ(items.at("items").at("properties").at("quantity").at("maximum"), 99);
  EXPECT_EQ(items.at("items").at("oneOf").get_array().size(), 2);
}

TEST_F(OpenApiTest, ARefusalNamesItsCodesAndShowsEach) {
  const auto& conflict = refusal("/orders", "post", "409");
  const auto& media = conflict.at("content").at("application/problem+json");
  EXPECT_EQ(
    media.at("schema").at("properties").at("code").at("enum"),
    (boost::json::array{"OUT_OF_STOCK", "NOT_ON_SALE", "IDEMPOTENCY_KEY_IN_USE", "DROP_NOT_STARTED",
                        "NOT_YOUR_TURN", "CUSTOMER_LIMIT", "COUPON_INVALID", "COUPON_USED_UP"}));
  const auto& example = media.at("examples").at("OUT_OF_STOCK").at("value");
  EXPECT_EQ(example.at("status"), 409);
  EXPECT_EQ(example.at("shortages").at(0).at("requested"), 3);
}

TEST_F(OpenApiTest, WhatColumnsOfARowBringAboutNeedsNoWord) {
  const auto refusals = [&](std::string_view path, std::string_view method) {
    std::set<std::string> statuses;
    for (const auto& answer : operation(path, method).at("responses").get_object())
      if (answer.key()[0] == '4')
        statuses.insert(answer.key());
    return statuses;
  };
  EXPECT_EQ(refusals("/categories", "get"), (std::set<std::string>{"408", "429", "431"}));
  EXPECT_EQ(
    refusals("/stores", "post"),
    (std::set<std::string>{"400", "401", "403", "408", "409", "413", "415", "422", "429", "431"}));
  EXPECT_TRUE(
    refusal("/categories", "get", "429").at("headers").get_object().contains("Retry-After"));
}

TEST_F(OpenApiTest, TheBodysExampleLeavesOutWhatCannotComeTogether) {
  const auto& example = operation("/cart/items", "post")
                          .at("requestBody")
                          .at("content")
                          .at("application/json")
                          .at("example")
                          .get_object();
  EXPECT_TRUE(example.contains("skuId"));
  EXPECT_FALSE(example.contains("productId"));
}

TEST_F(OpenApiTest, EveryOperationHasANameOfItsOwnAndSaysWhoMay) {
  std::set<std::string_view> names;
  for (const auto& path : document.at("paths").get_object())
    for (const auto& method : path.value().get_object()) {
      const auto& about = method.value();
      EXPECT_TRUE(names.insert(about.at("operationId").get_string()).second) << path.key();
      EXPECT_FALSE(about.at("x-baro-access").get_string().empty()) << path.key();
    }
}

TEST_F(OpenApiTest, TheTailOfAPathIsAnOrdinaryParameter) {
  EXPECT_EQ(operation("/pictures/{path}", "get").at("parameters").at(0).at("name"), "path");
}

TEST_F(OpenApiTest, HeadersThatACallReadsAreParameters) {
  const auto headers_of = [this](std::string_view path, std::string_view method) {
    std::set<std::string> names;
    for (const auto& parameter : operation(path, method).at("parameters").get_array())
      if (const auto* reference = parameter.get_object().if_contains("$ref")) {
        const auto pointer = std::string{reference->get_string()}.substr(1);
        names.insert(std::string{document.at_pointer(pointer).at("name").get_string()});
      }
    return names;
  };
  EXPECT_EQ(headers_of("/orders", "post"), (std::set<std::string>{"Idempotency-Key"}));
  EXPECT_EQ(headers_of("/products/{id}", "get"), (std::set<std::string>{"If-None-Match"}));
  EXPECT_EQ(headers_of("/events", "get"), (std::set<std::string>{"Last-Event-ID"}));
  EXPECT_EQ(headers_of("/payments/webhooks/{provider}", "post"),
            (std::set<std::string>{"webhook-id", "webhook-signature", "webhook-timestamp"}));
}

} // namespace
} // namespace baro
