#include "actors/catalogue/catalogue_actor.hpp"

#include "actors/ask_entity.hpp"

#include <algorithm>
#include <functional>

namespace baro {

namespace {

// SKUs of one change that are asked at once.
constexpr std::size_t refreshes_max = 64;

} // namespace

CatalogueActor::behavior_type CatalogueState::make_behavior() {
  const auto read
    = [this](const auto& question) { return self_->delegate(services_.reader, question); };
  const auto write
    = [this](const auto& command) { return self_->delegate(services_.writer, command); };
  return {
    [read](const ListCategories& question) { return read(question); },
    [write](const CreateCategory& command) { return write(command); },
    [write](const CreateStore& command) { return write(command); },
    [this](const ChangeStore& command) {
      return change<StoreView, StoreChanged>(
        command, [](auto& reply, const StoreChanged& done) { reply.deliver(done.store); });
    },
    [read](const GetStore& question) { return read(question); },
    [this](const CreateProduct& command) { return self_->delegate(services_.products, command); },
    [read](const ListPopular& question) { return read(question); },
    [read](const ListNewest& question) { return read(question); },
    [read](const GetProduct& question) { return read(question); },
    [read](const ListSkus& question) { return read(question); },
    [this](const LikeProduct& command) { return self_->delegate(services_.likes, command); },
    [read](const FindLiked& question) { return read(question); },
    [read](const GetLook& question) { return read(question); },
    [read](const ListLedger& question) { return read(question); },
    [read](const GetOrder& question) { return read(question); },
    [read](const ListOrders& question) { return read(question); },
    [read](const ListStoreOrders& question) { return read(question); },
    [read](const ListPayments& question) { return read(question); },
    [this](const SearchProducts& question) {
      return self_->delegate(services_.searcher, question);
    },
    [read](const ListLikedProducts& question) { return read(question); },
    [read](const ListStoreProducts& question) { return read(question); },
    [read](const ListStores& question) { return read(question); },
    [this](const ChangeProduct& command) {
      return change<ProductView, ProductChanged>(
        command, [](auto& reply, const ProductChanged& done) { reply.deliver(done.product); });
    },
    [this](const WithdrawProduct& command) {
      return change<void, ProductWithdrawn>(
        command, [](auto& reply, const ProductWithdrawn&) { reply.deliver(); });
    },
    [this](const SetDrop& command) {
      return change_drop<DropView>(
        command, [](auto& reply, const DropChanged& done) { reply.deliver(done.drop); });
    },
    [this](const EndDrop& command) {
      return change_drop<void>(command, [](auto& reply, const DropChanged&) { reply.deliver(); });
    },
    [this](const CreateLook& command) { return change_look<Answer<CreatedLook>>(command); },
    [this](const ChangeLook& command) { return change_look<void>(command); },
    [this](const DeleteLook& command) { return change_look<void>(command); },
    [read](const ListLikedLooks& question) { return read(question); },
    [write](const CreateCoupon& command) { return write(command); },
    [read](const GetCoupon& question) { return read(question); },
    [read](const ListCoupons& question) { return read(question); },
    [this](const ChangeCoupon& command) { return change_coupon(command); },
  };
}

// After "paused", nobody gets it.
caf::result<CouponView> CatalogueState::change_coupon(const ChangeCoupon& command) {
  auto reply = self_->make_response_promise<CouponView>();
  self_->request(services_.writer, caf::infinite, command)
    .then(
      [this, reply](const CouponView& changed) mutable {
        const auto answer = [reply, changed]() mutable { reply.deliver(changed); };
        refresh_coupon(changed.id, answer, [this, reply, changed, answer](const caf::error&) {
          // It ended. Woken, it reads what was changed, and voids what it had promised before.
          refresh_coupon(changed.id, answer,
                         [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
        });
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

template <class Answer, class Failed>
void CatalogueState::refresh_coupon(CouponId coupon, Answer answer, Failed failed) {
  const auto to = address_of(coupon);
  self_
    ->request(services_.directory.shard_of(to), caf::infinite, envelope(to, RefreshCoupon{coupon}))
    .then(std::move(answer), std::move(failed));
}

// Answered when the shelf shows it: whoever made it sees it in the next deck. Should the shelf not
// find out now, it will with its next reading.
template <class Reply, class Command>
caf::result<Reply> CatalogueState::change_look(const Command& command) {
  auto reply = self_->make_response_promise<Reply>();
  auto refresh = [this, look = command.look](std::function<void()> answer) {
    self_->request(services_.shelf, caf::infinite, RefreshShelf{look})
      .then([answer] { answer(); }, [answer](const caf::error&) { answer(); });
  };
  auto failed = [reply](caf::error& error) mutable { reply.deliver(std::move(error)); };
  auto pending = self_->request(services_.writer, caf::infinite, command);
  if constexpr (std::is_void_v<Reply>)
    pending.then([reply, refresh] { refresh([reply]() mutable { reply.deliver(); }); }, failed);
  else
    pending.then(
      [reply, refresh](const Reply& done) {
        refresh([reply, done]() mutable { reply.deliver(done); });
      },
      failed);
  return reply;
}

// After "paused" or "withdrawn", nothing is sold.
template <class View, class Changed, class Command, class Answer>
caf::result<View> CatalogueState::change(const Command& command, Answer answer) {
  auto reply = self_->make_response_promise<View>();
  self_->request(services_.writer, caf::infinite, command)
    .then(once_refreshed<View, Changed>(reply, answer),
          [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

// Once a product is a drop, nothing of it is sold to those who have no turn.
template <class View, class Command, class Answer>
caf::result<View> CatalogueState::change_drop(const Command& command, Answer answer) {
  auto reply = self_->make_response_promise<View>();
  const auto address = drop_address(command.product);
  ask_entity(self_, services_.directory, envelope(address, command),
             once_refreshed<View, DropChanged>(reply, answer),
             [reply](const caf::error& error) mutable { reply.deliver(error); });
  return reply;
}

template <class View, class Changed, class Answer>
auto CatalogueState::once_refreshed(caf::typed_response_promise<View> reply, Answer answer) {
  return [this, reply, answer](const Changed& changed) {
    refresh_all(changed.skus,
                [reply, answer, changed](const std::optional<Error>& failure) mutable {
                  failure ? reply.deliver(to_caf(*failure)) : answer(reply, changed);
                });
  };
}

void CatalogueState::refresh_all(std::vector<SkuId> skus,
                                 std::function<void(const std::optional<Error>&)> done) {
  if (skus.empty())
    return done(std::nullopt);
  const auto run = std::make_shared<Refreshing>(Refreshing{std::move(skus), std::move(done)});
  for (std::size_t i = 0; i < std::min(run->skus.size(), refreshes_max); ++i)
    refresh_next(run);
}

void CatalogueState::refresh_next(const std::shared_ptr<Refreshing>& run) {
  if (run->begun == run->skus.size())
    return;
  const auto sku = run->skus[run->begun++];
  refresh(if_awake(address_of(sku), RefreshOffer{sku}), run, [this, run, sku](const caf::error&) {
    // It ended. Woken, it reads the new offer, and voids what it had promised under the old one.
    refresh(envelope(address_of(sku), RefreshOffer{sku}), run,
            [this, run](const caf::error& error) { refreshed(run, from_caf(error)); });
  });
}

template <class Failed>
void CatalogueState::refresh(Envelope message, const std::shared_ptr<Refreshing>& run,
                             Failed failed) {
  const auto shard = services_.directory.shard_of(message.to);
  self_->request(shard, caf::infinite, std::move(message))
    .then([this, run] { refreshed(run, std::nullopt); }, std::move(failed));
}

void CatalogueState::refreshed(const std::shared_ptr<Refreshing>& run,
                               std::optional<Error> failure) {
  if (failure)
    run->failure = std::move(failure);
  if (++run->ended < run->skus.size())
    return refresh_next(run);
  run->done(run->failure);
}

} // namespace baro
