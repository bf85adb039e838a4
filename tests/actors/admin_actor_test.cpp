#include "actors/admin/admin_actor.hpp"

#include "tests/support/actor_test.hpp"

namespace baro {

/// The test plays the reader and the writer.
class AdminActorTest : public test::ActorTest {
protected:
  const AdminActor admin
    = spawn<AdminImpl>(AdminServices{played<ReaderActor>(), played<UserWriterActor>()});
};

TEST_F(AdminActorTest, ARoleIsAnsweredOnceItIsOnDisk) {
  auto changed
    = ask<UserView>(admin, ChangeRole{{UserId{1}, Role::ADMIN}, UserId{2}, Role::STORE_OWNER});
  EXPECT_TRUE(changed.pending());
  answer<ChangeRole>(UserView{UserId{2}, "a@example.com", "A", Role::STORE_OWNER, time});
  EXPECT_EQ(changed.value().role, Role::STORE_OWNER);
}

TEST_F(AdminActorTest, ARoleThatIsNotSavedIsNotAnswered) {
  auto changed = ask<UserView>(admin, ChangeRole{});
  refuse<ChangeRole, UserView>(Errc::illegal_state);
  EXPECT_EQ(changed.error(), Errc::illegal_state);
}

} // namespace baro
