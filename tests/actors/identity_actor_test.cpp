#include "actors/identity/identity_actor.hpp"

#include "actors/identity/password_actor.hpp"
#include "tests/support/actor_test.hpp"

namespace baro {

/// With real password hashing; the test plays the stores, OAUTH, and every shard.
class IdentityActorTest : public test::ActorTest {
protected:
  struct PlayedShards : Directory {
    explicit PlayedShards(caf::actor test) : test(std::move(test)) {}
    caf::actor shard_of(Address) const override { return test; }
    caf::actor test;
  };

  IdGenerator ids{0};
  const PlayedShards shards{played<caf::actor>()};
  const PasswordActor passwords = spawn<PasswordImpl>();
  const IdentityActor identity = spawn<IdentityImpl>(IdentityServices{{passwords},
                                                                      played<UserWriterActor>(),
                                                                      played<ReaderActor>(),
                                                                      played<SessionStoreActor>(),
                                                                      played<OauthActor>(),
                                                                      shards,
                                                                      ids,
                                                                      clock,
                                                                      {.login_rate = {0.1, 3}}});

  test::Pending<SignedIn> sign_up() {
    return ask<SignedIn>(identity, SignUp{"Mina@Baro.Test", "correct horse", "Mina", "agent"});
  }

  test::Pending<SignedIn> log_in(const std::string& password) {
    return ask<SignedIn>(identity, LogIn{"MINA@baro.test", password, "agent", network});
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

  void store_session(std::vector<SessionId> surplus = {}) {
    answer_with<SaveSession>([&](const SaveSession& command) -> caf::result<SessionSaved> {
      stored = command.record;
      return SessionSaved{surplus};
    });
  }

  /// Answers what is looked up last at a login.
  void show_role(Role role) {
    Profile profile;
    profile.role = role;
    answer<GetProfile>(profile);
  }

  void show_sessions(std::vector<std::int64_t> of_user) {
    Sessions found;
    for (const auto id : of_user)
      found.all.push_back({SessionId{id}, {}, {}, "agent", false});
    answer<FindSessions>(found);
  }

  /// Plays the session that is told to end.
  void end_session(std::int64_t id, std::optional<Errc> refusal = {}) {
    answer_with<Envelope>([&](const Envelope& envelope) -> caf::result<void> {
      EXPECT_EQ(envelope.to, address_of(SessionId{id}));
      EXPECT_TRUE(envelope.wake);
      EXPECT_EQ(envelope.body.get_as<EndSession>(0).user, UserId{5});
      return refusal ? caf::result<void>{to_caf(*refusal)} : caf::result<void>{};
    });
  }

  std::uint64_t network = 1;
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
  refuse<SaveSession, SessionSaved>(Errc::unavailable);
  EXPECT_EQ(signed_up.error(), Errc::unavailable);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(IdentityActorTest, TheRightPasswordBeginsASession) {
  const auto hash = hash_of("correct horse");
  auto logged_in = log_in("correct horse");
  find(hash);
  store_session();
  show_role(Role::ADMIN);
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
  network = 2;
  EXPECT_TRUE(log_in("guess").pending()) << "somebody else's guesses kept the owner out";
  network = 1;
  pass(std::chrono::seconds{10});
  EXPECT_TRUE(log_in("guess").pending());
}

TEST_F(IdentityActorTest, ASessionWithARoleThatWasChangedMeanwhileIsNobodys) {
  const auto hash = hash_of("correct horse");
  auto logged_in = log_in("correct horse");
  find(hash);
  store_session();
  EXPECT_TRUE(logged_in.pending());
  show_role(Role::BUYER);
  EXPECT_EQ(logged_in.error(), Errc::unavailable);
  end_session(stored->session.value);
}

TEST_F(IdentityActorTest, ALoginEndsTheSessionsThatAreTooMany) {
  const auto hash = hash_of("correct horse");
  auto logged_in = log_in("correct horse");
  find(hash);
  store_session({SessionId{11}, SessionId{12}});
  end_session(11);
  end_session(12);
  show_role(Role::ADMIN);
  EXPECT_TRUE(logged_in.succeeded());
}

TEST_F(IdentityActorTest, WhomAProviderVouchesForGetsASession) {
  auto logged_in = ask<SignedIn>(identity, LogInByOauth{{"KAKAO", "token", {}, {}}, "agent"});
  answer_with<IdentifyPerson>([](const IdentifyPerson& question) -> caf::result<OauthPerson> {
    EXPECT_EQ(question.proof.access_token, "token");
    return OauthPerson{"KAKAO", "77", {}, false, "Mina"};
  });
  answer_with<EnterByOauth>([](const EnterByOauth& command) -> caf::result<OauthEntered> {
    EXPECT_EQ(command.person.subject, "77");
    Profile profile;
    profile.id = command.user;
    return OauthEntered{profile, true};
  });
  store_session();
  show_role(Role::BUYER);
  EXPECT_TRUE(logged_in.value().is_new);
  EXPECT_EQ(logged_in.value().profile.id, stored->user);
}

TEST_F(IdentityActorTest, WhomNobodyVouchesForLeavesNoAccount) {
  auto logged_in = ask<SignedIn>(identity, LogInByOauth{{"KAKAO", "token", {}, {}}, "agent"});
  refuse<IdentifyPerson, OauthPerson>(Errc::login_refused);
  EXPECT_EQ(logged_in.error(), Errc::login_refused);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(IdentityActorTest, MarksTheSessionThatAsks) {
  auto listed = ask<Sessions>(identity, ListSessions{UserId{5}, SessionId{12}});
  show_sessions({11, 12});
  ASSERT_EQ(listed.value().all.size(), 2u);
  EXPECT_FALSE(listed.value().all[0].current);
  EXPECT_TRUE(listed.value().all[1].current);
}

TEST_F(IdentityActorTest, EndsAllSessionsButOneAndAnswersBehindTheLast) {
  auto ended = ask<Done>(identity, EndSessions{UserId{5}, SessionId{12}});
  show_sessions({11, 12, 13});
  end_session(13);
  EXPECT_TRUE(ended.pending());
  end_session(11, Errc::not_found);
  EXPECT_TRUE(ended.succeeded());
  EXPECT_TRUE(nothing_asked());
}

TEST_F(IdentityActorTest, SaysSoWhenASessionMayNotHaveEnded) {
  auto ended = ask<Done>(identity, EndSessions{UserId{5}, std::nullopt});
  show_sessions({11, 12});
  end_session(12, Errc::unavailable);
  EXPECT_EQ(ended.error(), Errc::unavailable);
}

} // namespace baro
