#include "tests/net/server_fixture.hpp"

namespace baro {
namespace {

using testing::HasSubstr;

constexpr std::string_view one_row
  = "storeId,name,price,thumbnailUrl,categoryIds,imageUrls,quantity\n1,Shirt,1000,/a,1,/a,1\n";

class ImportRoutesTest : public ServerTest {
protected:
  static std::string import(std::size_t announced, std::string_view body) {
    return fmt::format("POST /admin/import/products HTTP/1.1\r\nHost: x\r\nContent-Type: "
                       "text/csv\r\nContent-Length: {}\r\n{}\r\n{}",
                       announced, cookie(owner_session), body);
  }
};

TEST_F(ImportRoutesTest, ARowWithoutAVerdictIsToldAndStopsTheImport) {
  config.request_deadline = 100ms;
  auto owner = client();
  owner.send(import(one_row.size(), one_row));
  const auto answer = owner.receive();
  EXPECT_EQ(answer.result_int(), 200);
  EXPECT_THAT(answer.body(),
              HasSubstr(R"("rows":1,"imported":0,"failed":1,"stopped":"UNAVAILABLE")"));
  EXPECT_THAT(answer.body(), HasSubstr(R"("line":2,"code":"DEADLINE_PASSED")"));
}

TEST_F(ImportRoutesTest, AServerThatEndsWaitsForNoVerdictAndNoFile) {
  auto owner = client();
  owner.send(import(10'000, one_row));
  stand_in.asked_to_list.get_future().wait();
  server.reset();
  EXPECT_TRUE(owner.is_at_end());
}

} // namespace
} // namespace baro
