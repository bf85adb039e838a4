#pragma once

#include "actors/cart/cart.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>
#include <set>

namespace baro {

/// What all CART actors share. Outlives them.
struct CartServices {
  CartWriterActor writer;
  ReaderActor reader;
  std::function<Timestamp()> clock;
};

/// Carries messages to a Cart, its changes to disk and its answers back.
class CartState {
public:
  static constexpr const char* name = "baro.cart";

  CartState(CartActor::pointer self, UserId user, CartActivated activated,
            const CartServices& services)
    : self_(self),
      user_(user),
      epoch_(activated.epoch),
      version_(activated.version),
      cart_(std::move(activated.lines)),
      services_(services) {}

  CartActor::behavior_type make_behavior();

private:
  struct Adding {
    AddCartItem command;
    caf::typed_response_promise<Answer<CartItemView>> reply;
  };

  caf::result<Answer<CartItemView>> add(const AddCartItem& command);
  void find_sku(const Adding& adding);
  void find_offer(const Adding& adding, SkuId sku);
  void add(const Adding& adding, const Offers& offers);
  void finish(const Adding& adding, const Result<Answer<CartItemView>>& result);
  caf::result<void> change(const Result<CartLine>& line);
  caf::result<void> take_out(const TakeOutOrdered& command);
  caf::result<CartView> show();

  template <class Saved, class Failed>
  void save(std::vector<CartLine> lines, std::optional<IdempotencyRecord> record, Saved saved,
            Failed failed);
  template <class Reply, class Question, class Answered, class Failed>
  void ask_reader(Question question, Answered answered, Failed failed);

  CartActor::pointer self_;
  UserId user_;
  Epoch epoch_;
  std::int64_t version_;
  Cart cart_;
  const CartServices& services_;
  int in_flight_ = 0;          // questions without an answer yet
  std::set<std::string> keys_; // Idempotency-Keys of the additions that are being made
};

using CartImpl = CartActor::stateful_impl<CartState>;

} // namespace baro
