#include "actors/admin/admin_actor.hpp"

#include "tests/support/actor_test.hpp"

namespace baro {

/// The test plays the reader, the writer and IDENTITY.
class AdminActorTest : public test::ActorTest {
protected:
  const AdminActor admin
    = spawn<AdminImpl>(AdminServices{played<ReaderActor>(), played<UserWriterActor>(),
                                     played<IdentityActor>(), played<ClusterStoreActor>()});
};

TEST_F(AdminActorTest, ARoleIsAnsweredOnceNoSessionHasAnotherOne) {
  auto changed
    = ask<UserView>(admin, ChangeRole{{UserId{1}, Role::ADMIN}, UserId{2}, Role::STORE_OWNER});
  EXPECT_TRUE(changed.pending());
  answer<ChangeRole>(UserView{UserId{2}, "a@example.com", "A", Role::STORE_OWNER, time});
  EXPECT_TRUE(changed.pending());
  answer_with<EndSessions>([](const EndSessions& command) -> caf::result<void> {
    EXPECT_EQ(command.user, UserId{2});
    EXPECT_FALSE(command.except);
    return {};
  });
  EXPECT_EQ(changed.value().role, Role::STORE_OWNER);
}

TEST_F(AdminActorTest, WhoCannotEndTheSessionsSaysSo) {
  auto changed = ask<UserView>(admin, ChangeRole{});
  answer<ChangeRole>(UserView{});
  answer_with<EndSessions>(
    [](const EndSessions&) -> caf::result<void> { return to_caf(Errc::unavailable); });
  EXPECT_EQ(changed.error(), Errc::unavailable);
}

TEST_F(AdminActorTest, ARoleThatIsNotSavedIsNotAnswered) {
  auto changed = ask<UserView>(admin, ChangeRole{});
  refuse<ChangeRole, UserView>(Errc::illegal_state);
  EXPECT_EQ(changed.error(), Errc::illegal_state);
}

} // namespace baro
