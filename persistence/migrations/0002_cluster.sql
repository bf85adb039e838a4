-- Who belongs to the cluster, and which node owns which shard (docs/ARCHITECTURE.md).
-- Leases run on this server's clock, the only one that all nodes share.
--
-- Whoever changes membership or the map locks the row of `cluster` first. So map versions become
-- visible in their order, and no two changes wait for each other's rows.

CREATE TABLE cluster (
  only_row          boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  -- Keeps nodes apart that were pointed at different databases by mistake.
  cluster_id        uuid NOT NULL DEFAULT gen_random_uuid(),
  coordinator       bigint,                    -- an incarnation
  coordinator_until timestamptz NOT NULL DEFAULT '-infinity',
  map_version       bigint NOT NULL DEFAULT 1, -- +1 for each change of the map or eviction; no node knows 0
  last_incarnation  bigint NOT NULL DEFAULT 0
);
INSERT INTO cluster DEFAULT VALUES;

-- One row for each incarnation that may still act. Without its row it can commit nothing: whoever
-- deletes the row ends its connections, and new ones look for the row first.
CREATE TABLE nodes (
  incarnation  bigint PRIMARY KEY,
  name         text NOT NULL UNIQUE,
  number       integer NOT NULL UNIQUE CHECK (number BETWEEN 0 AND 63), -- in the ids that it makes
  wire_version bigint NOT NULL,
  state        text NOT NULL DEFAULT 'JOINING' CHECK (state IN ('JOINING', 'SERVING', 'LEAVING')),
  host         text NOT NULL DEFAULT '',       -- where other nodes reach it; empty until it listens
  port         integer NOT NULL DEFAULT 0 CHECK (port BETWEEN 0 AND 65535),
  http_url     text NOT NULL,                  -- for operators
  unreachable  bigint[] NOT NULL DEFAULT '{}', -- incarnations with which it has had no connection for too long
  joined_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  lease_until  timestamptz NOT NULL
);

-- Outlive the nodes that hold them: the next holder of a number must not make its predecessor's ids
-- again. That one's clock may differ from this server's, so what it says of its own clock is kept.
CREATE TABLE node_numbers (
  number    integer PRIMARY KEY CHECK (number BETWEEN 0 AND 63),
  ids_until bigint NOT NULL DEFAULT 0,         -- microseconds since 1970: the holder may have made ids up to here
  freed_at  timestamptz                        -- when its last holder left or was evicted
);
INSERT INTO node_numbers (number) SELECT generate_series(0, 63);

CREATE TABLE shards (
  shard      integer PRIMARY KEY CHECK (shard BETWEEN 0 AND 1023),
  -- Incarnations. One that is gone keeps its shards until the coordinator has given them away.
  owner      bigint,
  next_owner bigint,
  epoch      bigint NOT NULL DEFAULT 0         -- +1 for each change of the row
);
INSERT INTO shards (shard) SELECT generate_series(0, 1023);

-- The incarnation, if any, that may evict and place now.
CREATE VIEW acting_coordinator AS
  SELECT n.incarnation
    FROM cluster c JOIN nodes n ON n.incarnation = c.coordinator
   WHERE c.coordinator_until > clock_timestamp() AND n.lease_until > clock_timestamp();

-- Nodes listen, and read again what has changed. A lease that is merely prolonged wakes nobody.
CREATE FUNCTION tell_cluster() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('baro_cluster', '');
  RETURN NULL;
END $$;

CREATE TRIGGER tell_of_node AFTER INSERT OR DELETE ON nodes
  FOR EACH ROW EXECUTE FUNCTION tell_cluster();
CREATE TRIGGER tell_of_change AFTER UPDATE ON nodes
  FOR EACH ROW WHEN ((old.state, old.host, old.port) IS DISTINCT FROM (new.state, new.host, new.port))
  EXECUTE FUNCTION tell_cluster();
CREATE TRIGGER tell_of_map AFTER UPDATE ON cluster
  FOR EACH ROW WHEN (old.map_version <> new.map_version)
  EXECUTE FUNCTION tell_cluster();
