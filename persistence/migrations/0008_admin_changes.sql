-- What admins have changed, and operators by baroctl: written in the transaction of the change itself.
-- The database numbers the entries, since baroctl is no node and makes no ids.
CREATE TABLE admin_changes (
  change_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          timestamptz NOT NULL DEFAULT now(),
  admin_id    bigint,                  -- null: an operator
  action      text NOT NULL CHECK (action IN ('CATEGORY_CREATED', 'STORE_CHANGED', 'PRODUCT_CHANGED', 'ROLE_CHANGED', 'LOOK_CHANGED', 'LOOK_DELETED')),
  target_kind text NOT NULL CHECK (target_kind IN ('CATEGORY', 'STORE', 'PRODUCT', 'USER', 'LOOK')),
  target_id   bigint NOT NULL,
  before      jsonb NOT NULL,          -- of what has changed; what had no value is left out
  after       jsonb NOT NULL
);
CREATE INDEX admin_changes_by_target ON admin_changes (target_kind, target_id, change_id DESC);

-- How admins look for accounts: by how e-mail address or name begin, and by role.
CREATE INDEX users_by_email_prefix ON users (email text_pattern_ops);
CREATE INDEX users_by_name_prefix ON users (lower(name) text_pattern_ops);
CREATE INDEX users_by_role ON users (role, user_id DESC);
