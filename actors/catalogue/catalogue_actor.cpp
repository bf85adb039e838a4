#include "actors/catalogue/catalogue_actor.hpp"

#include <memory>

namespace baro {

CatalogueActor::behavior_type CatalogueState::make_behavior() {
  const auto read
    = [this](const auto& question) { return self_->delegate(services_.reader, question); };
  const auto write
    = [this](const auto& command) { return self_->delegate(services_.writer, command); };
  return {
    [read](const ListCategories& question) { return read(question); },
    [write](const CreateCategory& command) { return write(command); },
    [write](const CreateStore& command) { return write(command); },
    [this](const ChangeStore& command) { return change_store(command); },
    [read](const GetStore& question) { return read(question); },
    [write](const CreateProduct& command) { return write(command); },
    [read](const ListPopular& question) { return read(question); },
    [read](const ListNewest& question) { return read(question); },
    [read](const GetProduct& question) { return read(question); },
    [read](const ListSkus& question) { return read(question); },
    [this](const LikeProduct& command) { return self_->delegate(services_.likes, command); },
    [read](const ListLedger& question) { return read(question); },
    [read](const GetOrder& question) { return read(question); },
    [read](const ListOrders& question) { return read(question); },
  };
}

// Answered when no SKU sells under the old offer any more: after "paused", nothing is sold.
caf::result<StoreView> CatalogueState::change_store(const ChangeStore& command) {
  auto reply = self_->make_response_promise<StoreView>();
  self_->request(services_.writer, caf::infinite, command)
    .then(
      [this, reply](const StoreChanged& changed) mutable {
        if (changed.skus.empty())
          return reply.deliver(changed.store);
        auto refreshed = [reply, store = changed.store,
                          missing = std::make_shared<std::size_t>(changed.skus.size())]() mutable {
          if (--*missing == 0)
            reply.deliver(store);
        };
        for (const auto sku : changed.skus) {
          const auto address = address_of(sku);
          // An error, too, means that the old offer is gone: the SKU is not awake any more.
          self_
            ->request(services_.directory.shard_of(address), caf::infinite,
                      if_awake(address, RefreshOffer{sku}))
            .then([refreshed]() mutable { refreshed(); },
                  [refreshed](const caf::error&) mutable { refreshed(); });
        }
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

} // namespace baro
