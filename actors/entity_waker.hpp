#pragma once

#include "actors/cart/cart_actor.hpp"
#include "actors/checkout/checkout_actor.hpp"
#include "actors/coupon/coupon_actor.hpp"
#include "actors/credit/credit_actor.hpp"
#include "actors/deck/deck_actor.hpp"
#include "actors/drop/drop_actor.hpp"
#include "actors/order/order_actor.hpp"
#include "actors/session/session_actor.hpp"
#include "actors/sku/sku_actor.hpp"
#include "protocol/entity_factory.hpp"

namespace baro {

/// Wakes each kind of entity: asks its store for what is kept, and spawns its actor with that.
/// Outlives all entities.
class EntityWaker : public EntityFactory {
public:
  struct Services {
    StockActivatorActor activator;
    SkuServices sku;
    CartServices cart;
    CheckoutServices checkout;
    OrderServices order;
    SessionServices session;
    DeckServices deck;
    CreditServices credit;
    DropServices drop;
    CouponServices coupon;
  };

  explicit EntityWaker(Services services) : services_(std::move(services)) {}

  void wake(caf::event_based_actor* shard, Address address, Awake awake) override;

private:
  Services services_;
};

} // namespace baro
