#include "persistence/session_store.hpp"

#include "tests/persistence/shop_test.hpp"

namespace baro {
namespace {

class SessionStoreTest : public testing::Test {
protected:
  SessionStoreTest() { redis({"FLUSHDB"}); }

  static RedisConfig config() {
    return value_of(parse_redis_url(server_url("BARO_TEST_REDIS_URL")));
  }

  static SessionRecord record(std::int64_t id) {
    return {SessionId{id}, std::string{"\0\r\n hash", 8},
            UserId{7},     Role::STORE_OWNER,
            "a browser",   {1'000'001},
            {2'000'002}};
  }

  std::int64_t redis(RedisCommand command) {
    auto replies = session.run(std::array{std::move(command)});
    return value_of(std::move(replies[0])).number();
  }

  /// Milliseconds; -2: there is no such key.
  std::int64_t ttl(std::int64_t id) { return redis({"PTTL", "session:" + std::to_string(id)}); }

  std::optional<Errc> save(std::int64_t id, std::int64_t seconds) {
    return code_of(actors.ask<SessionSaved>(store, SaveSession{record(id), seconds}));
  }

  /// Saves one that was last used at this time; the sessions that are too many.
  std::vector<SessionId> save_at(std::int64_t id, std::int64_t second) {
    auto saved = record(id);
    saved.last_seen_at.micros = second * 1'000'000;
    return value_of(actors.ask<SessionSaved>(store, SaveSession{saved, 60})).surplus;
  }

  std::vector<std::int64_t> found() {
    std::vector<std::int64_t> ids;
    for (const auto& session : value_of(actors.ask<Sessions>(store, FindSessions{UserId{7}})).all)
      ids.push_back(session.id.value);
    return ids;
  }

  Result<SessionRecord> load(std::int64_t id) {
    return actors.ask<SessionRecord>(store, LoadSession{SessionId{id}});
  }

  RedisSession session{config()};
  Actors actors;
  SessionStoreActor store = actors.spawn<SessionStoreImpl>(SessionStoreConfig{config()});
};

TEST_F(SessionStoreTest, LoadsWhatWasSavedByteForByte) {
  EXPECT_EQ(save(1, 60), std::nullopt);
  const auto loaded = value_of(load(1));
  const auto saved = record(1);
  EXPECT_EQ(loaded.session, saved.session);
  EXPECT_EQ(loaded.secret_hash, saved.secret_hash);
  EXPECT_EQ(loaded.user, saved.user);
  EXPECT_EQ(loaded.role, saved.role);
  EXPECT_EQ(loaded.user_agent, saved.user_agent);
  EXPECT_EQ(loaded.created_at, saved.created_at);
  EXPECT_EQ(loaded.last_seen_at, saved.last_seen_at);
  EXPECT_EQ(loaded.requests_left, std::nullopt);
  EXPECT_EQ(code_of(load(404)), Errc::not_found);
}

TEST_F(SessionStoreTest, ASessionExpiresAndTouchingItPutsThatOff) {
  save(1, 60);
  EXPECT_GT(ttl(1), 50'000);
  EXPECT_LE(ttl(1), 60'000);
  EXPECT_TRUE(actors.ask<Done>(store, TouchSession{SessionId{1}, {3'000'003}, 600, 42}));
  EXPECT_GT(ttl(1), 590'000);
  EXPECT_EQ(value_of(load(1)).last_seen_at.micros, 3'000'003);
  EXPECT_EQ(value_of(load(1)).requests_left, 42);
}

TEST_F(SessionStoreTest, TouchingASessionThatIsGoneSaysSoAndDoesNotBringItBack) {
  EXPECT_EQ(code_of(actors.ask<Done>(store, TouchSession{SessionId{1}, {3'000'003}, 600, 42})),
            Errc::not_found);
  EXPECT_EQ(ttl(1), -2);
  EXPECT_EQ(code_of(load(1)), Errc::not_found);
}

TEST_F(SessionStoreTest, DeletingEndsASessionAtOnce) {
  save(1, 60);
  EXPECT_TRUE(actors.ask<Done>(store, DeleteSession{SessionId{1}}));
  EXPECT_EQ(code_of(load(1)), Errc::not_found);
  EXPECT_TRUE(actors.ask<Done>(store, DeleteSession{SessionId{1}}));
}

TEST_F(SessionStoreTest, FindsTheSessionsOfAUserLastUsedFirst) {
  for (const auto id : {1, 2, 3})
    save_at(id, 100 + id);
  EXPECT_TRUE(actors.ask<Done>(store, TouchSession{SessionId{1}, {200'000'000}, 60, 42}));
  EXPECT_EQ(found(), (std::vector<std::int64_t>{1, 3, 2}));
  const auto first = value_of(actors.ask<Sessions>(store, FindSessions{UserId{7}})).all.at(0);
  EXPECT_EQ(first.created_at.micros, 1'000'001);
  EXPECT_EQ(first.last_seen_at.micros, 200'000'000);
  EXPECT_EQ(first.user_agent, "a browser");
}

TEST_F(SessionStoreTest, WhatHasEndedOrExpiredIsNotFound) {
  for (const auto id : {1, 2, 3})
    save_at(id, 100 + id);
  EXPECT_TRUE(actors.ask<Done>(store, DeleteSession{SessionId{1}}));
  redis({"DEL", "session:2"}); // as when it expires
  EXPECT_EQ(found(), std::vector<std::int64_t>{3});
  EXPECT_EQ(redis({"ZCARD", "sessions:7"}), 1);
}

TEST_F(SessionStoreTest, TellsWhichSessionsAUserHasTooManyUntilTheyHaveEnded) {
  for (std::int64_t id = 1; id <= user_sessions_max; ++id)
    EXPECT_TRUE(save_at(id, 100).empty());
  EXPECT_TRUE(actors.ask<Done>(store, TouchSession{SessionId{1}, {101'000'000}, 60, 42}));
  const auto surplus = save_at(1'000, 102);
  ASSERT_EQ(surplus.size(), 1u);
  EXPECT_NE(surplus[0], SessionId{1}) << "it was used since";
  EXPECT_EQ(save_at(1'001, 103).size(), 2u);
}

TEST_F(SessionStoreTest, AnIndexHoldsNoneThatHasExpired) {
  save_at(1, 100);
  save_at(2, 161);
  EXPECT_EQ(redis({"ZCARD", "sessions:7"}), 1);
  EXPECT_GT(redis({"PTTL", "sessions:7"}), 0) << "an index would stay for ever";
}

TEST_F(SessionStoreTest, AnswersManyInOrder) {
  std::vector<decltype(actors.request(store, SaveSession{}))> saves;
  for (int id = 0; id < 600; ++id)
    saves.push_back(actors.request(store, SaveSession{record(id), 60}));
  std::vector<decltype(actors.request(store, LoadSession{}))> loads;
  for (int id = 0; id < 600; ++id)
    loads.push_back(actors.request(store, LoadSession{SessionId{id}}));
  for (auto& saved : saves)
    EXPECT_TRUE(actors.answer_to<SessionSaved>(std::move(saved)));
  for (int id = 0; id < 600; ++id)
    EXPECT_EQ(
      value_of(actors.answer_to<SessionRecord>(std::move(loads[static_cast<std::size_t>(id)])))
        .session,
      SessionId{id});
}

TEST_F(SessionStoreTest, ReconnectsAfterItsConnectionWasLost) {
  save(1, 60);
  redis({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  EXPECT_EQ(code_of(load(1)), Errc::unavailable);
  EXPECT_TRUE(load(1));
}

TEST_F(SessionStoreTest, SaysAtOnceThatRedisIsAwayOrRefusesUs) {
  auto away = config();
  away.port = 1;
  const auto lost = actors.spawn<SessionStoreImpl>(SessionStoreConfig{away});
  EXPECT_EQ(code_of(actors.ask<SessionSaved>(lost, SaveSession{record(1), 60})), Errc::unavailable);
  EXPECT_EQ(code_of(actors.ask<SessionRecord>(lost, LoadSession{SessionId{1}})), Errc::unavailable);
  auto stranger = config();
  stranger.password = "wrong";
  const auto refused = actors.spawn<SessionStoreImpl>(SessionStoreConfig{stranger});
  EXPECT_EQ(code_of(actors.ask<SessionSaved>(refused, SaveSession{record(1), 60})),
            Errc::unavailable);
}

TEST(RedisUrlTest, ReadsEveryPart) {
  const auto full = value_of(parse_redis_url("redis://us%40er:p%3Aw@host.example:6380/3"));
  EXPECT_EQ(full.user, "us@er");
  EXPECT_EQ(full.password, "p:w");
  EXPECT_EQ(full.host, "host.example");
  EXPECT_EQ(full.port, 6380);
  EXPECT_EQ(full.database, 3);
  const auto bare = value_of(parse_redis_url("redis://127.0.0.1"));
  EXPECT_EQ(bare.user, "");
  EXPECT_EQ(bare.password, "");
  EXPECT_EQ(bare.port, 6379);
  EXPECT_EQ(bare.database, 0);
}

TEST(RedisUrlTest, RefusesWhatItDoesNotUnderstandWithoutShowingThePassword) {
  for (const auto* url :
       {"", "host:6379", "http://:secret@host", "rediss://:secret@host:6379/0",
        "redis://:secret@host:0/0", "redis://:secret@host/x", "redis://:secret@host/-1",
        "redis://:secret@/0", "redis://:secret@host:99999/0"}) {
    const auto parsed = parse_redis_url(url);
    ASSERT_FALSE(parsed) << url;
    EXPECT_EQ(parsed.error().code, Errc::invalid_request) << url;
    EXPECT_EQ(parsed.error().detail.find("secret"), std::string::npos) << url;
  }
}

} // namespace
} // namespace baro
