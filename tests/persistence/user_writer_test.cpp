#include "persistence/user_writer.hpp"

#include "persistence/identity_queries.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

namespace baro {
namespace {

class UserWriterTest : public ShopTest {
protected:
  Result<Profile> create(std::int64_t id, std::string email) {
    return actors.ask<Profile>(writer, CreateUser{UserId{id}, std::move(email), "hash", "New"});
  }

  std::optional<Errc> change(ChangeProfile command) {
    return code_of(actors.ask<Done>(writer, std::move(command)));
  }

  Profile profile(UserId user) { return value_of(answer(database(), GetProfile{user})); }

  Actors actors;
  UserWriterActor writer = actors.spawn<UserWriterImpl>(UserWriterConfig{config});
};

TEST_F(UserWriterTest, CreatesABuyer) {
  const auto created = value_of(create(50, "new@example.com"));
  EXPECT_EQ(created.id, UserId{50});
  EXPECT_EQ(created.role, Role::BUYER);
  EXPECT_EQ(profile(UserId{50}).email, "new@example.com");
}

TEST_F(UserWriterTest, GivesAnAddressToOneOnly) {
  EXPECT_EQ(code_of(create(50, "shopper@example.com")), Errc::email_taken);
  EXPECT_EQ(code_of(answer(database(), GetProfile{UserId{50}})), Errc::not_found);
}

TEST_F(UserWriterTest, ChangesWhatIsGivenAndLeavesTheRest) {
  EXPECT_EQ(change({shopper, {}, "010-1234", {}}), std::nullopt);
  EXPECT_EQ(change({shopper, {}, {}, "Seoul"}), std::nullopt);
  EXPECT_EQ(profile(shopper).name, "Shopper");
  EXPECT_EQ(profile(shopper).phone_number, "010-1234");
  EXPECT_EQ(profile(shopper).address, "Seoul");
  EXPECT_EQ(change({UserId{404}, "X", {}, {}}), Errc::not_found);
}

TEST_F(UserWriterTest, FindsThatALostCommitHappened) {
  StalledCommits stalled{database()};
  auto created = actors.request(writer, CreateUser{UserId{50}, "new@example.com", "hash", "New"});
  stalled.kill_one("user_writer");
  EXPECT_EQ(value_of(actors.answer_to<Profile>(std::move(created))).id, UserId{50});
  auto changed = actors.request(writer, ChangeProfile{shopper, "Renamed", {}, {}});
  stalled.kill_one("user_writer");
  EXPECT_TRUE(actors.answer_to<Done>(std::move(changed)));
  EXPECT_EQ(profile(shopper).name, "Renamed");
}

TEST_F(UserWriterTest, SaysThatNothingHappenedWhenTheBackendDiesBeforeTheCommit) {
  die_at_commit(database(), "users");
  EXPECT_EQ(code_of(create(50, "new@example.com")), Errc::unavailable);
  EXPECT_EQ(code_of(answer(database(), GetProfile{UserId{50}})), Errc::not_found);
}

} // namespace
} // namespace baro
