#include "protocol/directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace baro {

TEST(AddressTest, ConsecutiveIdsSpreadEvenlyOverAllShards) {
  constexpr int per_shard = 1'000;
  std::vector<int> counts(shards_max);
  for (std::int64_t id = 1; id <= std::int64_t{per_shard} * shards_max; ++id)
    ++counts[shard_of(address_of(SkuId{id}))];
  const auto [least, most] = std::ranges::minmax(counts);
  EXPECT_GT(least, per_shard * 8 / 10);
  EXPECT_LT(most, per_shard * 12 / 10);
}

TEST(AddressTest, ShardsAreTheSameOnEveryNode) {
  // Numbers that other nodes count on: they change with the wire version only.
  EXPECT_EQ(shard_of(address_of(SkuId{1})), 490u);
  EXPECT_EQ(shard_of(cart_address(UserId{1})), 87u);
}

TEST(AddressTest, RepeatsOfAKeyMeetAndOthersDoNot) {
  auto address_of_order = [](std::int64_t order, std::int64_t user, const char* key) {
    PlaceOrder command;
    command.order = OrderId{order};
    command.user = UserId{user};
    if (key)
      command.idempotency = Idempotency{key, "body"};
    return checkout_address(command);
  };
  EXPECT_EQ(address_of_order(1, 7, "key"), address_of_order(2, 7, "key"));
  EXPECT_NE(address_of_order(1, 7, "key"), address_of_order(1, 8, "key"));
  EXPECT_NE(address_of_order(1, 7, "key"), address_of_order(1, 7, "kez"));
  EXPECT_NE(address_of_order(1, 7, nullptr), address_of_order(2, 7, nullptr));
}

} // namespace baro
