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

// A repeat is looked for first: it may be refused, or add once more, what its own first request
// did.
caf::result<Answer<CartItemView>> CartState::add(const AddCartItem& command) {
  if (command.idempotency && !keys_.insert(command.idempotency->key).second)
    return to_caf(Errc::idempotency_key_in_use);
  Adding adding{command, self_->make_response_promise<Answer<CartItemView>>()};
  if (!command.idempotency) {
    find_sku(adding);
    return adding.reply;
  }
  ask_reader<StoredAnswer>(
    FindAnswer{user_, *command.idempotency},
    [this, adding](const StoredAnswer& stored) {
      finish(adding, replayed<CartItemView>(stored.answer));
    },
    [this, adding](const Error& error) {
      if (error.code == Errc::not_found)
        find_sku(adding);
      else
        finish(adding, error);
    });
  return adding.reply;
}

void CartState::find_sku(const Adding& adding) {
  if (adding.command.sku)
    return find_offer(adding, *adding.command.sku);
  ask_reader<OnlySkus>(
    FindOnlySkus{{*adding.command.product}},
    [this, adding](const OnlySkus& found) { find_offer(adding, found.skus.front()); },
    [this, adding](const Error& error) { finish(adding, error); });
}

void CartState::find_offer(const Adding& adding, SkuId sku) {
  ask_reader<Offers>(
    FindOffers{{sku}}, [this, adding](const Offers& offers) { add(adding, offers); },
    [this, adding](const Error& error) { finish(adding, error); });
}

// Between deciding and applying nothing else happens here, so limits and sums are exact.
void CartState::add(const Adding& adding, const Offers& offers) {
  const auto& command = adding.command;
  if (offers.all.empty())
    return finish(adding, Error{Errc::not_found});
  const auto& stocked = offers.all.front();
  if (!stocked.offer.on_sale)
    return finish(adding, Error{Errc::not_on_sale});
  const auto line = cart_.add(command.item, stocked.offer.sku, command.quantity);
  if (!line)
    return finish(adding, line.error());
  const auto view = view_of(*line, &stocked);
  save(
    {*line}, record_of(user_, command.idempotency, view),
    [this, view, adding](const CartCommitted& committed) {
      if (!committed.earlier_answer)
        return finish(adding, Answer<CartItemView>{view});
      // Another activation was faster, so what was applied is not what is on disk.
      finish(adding, replayed<CartItemView>(*committed.earlier_answer));
      self_->quit(to_caf(Errc::fenced, "the change had been made before"));
    },
    [this, adding](const Error& error) { finish(adding, error); });
}

void CartState::finish(const Adding& adding, const Result<Answer<CartItemView>>& result) {
  if (adding.command.idempotency)
    keys_.erase(adding.command.idempotency->key);
  deliver(adding.reply, result);
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
