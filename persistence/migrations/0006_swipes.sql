-- What somebody thinks of a look: the last word, and the one before it, from which follows how the look's count
-- changes (docs/adr/0009-swipes.md). The swipes of a look that was deleted stay: its id is never used again, and
-- finding them would take another index, which every swipe would have to pay for.
CREATE TABLE swipes (
  user_id   bigint NOT NULL,
  look_id   bigint NOT NULL,
  reaction  text NOT NULL CHECK (reaction IN ('LIKE', 'DISLIKE')),
  previous  text CHECK (previous IN ('LIKE', 'DISLIKE')),
  swiped_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, look_id) INCLUDE (reaction, swiped_at)  -- a deck is loaded from the index alone
);

-- Room for HOT updates of likes_count, which no index has.
ALTER TABLE looks SET (fillfactor = 70);
