#pragma once

#include "protocol/common.hpp"

namespace baro {

// Accounts ---------------------------------------------------------------------------------------

/// An account, as admins see it.
struct UserView {
  UserId id;
  std::optional<std::string> email;
  std::string name;
  Role role = Role::BUYER;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(UserView, (), (id, email, name, role, created_at))

/// The newest first.
struct ListUsers {
  std::optional<std::string> search; // how e-mail address or name begin, in any case
  std::optional<Role> role;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListUsers, (), (search, role, page))

/// Errors: not_found.
struct GetUser {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(GetUser, (), (user))

/// Errors: not_found, illegal_state (one's own role: the last admin could lock everybody out),
/// not_allowed (the caller is no admin any more).
struct ChangeRole {
  Caller caller;
  UserId user;
  Role role = Role::BUYER;
};
BOOST_DESCRIBE_STRUCT(ChangeRole, (), (caller, user, role))

// What admins have changed -----------------------------------------------------------------------

enum class AdminAction : std::uint8_t {
  CATEGORY_CREATED,
  STORE_CHANGED,
  PRODUCT_CHANGED,
  ROLE_CHANGED,
  LOOK_CHANGED,
  LOOK_DELETED,
  WEBHOOK_CREATED,
  WEBHOOK_DELETED,
  COUPON_CREATED,
  COUPON_CHANGED,
  NODE_DRAINED,
};
BOOST_DESCRIBE_ENUM(AdminAction, CATEGORY_CREATED, STORE_CHANGED, PRODUCT_CHANGED, ROLE_CHANGED,
                    LOOK_CHANGED, LOOK_DELETED, WEBHOOK_CREATED, WEBHOOK_DELETED, COUPON_CREATED,
                    COUPON_CHANGED, NODE_DRAINED)

enum class AdminTarget : std::uint8_t {
  CATEGORY,
  STORE,
  PRODUCT,
  USER,
  LOOK,
  WEBHOOK,
  COUPON,
  NODE
};
BOOST_DESCRIBE_ENUM(AdminTarget, CATEGORY, STORE, PRODUCT, USER, LOOK, WEBHOOK, COUPON, NODE)

using AdminChangeId = Id<struct AdminChangeTag>;
using AdminTargetId = Id<struct AdminTargetTag>;

/// A JSON object as text, which becomes part of an answer as it is.
struct JsonObject {
  std::string text = "{}";
};
BOOST_DESCRIBE_STRUCT(JsonObject, (), (text))

struct AdminChangeView {
  AdminChangeId id;
  Timestamp at;
  std::optional<UserId> admin_id; // null: an operator, by baroctl
  AdminAction action = AdminAction::ROLE_CHANGED;
  AdminTarget target_kind = AdminTarget::USER;
  AdminTargetId target_id;
  JsonObject before; // what has changed only; what was absent is left out
  JsonObject after;
};
BOOST_DESCRIBE_STRUCT(AdminChangeView, (),
                      (id, at, admin_id, action, target_kind, target_id, before, after))

/// The newest first; of one target if there is one.
struct ListAdminChanges {
  std::optional<AdminTarget> target_kind;
  std::optional<AdminTargetId> target_id;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListAdminChanges, (), (target_kind, target_id, page))

} // namespace baro
