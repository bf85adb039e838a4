#include "actors/entity_waker.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>

namespace baro {

namespace {

/// Loads what is kept of an entity, and calls `spawn` with it.
template <class Kept, class Store, class Question, class Spawn>
void load(caf::event_based_actor* shard, const Store& store, Question question,
          EntityFactory::Awake awake, Spawn spawn) {
  shard->request(store, caf::infinite, std::move(question))
    .then(
      [awake, spawn](Kept& kept) { awake(caf::actor_cast<caf::actor>(spawn(std::move(kept)))); },
      [awake](const caf::error& error) { awake(from_caf(error)); });
}

} // namespace

void EntityWaker::wake(caf::event_based_actor* shard, Address address, Awake awake) {
  auto& system = shard->home_system();
  switch (address.kind) {
    case EntityKind::session:
      return load<SessionRecord>(shard, services_.session.store, LoadSession{SessionId{address.id}},
                                 std::move(awake), [this, &system](SessionRecord record) {
                                   return system.spawn<SessionImpl>(std::move(record),
                                                                    services_.session);
                                 });
    case EntityKind::cart: {
      const UserId user{address.id};
      return load<CartActivated>(shard, services_.cart.writer, ActivateCart{user}, std::move(awake),
                                 [this, &system, user](CartActivated cart) {
                                   return system.spawn<CartImpl>(user, std::move(cart),
                                                                 services_.cart);
                                 });
    }
    case EntityKind::sku:
      return load<SkuActivated>(shard, services_.activator, ActivateSku{SkuId{address.id}},
                                std::move(awake), [this, &system](SkuActivated sku) {
                                  return system.spawn<SkuImpl>(std::move(sku), services_.sku);
                                });
    case EntityKind::order:
      return load<OrderRecord>(shard, services_.checkout.reader, LoadOrder{OrderId{address.id}},
                               std::move(awake), [this, &system](OrderRecord order) {
                                 return system.spawn<OrderImpl>(std::move(order), services_.order);
                               });
    case EntityKind::deck: {
      const UserId user{address.id};
      return load<Swipes>(shard, services_.deck.reader, LoadSwipes{user}, std::move(awake),
                          [this, &system, user](const Swipes& swipes) {
                            return system.spawn<DeckImpl>(user, swipes, services_.deck);
                          });
    }
    case EntityKind::credit: {
      const UserId user{address.id};
      return load<CreditsRecord>(shard, services_.credit.store, LoadCredits{user}, std::move(awake),
                                 [this, &system, user](CreditsRecord record) {
                                   return system.spawn<CreditImpl>(user, record, services_.credit);
                                 });
    }
    case EntityKind::drop: {
      const ProductId product{address.id};
      return load<DropActivated>(shard, services_.drop.writer, ActivateDrop{product},
                                 std::move(awake), [this, &system, product](DropActivated drop) {
                                   return system.spawn<DropImpl>(product, std::move(drop),
                                                                 services_.drop);
                                 });
    }
    case EntityKind::coupon:
      return load<CouponActivated>(shard, services_.activator, ActivateCoupon{CouponId{address.id}},
                                   std::move(awake), [this, &system](CouponActivated coupon) {
                                     return system.spawn<CouponImpl>(std::move(coupon),
                                                                     services_.coupon);
                                   });
    case EntityKind::checkout:
      return awake(caf::actor_cast<caf::actor>(system.spawn<CheckoutImpl>(services_.checkout)));
  }
}

} // namespace baro
