#include "persistence/search_queries.hpp"

#include "persistence/catalogue_queries.hpp"
#include "persistence/columns.hpp"

namespace baro {

namespace {

// A page of a common word is found among the newest thousand products: they are read in the list's
// order, one by one, until the page is full. If it does not get full, the word is rare: then the
// index of words finds all products that have it, and few are left to be sorted. Either alone would
// be slow at the other's job: the one reads the shop for a word that nobody uses, the other sorts
// half the shop for one that everybody does (docs/ARCHITECTURE.md, "Search").
// $1: page size + 1, $2: below which id, $3: text, $4: category, $5: store, $6, $7: prices
constexpr const char* search_sql = R"sql(
  WITH wanted AS MATERIALIZED (
    SELECT search_query($3) AS query
  ), newest AS NOT MATERIALIZED (
    (SELECT product_id FROM products
      WHERE $4::bigint IS NULL AND $5::bigint IS NULL AND on_sale AND product_id < $2
      ORDER BY product_id DESC LIMIT 1000)
    UNION ALL
    (SELECT product_id FROM product_categories
      WHERE $4::bigint IS NOT NULL AND $5::bigint IS NULL
        AND category_id = $4 AND on_sale AND product_id < $2
      ORDER BY product_id DESC LIMIT 1000)
    UNION ALL
    (SELECT product_id FROM products
      WHERE $5::bigint IS NOT NULL AND store_id = $5 AND on_sale AND product_id < $2
      ORDER BY product_id DESC LIMIT 1000)
  ), near AS MATERIALIZED (
    SELECT product_id
      FROM (SELECT product_id FROM newest ORDER BY product_id DESC LIMIT 1000) candidate
     CROSS JOIN LATERAL (
        SELECT FROM product_search s JOIN products p USING (product_id)
         WHERE s.product_id = candidate.product_id
           AND s.lexemes @@ (SELECT query FROM wanted)
           AND p.price_krw BETWEEN $6 AND $7
           AND ($4::bigint IS NULL OR $5::bigint IS NULL
                OR EXISTS (SELECT FROM product_categories c
                            WHERE c.category_id = $4 AND c.product_id = candidate.product_id))
         LIMIT 1) matching
     ORDER BY product_id DESC
     LIMIT $1
  ), horizon AS MATERIALIZED (
    SELECT product_id FROM newest
     WHERE (SELECT count(*) FROM near) < $1
     ORDER BY product_id DESC OFFSET 999 LIMIT 1
  ), found AS MATERIALIZED (
    SELECT product_id FROM product_search
     WHERE EXISTS (SELECT FROM horizon) AND lexemes @@ (SELECT query FROM wanted)
  ), page AS (
    SELECT product_id FROM near
    UNION ALL
    (SELECT product_id FROM found JOIN products p USING (product_id)
      WHERE product_id < (SELECT product_id FROM horizon)
        AND p.on_sale AND p.price_krw BETWEEN $6 AND $7
        AND ($5::bigint IS NULL OR p.store_id = $5)
        AND ($4::bigint IS NULL
             OR EXISTS (SELECT FROM product_categories c
                         WHERE c.category_id = $4 AND c.product_id = p.product_id))
      ORDER BY product_id DESC
      LIMIT $1)
    ORDER BY product_id DESC
    LIMIT $1
  )
  SELECT product_id, i.store_name, i.product_name, i.price_krw, i.thumbnail_url, i.likes_count
    FROM page JOIN items i USING (product_id)
   ORDER BY product_id DESC
)sql";

} // namespace

PgStatement statement_of(const SearchProducts& question) {
  return {search_sql, PgParams{}
                        .add(std::int64_t{question.page.size + 1})
                        .add(id_before(question.page))
                        .add(question.text)
                        .add(question.category)
                        .add(question.store)
                        .add(question.price_min.value_or(0))
                        .add(question.price_max.value_or(list_top))};
}

Found<Slice<ItemView>> answer(PgConnection& connection, const SearchProducts& question) {
  return list_items(connection, statement_of(question), question.page);
}

} // namespace baro
