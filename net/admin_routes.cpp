#include "net/paging.hpp"
#include "net/relay.hpp"
#include "protocol/admin.hpp"

namespace baro {

namespace {

constexpr std::int32_t users_page = 20;
constexpr std::int32_t changes_page = 50;

constexpr Field list_users_fields[]
  = {field::text("q", 1, 254).optional().example("mina@"), field::choice<Role>("role").optional(),
     field::cursor_id(), field::page_size()};
constexpr Schema list_users_query{list_users_fields};

constexpr Field role_fields[] = {field::choice<Role>("role")};
constexpr Schema role_body{role_fields};

constexpr Field list_changes_fields[]
  = {field::choice<AdminTarget>("targetKind").optional(), field::id("targetId").optional(),
     field::cursor_id(), field::page_size()};
constexpr Rule list_changes_rules[] = {{Rule::Kind::both_or_neither, "targetKind", "targetId"}};
constexpr Schema list_changes_query{list_changes_fields, list_changes_rules};

Task<Reply> list_users(Call& call) {
  const auto query = call.query();
  return relay(
    call, 200, call.services().admin,
    ListUsers{query.maybe_text("q"), query.maybe_choice<Role>("role"), page_of(query, users_page)});
}

Task<Reply> show_user(Call& call) {
  return relay(call, 200, call.services().admin, GetUser{call.id<UserId>()});
}

Task<Reply> change_role(Call& call) {
  return relay(call, 200, call.services().admin,
               ChangeRole{call.caller(), call.id<UserId>(), call.body().choice<Role>("role")});
}

Task<Reply> list_changes(Call& call) {
  const auto query = call.query();
  return relay(call, 200, call.services().admin,
               ListAdminChanges{query.maybe_choice<AdminTarget>("targetKind"),
                                query.maybe_id<AdminTargetId>("targetId"),
                                page_of(query, changes_page)});
}

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/admin/users",
   .access = Access::admin,
   .summary = "Accounts, the newest first",
   .handler = list_users,
   .description = "`q` is how e-mail address or name begin, in any case.",
   .query = &list_users_query,
   .answer = answers<Slice<UserView>>,
   .cache = "no-store"},
  {.method = http::verb::get,
   .path = "/admin/users/{id}",
   .access = Access::admin,
   .summary = "An account",
   .handler = show_user,
   .answer = answers<UserView>,
   .cache = "no-store"},
  {.method = http::verb::patch,
   .path = "/admin/users/{id}",
   .access = Access::admin,
   .summary = "Change an account's role",
   .handler = change_role,
   .description = "Nobody changes their own. The account's sessions end.",
   .body = &role_body,
   .answer = answers<UserView>,
   .errors = may_fail_with<Errc::illegal_state>},
  {.method = http::verb::get,
   .path = "/admin/changes",
   .access = Access::admin,
   .summary = "What admins have changed, the newest first",
   .handler = list_changes,
   .description = "Of one target, if `targetKind` and `targetId` say which. `before` and `after` "
                  "have the fields that differ; `adminId` is null where an operator did it.",
   .query = &list_changes_query,
   .answer = answers<Slice<AdminChangeView>>,
   .cache = "no-store"},
};

} // namespace

std::span<const Route> admin_routes() { return routes; }

} // namespace baro
