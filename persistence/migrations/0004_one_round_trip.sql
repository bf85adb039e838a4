-- Ends a transaction that has not changed what it was decided on. The statements behind it in a
-- pipeline, its commit included, are then not run (PostgreSQL manual, 34.5).
CREATE FUNCTION expect_rows(actual bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF actual <> expected THEN
    RAISE EXCEPTION USING ERRCODE = 'BR002', MESSAGE = format('%s rows of %s are as expected', actual, expected);
  END IF;
END $$;
