#pragma once

#include "persistence/pg.hpp"
#include "protocol/time.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

/// The rows of a load.
namespace baro::bulk {

struct User {
  UserId id;
  std::string email;
  std::string password_hash;
  std::string name;
  std::string phone_number;
  std::string address;
  std::string role;
  Timestamp created_at;
};

struct Category {
  CategoryId id;
  std::string name;
};

struct Store {
  StoreId id;
  UserId owner;
  std::string name;
  std::string description;
  std::string phone_number;
  std::string address;
  std::string thumbnail_url;
  std::string status;
  Timestamp created_at;
};

struct Sku {
  SkuId id;
  std::optional<std::string> size;
  std::optional<std::string> color;
  Quantity received = 0;
};

struct Product {
  ProductId id;
  StoreId store;
  std::string name;
  Won price = 0;
  std::string description;
  std::string thumbnail_url;
  std::int64_t likes_count = 0;
  bool on_sale = true;
  Timestamp created_at;
  std::vector<std::string> image_urls;
  std::vector<CategoryId> categories;
  std::vector<Sku> skus;
};

struct ProductLike {
  UserId user;
  ProductId product;
  Timestamp liked_at;
};

struct Look {
  LookId id;
  UserId creator;
  std::string title;
  std::string description;
  std::string thumbnail_url;
  std::int64_t likes_count = 0;
  Timestamp created_at;
  std::vector<std::string> image_urls;
  std::vector<ProductId> products;
};

} // namespace baro::bulk

namespace baro {

/// Fills a shop by COPY, in one transaction. Holds at most one chunk of each table in memory.
/// Nothing is kept unless commit() succeeds: after a failure, close the connection.
class BulkLoader {
public:
  /// Opens the transaction. Waits for any other load to end.
  static PgResult<BulkLoader> begin(PgConnection& connection);

  PgResult<bool> has_products();

  PgResult<Done> add(const bulk::User& user);
  PgResult<Done> add(const bulk::Category& category);
  PgResult<Done> add(const bulk::Store& store);
  /// With its SKUs, and the receipt of their first stock.
  PgResult<Done> add(const bulk::Product& product);
  PgResult<Done> add(const bulk::ProductLike& like);
  PgResult<Done> add(const bulk::Look& look);

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
