#pragma once

#include "persistence/front.hpp"
#include "persistence/pg_product_repository.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct ProductWriterConfig {
  PgConfig pg;
  std::size_t batch_products_max = 128;
  WaitLimits limits{};
};

/// Lists products in batches, over one connection.
class ProductWork {
public:
  explicit ProductWork(PgConfig pg) : session_(std::move(pg), "product_writer") {}

  std::vector<Result<Answer<CreatedProduct>>>
  carry_out(const std::vector<CreateProduct>& commands) {
    return create_products(repository_, commands);
  }

private:
  PgSession session_;
  PgProductRepository repository_{session_};
};

class ProductWriterState
  : public Front<ProductWriterActor, ProductWork, Kind<CreateProduct, Answer<CreatedProduct>>> {
public:
  static constexpr const char* name = "baro.product_writer";

  ProductWriterState(ProductWriterActor::pointer self, ProductWriterConfig config)
    : Front(self, std::make_unique<ProductWork>(std::move(config.pg)), config.batch_products_max,
            config.limits) {}
};

using ProductWriterImpl = ProductWriterActor::stateful_impl<ProductWriterState>;

} // namespace baro
