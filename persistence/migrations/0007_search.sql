-- What products are searched by (docs/ARCHITECTURE.md, "Search"). Apart from `products`, so that a like, which changes a product's row, never touches
-- an index of words.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The words of a text, as they are compared. Documents and questions are both taken apart by this, so they agree on
-- what a word is; and it leaves only letters and digits, so nothing that somebody types can be an operator.
CREATE FUNCTION words_of(source text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT word
    FROM regexp_split_to_table(lower(normalize(source, NFKC)), '[^[:alnum:]]+') AS word
   WHERE length(word) BETWEEN 1 AND 100
$$;

-- What a letter is depends on the database's locale, which cannot be changed later.
DO $$
BEGIN
  IF (SELECT array_agg(word) FROM words_of('린넨-셔츠') AS word) IS DISTINCT FROM ARRAY['린넨', '셔츠'] THEN
    RAISE EXCEPTION 'This database does not take Hangul for letters, so nothing Korean could be searched for. '
                    'Create it with encoding UTF8 and locale C.UTF-8 (or ko_KR.UTF-8).';
  END IF;
END $$;

-- All words, English ones also as their stems. And of each word of the names that is not Latin also its ends: so 셔츠,
-- which a search takes for the beginning of a word, is found in 린넨셔츠. Korean writes together what belongs together.
CREATE FUNCTION search_document(product_name text, store_name text, description text) RETURNS tsvector
LANGUAGE sql IMMUTABLE AS $$
  WITH words AS (
    SELECT word, true AS in_name FROM words_of(concat_ws(' ', product_name, store_name)) AS word
    UNION ALL
    SELECT word, false FROM words_of(description) AS word
  )
  SELECT array_to_tsvector(array(
    SELECT word FROM words
    UNION ALL
    SELECT unnest(ts_lexize('english_stem', word)) FROM words
    UNION ALL
    SELECT right(word, length) FROM words, generate_series(1, length(word) - 1) AS length
     WHERE in_name AND word ~ '[^a-z0-9]'))
$$;

CREATE TABLE product_search (
  product_id bigint PRIMARY KEY,
  lexemes    tsvector NOT NULL
);

-- The Latin lexemes of all documents, by which a word that is in none of them is corrected. A word stays when its last
-- document goes: then it corrects to nothing that is found.
CREATE TABLE search_words (
  word text COLLATE "C" PRIMARY KEY
);

-- Triggers, so that no way of writing a product or a store can forget to.

CREATE FUNCTION learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In order, so that two who learn the same words at once wait one way only.
  INSERT INTO search_words
  SELECT DISTINCT lexeme COLLATE "C"
    FROM written, unnest(tsvector_to_array(lexemes)) AS lexeme
   WHERE lexeme ~ '^[a-z]{4,40}$' AND NOT EXISTS (SELECT FROM search_words WHERE word = lexeme COLLATE "C")
   ORDER BY 1
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER learn_new AFTER INSERT ON product_search REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION learn_words();
CREATE TRIGGER learn_changed AFTER UPDATE ON product_search REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION learn_words();

CREATE FUNCTION index_new_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO product_search
  SELECT p.product_id, search_document(p.name, t.name, p.description)
    FROM written p LEFT JOIN stores t USING (store_id)
  -- Of a product that was deleted by hand, and comes again.
  ON CONFLICT (product_id) DO UPDATE SET lexemes = excluded.lexemes;
  RETURN NULL;
END $$;

CREATE FUNCTION index_changed_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE product_search
     SET lexemes = search_document(new.name, (SELECT name FROM stores WHERE store_id = new.store_id), new.description)
   WHERE product_id = new.product_id;
  RETURN NULL;
END $$;

CREATE FUNCTION index_renamed_store() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE product_search s
     SET lexemes = search_document(p.name, new.name, p.description)
    FROM products p
   WHERE p.store_id = new.store_id AND s.product_id = p.product_id;
  RETURN NULL;
END $$;

CREATE TRIGGER index_new AFTER INSERT ON products REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION index_new_products();
CREATE TRIGGER index_changed AFTER UPDATE OF name, description ON products
  FOR EACH ROW WHEN ((old.name, old.description) IS DISTINCT FROM (new.name, new.description))
  EXECUTE FUNCTION index_changed_product();
CREATE TRIGGER index_renamed AFTER UPDATE OF name ON stores
  FOR EACH ROW WHEN (old.name <> new.name)
  EXECUTE FUNCTION index_renamed_store();

INSERT INTO product_search
SELECT p.product_id, search_document(p.name, t.name, p.description) FROM products p LEFT JOIN stores t USING (store_id);

-- What is new waits in a list that every search reads, so it is kept short.
CREATE INDEX product_search_lexemes ON product_search USING gin (lexemes) WITH (gin_pending_list_limit = 256);
CREATE INDEX search_words_similar ON search_words USING gin (word gin_trgm_ops);

-- What is looked for: products that have all of the first ten words that somebody typed, each as the beginning of a
-- word or as its stem. A Latin word that begins no known one stands for the three most similar to it. English words
-- that mean nothing by themselves do not count, unless there are no others. NULL: nothing to look for.
CREATE FUNCTION search_query(typed text) RETURNS tsquery LANGUAGE sql STABLE AS $$
  WITH words AS (
    SELECT word, ts_lexize('english_stem', word) AS stems FROM words_of(typed) AS word LIMIT 10
  ), terms AS (
    SELECT stems = '{}' AS is_empty,
           format('(''%s'':*', word)
             || coalesce(' | ''' || stems[1] || '''', '')
             || coalesce((SELECT string_agg(format(' | ''%s'':*', similar_word), '')
                            FROM (SELECT s.word AS similar_word FROM search_words s
                                   WHERE words.word ~ '^[a-z]{4,}$' AND s.word % words.word
                                     AND NOT EXISTS (SELECT FROM search_words known
                                                      WHERE known.word BETWEEN words.word AND words.word || '~')
                                   ORDER BY similarity(s.word, words.word) DESC, s.word
                                   LIMIT 3) most_similar), '')
             || ')' AS term
      FROM words
  )
  SELECT coalesce(string_agg(term, ' & ') FILTER (WHERE NOT is_empty), string_agg(term, ' & '))::tsquery FROM terms
$$;

-- The list of all stores.
CREATE INDEX stores_active ON stores (store_id DESC) WHERE status = 'ACTIVE';
