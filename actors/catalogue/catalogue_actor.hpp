#pragma once

#include "protocol/actors.hpp"
#include "protocol/directory.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace baro {

struct CatalogueServices {
  const Directory& directory;
  ReaderActor reader;
  CatalogueWriterActor writer;
  ProductWriterActor products;
  LikeWriterActor likes;
  SearcherActor searcher;
  ShelfActor shelf;
};

/// Passes questions to the reader and changes to the writers, and tells the SKUs whose offers
/// changed.
class CatalogueState {
public:
  static constexpr const char* name = "baro.catalogue";

  CatalogueState(CatalogueActor::pointer self, CatalogueServices services)
    : self_(self), services_(std::move(services)) {}

  CatalogueActor::behavior_type make_behavior();

private:
  /// The SKUs of something that has changed, while they learn of it.
  struct Refreshing {
    std::vector<SkuId> skus;
    std::function<void(const std::optional<Error>& failure)> done;
    std::size_t begun = 0;
    std::size_t ended = 0;
    std::optional<Error> failure{};
  };

  /// Has a change written.
  template <class View, class Changed, class Command, class Answer>
  caf::result<View> change(const Command& command, Answer answer);
  /// Has a drop changed, which its own actor does.
  template <class View, class Command, class Answer>
  caf::result<View> change_drop(const Command& command, Answer answer);
  /// Calls `answer` (void(promise, Changed)) when no SKU sells under its old offer any more.
  template <class View, class Changed, class Answer>
  auto once_refreshed(caf::typed_response_promise<View> reply, Answer answer);
  caf::result<CouponView> change_coupon(const ChangeCoupon& command);
  template <class Answer, class Failed>
  void refresh_coupon(CouponId coupon, Answer answer, Failed failed);
  template <class Reply, class Command>
  caf::result<Reply> change_look(const Command& command);
  void refresh_all(std::vector<SkuId> skus, std::function<void(const std::optional<Error>&)> done);
  void refresh_next(const std::shared_ptr<Refreshing>& run);
  template <class Failed>
  void refresh(Envelope message, const std::shared_ptr<Refreshing>& run, Failed failed);
  void refreshed(const std::shared_ptr<Refreshing>& run, std::optional<Error> failure);

  CatalogueActor::pointer self_;
  CatalogueServices services_;
};

using CatalogueImpl = CatalogueActor::stateful_impl<CatalogueState>;

} // namespace baro
