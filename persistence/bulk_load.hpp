#pragma once

#include "persistence/pg.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace baro {

struct NewUser {
  UserId id;
  std::string email;
  std::string password_hash;
  std::string name;
  std::string phone_number;
  std::string address;
  std::string role;
  std::chrono::sys_seconds created_at;
};

struct NewCategory {
  CategoryId id;
  std::string name;
};

struct NewStore {
  StoreId id;
  UserId owner;
  std::string name;
  std::string description;
  std::string phone_number;
  std::string address;
  std::string thumbnail_url;
  std::string status;
  std::chrono::sys_seconds created_at;
};

struct NewSku {
  SkuId id;
  std::optional<std::string> size;
  std::optional<std::string> color;
  Quantity received = 0;
};

struct NewProduct {
  ProductId id;
  StoreId store;
  std::string name;
  Won price = 0;
  std::string description;
  std::string thumbnail_url;
  std::int64_t likes_count = 0;
  bool on_sale = true;
  std::chrono::sys_seconds created_at;
  std::vector<std::string> image_urls;
  std::vector<CategoryId> categories;
  std::vector<NewSku> skus;
};

struct NewProductLike {
  UserId user;
  ProductId product;
  std::chrono::sys_seconds liked_at;
};

struct NewLook {
  LookId id;
  UserId creator;
  std::string title;
  std::string description;
  std::string thumbnail_url;
  std::int64_t likes_count = 0;
  std::chrono::sys_seconds created_at;
  std::vector<std::string> image_urls;
  std::vector<ProductId> products;
};

/// Fills a shop by COPY, in one transaction. Holds at most one chunk of each table in memory.
/// Nothing is kept unless commit() succeeds: after a failure, close the connection.
class BulkLoader {
public:
  /// Opens the transaction. Waits for any other load to end.
  static PgResult<BulkLoader> begin(PgConnection& connection);

  PgResult<bool> has_products();

  PgResult<Done> add(const NewUser& user);
  PgResult<Done> add(const NewCategory& category);
  PgResult<Done> add(const NewStore& store);
  /// With its SKUs, and the receipt of their first stock.
  PgResult<Done> add(const NewProduct& product);
  PgResult<Done> add(const NewProductLike& like);
  PgResult<Done> add(const NewLook& look);

  PgResult<Done> commit();

private:
  static constexpr std::size_t chunk_bytes_max = 8 << 20;
  static constexpr std::size_t tables = 13;

  explicit BulkLoader(PgConnection& connection) : connection_(connection) {}

  PgResult<Done> flush(std::size_t bytes_min);

  PgConnection& connection_;
  std::array<std::string, tables> chunks_; // COPY text that has not been sent yet
};

/// Refreshes the planner's statistics, and what index-only scans need, after a load.
PgResult<Done> vacuum_after_load(PgConnection& connection);

} // namespace baro
