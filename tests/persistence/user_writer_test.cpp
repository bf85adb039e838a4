#include "persistence/user_writer.hpp"

#include "persistence/identity_queries.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

#include <set>

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

  OauthEntered enter(std::int64_t id, OauthPerson person) {
    return value_of(actors.ask<OauthEntered>(writer, EnterByOauth{UserId{id}, std::move(person)}));
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

TEST_F(UserWriterTest, WhoIsVouchedForEntersTheSameAccountEachTime) {
  const auto first = enter(50, {"KAKAO", "1", "mina@example.com", true, "Mina"});
  EXPECT_TRUE(first.is_new);
  EXPECT_EQ(first.profile.email, "mina@example.com");
  const auto again = enter(51, {"KAKAO", "1", {}, false, "Other"});
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(again.profile.id, UserId{50});
  EXPECT_EQ(again.profile.name, "Mina");
  EXPECT_TRUE(enter(52, {"OTHER", "1", {}, false, {}}).is_new) << "another provider's subject";
}

TEST_F(UserWriterTest, OfManyFirstLoginsAtOnceOneMakesTheAccount) {
  std::vector<UserWriterActor> writers;
  for (int i = 0; i < 4; ++i)
    writers.push_back(actors.spawn<UserWriterImpl>(UserWriterConfig{config}));
  std::vector<decltype(actors.request(writer, EnterByOauth{}))> entering;
  for (std::size_t i = 0; i < 16; ++i)
    entering.push_back(
      actors.request(writers[i % 4], EnterByOauth{UserId{100 + static_cast<std::int64_t>(i)},
                                                  {"KAKAO", "1", {}, false, {}}}));
  std::set<std::int64_t> accounts;
  int made = 0;
  for (auto& pending : entering) {
    const auto entered = value_of(actors.answer_to<OauthEntered>(std::move(pending)));
    accounts.insert(entered.profile.id.value);
    made += entered.is_new;
  }
  EXPECT_EQ(made, 1);
  EXPECT_EQ(accounts.size(), 1u);
}

TEST_F(UserWriterTest, AnAddressThatSomebodyHasIsNotLinkedAndStaysTheirs) {
  const auto entered = enter(50, {"KAKAO", "1", "shopper@example.com", true, {}});
  EXPECT_TRUE(entered.is_new);
  EXPECT_EQ(entered.profile.id, UserId{50});
  EXPECT_EQ(profile(UserId{50}).email, std::nullopt);
  EXPECT_EQ(profile(shopper).email, "shopper@example.com");
}

TEST_F(UserWriterTest, AnAddressThatTheProviderHasNotVerifiedIsNotTaken) {
  enter(50, {"KAKAO", "1", "mina@example.com", false, {}});
  EXPECT_EQ(profile(UserId{50}).email, std::nullopt);
  EXPECT_EQ(create(51, "mina@example.com").operator bool(), true);
}

TEST_F(UserWriterTest, AnAccountWithoutAPasswordHasNoCredentials) {
  enter(50, {"KAKAO", "1", "mina@example.com", true, {}});
  EXPECT_EQ(code_of(answer(database(), FindCredentials{"mina@example.com"})), Errc::not_found);
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
