#include "actors/identity/identity_actor.hpp"

#include "actors/identity/password_actor.hpp"
#include "tests/support/actor_test.hpp"

namespace baro {

/// With real password hashing; the test plays the stores.
class IdentityActorTest : public test::ActorTest {
protected:
  IdGenerator ids{0};
  const PasswordActor passwords = spawn<PasswordImpl>();
  const IdentityActor identity = spawn<IdentityImpl>(IdentityServices{{passwords},
                                                                      played<UserWriterActor>(),
                                                                      played<ReaderActor>(),
                                                                      played<SessionStoreActor>(),
                                                                      ids,
                                                                      clock,
                                                                      {.login_rate = {0.1, 3}}});

  test::Pending<SignedIn> sign_up() {
    return ask<SignedIn>(identity, SignUp{"Mina@Baro.Test", "correct horse", "Mina", "agent"});
  }

  test::Pending<SignedIn> log_in(const std::string& password) {
    return ask<SignedIn>(identity, LogIn{"MINA@baro.test", password, "agent"});
  }

  void find(const std::string& hash) {
    answer_with<FindCredentials>([&](const FindCredentials& question) -> caf::result<Credentials> {
      EXPECT_EQ(question.email, "mina@baro.test");
      Profile profile;
      profile.id = UserId{5};
      profile.role = Role::ADMIN;
      return Credentials{profile, hash};
    });
  }

  std::string hash_of(const std::string& password) {
    return ask<PasswordHash>(passwords, HashPassword{password}).value().text;
  }

  void store_session() {
    answer_with<SaveSession>([&](const SaveSession& command) -> caf::result<void> {
      stored = command.record;
      return {};
    });
  }

  std::optional<SessionRecord> stored;
};

TEST_F(IdentityActorTest, SigningUpMakesAnAccountWithASession) {
  auto signed_up = sign_up();
  store_session();
  answer_with<CreateUser>([](const CreateUser& command) -> caf::result<Profile> {
    EXPECT_EQ(command.email, "mina@baro.test");
    EXPECT_TRUE(command.password_hash.starts_with("$argon2id$"));
    Profile profile;
    profile.id = command.user;
    return profile;
  });
  EXPECT_EQ(signed_up.value().profile.id, stored->user);
  EXPECT_EQ(signed_up.value().session, stored->session);
  EXPECT_EQ(signed_up.value().secret.size(), 32u);
  EXPECT_NE(signed_up.value().secret, stored->secret_hash) << "kept the secret itself";
}

TEST_F(IdentityActorTest, ATakenAddressLeavesNoSessionBehind) {
  auto signed_up = sign_up();
  store_session();
  refuse<CreateUser, Profile>(Errc::email_taken);
  EXPECT_EQ(signed_up.error(), Errc::email_taken);
  answer_with<DeleteSession>([&](const DeleteSession& command) -> caf::result<void> {
    EXPECT_EQ(command.session, stored->session);
    return {};
  });
}

TEST_F(IdentityActorTest, WithoutASessionNoAccountIsMade) {
  auto signed_up = sign_up();
  refuse<SaveSession, void>(Errc::unavailable);
  EXPECT_EQ(signed_up.error(), Errc::unavailable);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(IdentityActorTest, TheRightPasswordBeginsASession) {
  const auto hash = hash_of("correct horse");
  auto logged_in = log_in("correct horse");
  find(hash);
  store_session();
  EXPECT_EQ(logged_in.value().profile.id, UserId{5});
  EXPECT_EQ(stored->role, Role::ADMIN);
}

TEST_F(IdentityActorTest, UnknownAddressAndWrongPasswordAreToldApartByNobody) {
  const auto hash = hash_of("correct horse");
  auto wrong = log_in("wrong horse");
  find(hash);
  auto unknown = log_in("wrong horse");
  refuse<FindCredentials, Credentials>(Errc::not_found);
  EXPECT_EQ(wrong.error(), Errc::wrong_credentials);
  EXPECT_EQ(unknown.error(), Errc::wrong_credentials);
  EXPECT_EQ(wrong.failure().detail, unknown.failure().detail);
}

TEST_F(IdentityActorTest, GuessingIsSlowedDown) {
  for (int i = 0; i < 3; ++i) {
    log_in("guess");
    refuse<FindCredentials, Credentials>(Errc::not_found);
  }
  EXPECT_EQ(log_in("guess").error(), Errc::rate_limited);
  pass(std::chrono::seconds{10});
  EXPECT_TRUE(log_in("guess").pending());
}

} // namespace baro
