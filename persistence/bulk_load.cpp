#include "persistence/bulk_load.hpp"

#include <chrono>
#include <cstdio>
#include <string_view>

namespace baro {

namespace {

/// Also the order in which chunks are sent.
enum Table : std::size_t {
  users,
  categories,
  stores,
  products,
  product_images,
  product_categories,
  product_likes,
  skus,
  inventory,
  stock_movements,
  looks,
  look_images,
  look_products,
  table_count
};

constexpr std::array<const char*, table_count> copy_sql = {
  "COPY users (user_id, email, password_hash, name, phone_number, address, role, created_at)"
  " FROM STDIN",
  "COPY categories (category_id, name) FROM STDIN",
  "COPY stores (store_id, owner_id, name, description, phone_number, address, thumbnail_url, "
  "status,"
  " created_at) FROM STDIN",
  "COPY products (product_id, store_id, name, price_krw, description, thumbnail_url, likes_count,"
  " on_sale, created_at) FROM STDIN",
  "COPY product_images (product_id, display_order, image_url) FROM STDIN",
  "COPY product_categories (category_id, product_id, likes_count, on_sale) FROM STDIN",
  "COPY product_likes (user_id, product_id, liked_at) FROM STDIN",
  "COPY skus (sku_id, product_id, size, color) FROM STDIN",
  "COPY inventory (sku_id, on_hand, ledger_seq) FROM STDIN",
  "COPY stock_movements (sku_id, ledger_seq, delta, reason, balance, moved_at) FROM STDIN",
  "COPY looks (look_id, creator_id, title, description, thumbnail_url, likes_count, created_at)"
  " FROM STDIN",
  "COPY look_images (look_id, display_order, image_url) FROM STDIN",
  "COPY look_products (look_id, display_order, product_id) FROM STDIN",
};

constexpr const char* begin_sql = R"sql(
  BEGIN;
  SET LOCAL statement_timeout = 0;
  SELECT pg_advisory_xact_lock(7234018284);
)sql";

constexpr const char* has_products_sql = "SELECT EXISTS (SELECT FROM products)";

/// Appends one row in COPY's text format (PostgreSQL manual, COPY, "Text Format").
class CopyRow {
public:
  explicit CopyRow(std::string& chunk) : chunk_(chunk) {}
  ~CopyRow() { chunk_.back() = '\n'; }
  CopyRow(const CopyRow&) = delete;
  CopyRow& operator=(const CopyRow&) = delete;

  CopyRow& operator<<(std::int64_t value) { return end(chunk_ += std::to_string(value)); }
  CopyRow& operator<<(std::size_t value) { return *this << static_cast<std::int64_t>(value); }
  CopyRow& operator<<(bool value) { return end(chunk_ += value ? 't' : 'f'); }
  CopyRow& operator<<(const char* text) { return *this << std::string_view{text}; }
  CopyRow& operator<<(const std::string& text) { return *this << std::string_view{text}; }

  CopyRow& operator<<(std::string_view text) {
    for (const char c : text) {
      switch (c) {
        case '\\': chunk_ += "\\\\"; break;
        case '\n': chunk_ += "\\n"; break;
        case '\r': chunk_ += "\\r"; break;
        case '\t': chunk_ += "\\t"; break;
        default: chunk_ += c;
      }
    }
    return end(chunk_);
  }

  CopyRow& operator<<(const std::optional<std::string>& text) {
    return text ? *this << std::string_view{*text} : end(chunk_ += "\\N");
  }

  CopyRow& operator<<(Timestamp time) {
    const std::chrono::sys_time<std::chrono::microseconds> moment{
      std::chrono::microseconds{time.micros}};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{moment - day};
    std::array<char, 48> text;
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d.%06dZ", int(date.year()),
                  unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                  int(clock.minutes().count()), int(clock.seconds().count()),
                  int(clock.subseconds().count()));
    return end(chunk_ += text.data());
  }

  template <class Tag>
  CopyRow& operator<<(Id<Tag> id) {
    return *this << id.value;
  }

private:
  CopyRow& end(std::string& chunk) { return chunk += '\t', *this; }

  std::string& chunk_;
};

} // namespace

PgResult<BulkLoader> BulkLoader::begin(PgConnection& connection) {
  static_assert(tables == table_count);
  if (auto begun = connection.execute_script(begin_sql); !begun)
    return begun.error();
  return BulkLoader{connection};
}

PgResult<bool> BulkLoader::has_products() {
  auto rows = connection_.execute(has_products_sql);
  if (!rows)
    return rows.error();
  return (*rows)[0].boolean(0);
}

PgResult<Done> BulkLoader::add(const bulk::User& user) {
  CopyRow{chunks_[users]} << user.id << user.email << user.password_hash << user.name
                          << user.phone_number << user.address << user.role << user.created_at;
  return flush(chunk_bytes_max);
}

PgResult<Done> BulkLoader::add(const bulk::Category& category) {
  CopyRow{chunks_[categories]} << category.id << category.name;
  return flush(chunk_bytes_max);
}

PgResult<Done> BulkLoader::add(const bulk::Store& store) {
  CopyRow{chunks_[stores]} << store.id << store.owner << store.name << store.description
                           << store.phone_number << store.address << store.thumbnail_url
                           << store.status << store.created_at;
  return flush(chunk_bytes_max);
}

PgResult<Done> BulkLoader::add(const bulk::Product& product) {
  CopyRow{chunks_[products]} << product.id << product.store << product.name << product.price
                             << product.description << product.thumbnail_url << product.likes_count
                             << product.on_sale << product.created_at;
  for (std::size_t order = 0; order < product.image_urls.size(); ++order)
    CopyRow{chunks_[product_images]} << product.id << order << product.image_urls[order];
  for (const auto category : product.categories)
    CopyRow{chunks_[product_categories]} << category << product.id << product.likes_count
                                         << product.on_sale;
  for (const auto& sku : product.skus) {
    const bool stocked = sku.received > 0;
    CopyRow{chunks_[skus]} << sku.id << product.id << sku.size << sku.color;
    CopyRow{chunks_[inventory]} << sku.id << sku.received << std::int64_t{stocked};
    if (stocked)
      CopyRow{chunks_[stock_movements]} << sku.id << std::int64_t{1} << sku.received << "RECEIPT"
                                        << sku.received << product.created_at;
  }
  return flush(chunk_bytes_max);
}

PgResult<Done> BulkLoader::add(const bulk::ProductLike& like) {
  CopyRow{chunks_[product_likes]} << like.user << like.product << like.liked_at;
  return flush(chunk_bytes_max);
}

PgResult<Done> BulkLoader::add(const bulk::Look& look) {
  CopyRow{chunks_[looks]} << look.id << look.creator << look.title << look.description
                          << look.thumbnail_url << look.likes_count << look.created_at;
  for (std::size_t order = 0; order < look.image_urls.size(); ++order)
    CopyRow{chunks_[look_images]} << look.id << order << look.image_urls[order];
  for (std::size_t order = 0; order < look.products.size(); ++order)
    CopyRow{chunks_[look_products]} << look.id << order << look.products[order];
  return flush(chunk_bytes_max);
}

PgResult<Done> BulkLoader::commit() {
  if (auto sent = flush(1); !sent)
    return sent;
  return connection_.execute_script("COMMIT");
}

PgResult<Done> BulkLoader::flush(std::size_t bytes_min) {
  for (std::size_t table = 0; table < tables; ++table) {
    auto& chunk = chunks_[table];
    if (chunk.size() < bytes_min)
      continue;
    if (auto begun = connection_.copy_begin(copy_sql[table]); !begun)
      return begun;
    if (auto sent = connection_.copy_rows(chunk); !sent)
      return sent;
    if (auto ended = connection_.copy_end(); !ended)
      return ended;
    chunk.clear();
  }
  return Done{};
}

PgResult<Done> vacuum_after_load(PgConnection& connection) {
  // One statement: VACUUM refuses to run in a transaction, also in the implicit one of a script.
  return connection.execute_script("VACUUM (ANALYZE)");
}

} // namespace baro
