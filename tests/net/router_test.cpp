#include "net/router.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

Task<Reply> nothing(Call&) { co_return no_content(); }

constexpr Route row(http::verb method, std::string_view path) {
  return {
    .method = method, .path = path, .access = Access::anyone, .summary = "", .handler = nothing};
}

constexpr Route table[] = {
  row(http::verb::get, "/products/popular"),        row(http::verb::get, "/products/{id}"),
  row(http::verb::get, "/products/{id}/skus"),      row(http::verb::post, "/products/{id}/likes"),
  row(http::verb::delete_, "/products/{id}/likes"), row(http::verb::get, "/pictures/{path...}"),
};

class RouterTest : public testing::Test {
protected:
  std::string_view path_of(std::string_view path) {
    const auto match = router.find(path);
    return match.endpoint ? router.row(match.endpoint->rows.front()).path : "none";
  }

  static std::vector<const Route*> rows() {
    std::vector<const Route*> result;
    for (const auto& route : table)
      result.push_back(&route);
    return result;
  }

  Router router{rows()};
};

TEST_F(RouterTest, ALiteralBeatsAParameter) {
  EXPECT_EQ(path_of("/products/popular"), "/products/popular");
  EXPECT_EQ(path_of("/products/17"), "/products/{id}");
}

TEST_F(RouterTest, TheIdIsReadOnTheWay) {
  EXPECT_EQ(router.find("/products/17/skus").id, 17);
  EXPECT_EQ(router.find("/products/9007199254740991").id, id_max);
}

TEST_F(RouterTest, WhatIsNoIdLeadsNowhere) {
  for (const auto* path :
       {"/products/x", "/products/0", "/products/-1", "/products/01", "/products/9007199254740992",
        "/products/1%00", "/products/popular/skus"})
    EXPECT_EQ(path_of(path), "none") << path;
}

TEST_F(RouterTest, NeitherMoreNorFewerSegmentsWillDo) {
  for (const auto* path :
       {"/", "/products", "/products/", "/products/1/", "//products/1", "/products/1/skus/2", "/x"})
    EXPECT_EQ(path_of(path), "none") << path;
}

TEST_F(RouterTest, TheLastParameterMayTakeAllThatFollows) {
  EXPECT_EQ(router.find("/pictures/a/b.svg").rest, "a/b.svg");
  EXPECT_EQ(path_of("/pictures"), "none");
  EXPECT_EQ(path_of("/pictures/"), "none");
}

TEST_F(RouterTest, AllowNamesEveryMethodOfThePath) {
  EXPECT_EQ(router.find("/products/1/likes").endpoint->allow, "OPTIONS, POST, DELETE");
  EXPECT_EQ(router.find("/products/1").endpoint->allow, "OPTIONS, GET, HEAD");
}

TEST_F(RouterTest, HeadIsServedByGetAndOtherMethodsByNobody) {
  const auto& likes = *router.find("/products/1/likes").endpoint;
  EXPECT_EQ(router.row(router.row_of(likes, http::verb::delete_)).method, http::verb::delete_);
  EXPECT_EQ(router.row_of(likes, http::verb::head), Router::none);
  const auto& product = *router.find("/products/1").endpoint;
  EXPECT_EQ(router.row(router.row_of(product, http::verb::head)).method, http::verb::get);
}

TEST(RouteTableTest, AnAdminPassesEveryCheckOfARole) {
  for (const auto access : {Access::buyer, Access::store_owner, Access::admin})
    EXPECT_TRUE(is_allowed(access, Role::ADMIN));
  EXPECT_FALSE(is_allowed(Access::buyer, Role::STORE_OWNER));
  EXPECT_FALSE(is_allowed(Access::store_owner, Role::BUYER));
  EXPECT_FALSE(is_allowed(Access::admin, Role::STORE_OWNER));
}

TEST(RouteTableTest, WhatChangesAnAccountNeedsASession) {
  for (const auto* route : all_routes())
    EXPECT_TRUE(route->method == http::verb::get || route->path.starts_with("/auth/")
                || needs_session(route->access) || route->access == Access::payment_provider)
      << route->path;
}

TEST(RouteTableTest, AnAnswerThatDependsOnTheCallerIsNotForSharedCaches) {
  for (const auto* route : all_routes())
    EXPECT_TRUE(route->method != http::verb::get || route->access == Access::anyone
                || route->cache == "no-store" || route->cache.starts_with("private"))
      << route->path;
}

} // namespace
} // namespace baro
