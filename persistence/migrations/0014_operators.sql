-- What operators see of nodes, and ask of them.

ALTER TABLE nodes
  ADD COLUMN asked_to_leave boolean NOT NULL DEFAULT false, -- by an admin
  ADD COLUMN vitals bytea;  -- what the node says of itself, in the nodes' own wire format; renewed with the lease

-- Whoever is asked to leave is to know it at once.
DROP TRIGGER tell_of_change ON nodes;
CREATE TRIGGER tell_of_change AFTER UPDATE ON nodes
  FOR EACH ROW WHEN ((old.state, old.host, old.port, old.asked_to_leave)
                     IS DISTINCT FROM (new.state, new.host, new.port, new.asked_to_leave))
  EXECUTE FUNCTION tell_cluster();

ALTER TABLE admin_changes
  DROP CONSTRAINT admin_changes_action_check,
  ADD CONSTRAINT admin_changes_action_check
    CHECK (action IN ('CATEGORY_CREATED', 'STORE_CHANGED', 'PRODUCT_CHANGED', 'ROLE_CHANGED', 'LOOK_CHANGED',
                      'LOOK_DELETED', 'WEBHOOK_CREATED', 'WEBHOOK_DELETED', 'COUPON_CREATED', 'COUPON_CHANGED',
                      'NODE_DRAINED')),
  DROP CONSTRAINT admin_changes_target_kind_check,
  ADD CONSTRAINT admin_changes_target_kind_check
    CHECK (target_kind IN ('CATEGORY', 'STORE', 'PRODUCT', 'USER', 'LOOK', 'WEBHOOK', 'COUPON', 'NODE'));
