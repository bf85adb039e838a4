#include "actors/cart/cart_actor.hpp"

#include "actors/stored_answer.hpp"

namespace baro {

CartActor::behavior_type CartState::make_behavior() {
  return {
    [this](Passivate) { return in_flight_ == 0; },
    [this](const AddCartItem& command) { return add(command); },
    [this](const ChangeCartItem& command) {
      return change(cart_.change(command.item, command.quantity));
    },
    [this](const RemoveCartItem& command) { return change(cart_.remove(command.item)); },
    [this](const TakeOutOrdered& command) { return take_out(command); },
    [this](GetCart) { return show(); },
  };
}

caf::result<Answer<CartItemView>> CartState::add(const AddCartItem& command) {
  auto reply = self_->make_response_promise<Answer<CartItemView>>();
  if (command.sku) {
    add(command, *command.sku, reply);
    return reply;
  }
  ask_reader<OnlySkus>(
    FindOnlySkus{{*command.product}},
    [this, command, reply](const OnlySkus& found) { add(command, found.skus.front(), reply); },
    [this, command, reply](const Error& error) { refuse(command, error, reply); });
  return reply;
}

void CartState::add(const AddCartItem& command, SkuId sku, AddReply reply) {
  ask_reader<Offers>(
    FindOffers{{sku}},
    [this, command, reply](const Offers& offers) { add(command, offers, reply); },
    [this, command, reply](const Error& error) { refuse(command, error, reply); });
}

// Between deciding and applying nothing else happens here, so limits and sums are exact.
void CartState::add(const AddCartItem& command, const Offers& offers, AddReply reply) {
  if (offers.all.empty())
    return refuse(command, Error{Errc::not_found}, reply);
  const auto& stocked = offers.all.front();
  if (!stocked.offer.on_sale)
    return refuse(command, Error{Errc::not_on_sale}, reply);
  const auto line = cart_.add(command.item, stocked.offer.sku, command.quantity);
  if (!line)
    return refuse(command, line.error(), reply);
  const auto view = view_of(*line, &stocked);
  save(
    {*line}, record_of(user_, command.idempotency, view),
    [this, view, reply](const CartCommitted& committed) {
      if (!committed.earlier_answer)
        return deliver(reply, Result<Answer<CartItemView>>{{view}});
      // What was applied is not what is on disk.
      deliver(reply, replayed<CartItemView>(*committed.earlier_answer));
      self_->quit(to_caf(Errc::fenced, "the change had been made before"));
    },
    [reply](const Error& error) { deliver(reply, Result<Answer<CartItemView>>{error}); });
}

void CartState::refuse(const AddCartItem& command, const Error& refusal, AddReply reply) {
  ++in_flight_;
  baro::refuse<CartItemView>(self_, services_.reader, user_, command.idempotency, refusal,
                             [this, reply](const Result<Answer<CartItemView>>& result) {
                               --in_flight_;
                               deliver(reply, result);
                             });
}

caf::result<void> CartState::change(const Result<CartLine>& line) {
  if (!line)
    return to_caf(line.error());
  auto reply = self_->make_response_promise<void>();
  save(
    {*line}, std::nullopt, [reply](const CartCommitted&) mutable { reply.deliver(); },
    [reply](const Error& error) mutable { reply.deliver(to_caf(error)); });
  return reply;
}

caf::result<void> CartState::take_out(const TakeOutOrdered& command) {
  auto lines = cart_.take_out(command.skus);
  if (!lines.empty())
    save(
      std::move(lines), std::nullopt, [](const CartCommitted&) {}, [](const Error&) {});
  return {};
}

caf::result<CartView> CartState::show() {
  FindOffers question;
  for (const auto& line : cart_.lines())
    question.skus.push_back(line.sku);
  if (question.skus.empty())
    return view_of(cart_, {}, version_);
  auto reply = self_->make_response_promise<CartView>();
  ask_reader<Offers>(
    std::move(question),
    [this, reply](const Offers& offers) mutable {
      reply.deliver(view_of(cart_, offers, version_));
    },
    [reply](const Error& error) mutable { reply.deliver(to_caf(error)); });
  return reply;
}

// Apply, save, reply. A failed save leaves memory ahead of disk, so the actor quits and is
// activated anew.
template <class Saved, class Failed>
void CartState::save(std::vector<CartLine> lines, std::optional<IdempotencyRecord> record,
                     Saved saved, Failed failed) {
  cart_.apply(lines);
  ++in_flight_;
  CommitCart commit{{user_, epoch_, ++version_, services_.clock(), std::move(lines)},
                    std::move(record)};
  self_->request(services_.writer, caf::infinite, std::move(commit))
    .then(
      [this, saved](const CartCommitted& committed) mutable {
        --in_flight_;
        saved(committed);
      },
      [this, failed](caf::error& error) mutable {
        failed(from_caf(error));
        self_->quit(std::move(error));
      });
}

template <class Reply, class Question, class Answered, class Failed>
void CartState::ask_reader(Question question, Answered answered, Failed failed) {
  ++in_flight_;
  self_->request(services_.reader, caf::infinite, std::move(question))
    .then(
      [this, answered](const Reply& reply) mutable {
        --in_flight_;
        answered(reply);
      },
      [this, failed](const caf::error& error) mutable {
        --in_flight_;
        failed(from_caf(error));
      });
}

} // namespace baro
