#pragma once

#include "protocol/actors.hpp"
#include "protocol/directory.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <memory>
#include <optional>

namespace baro {

struct CatalogueServices {
  const Directory& directory;
  ReaderActor reader;
  CatalogueWriterActor writer;
  LikeWriterActor likes;
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
  /// A changed store while its SKUs learn of it.
  struct Refreshing {
    StoreChanged changed;
    caf::typed_response_promise<StoreView> reply;
    std::size_t begun = 0;
    std::size_t ended = 0;
    std::optional<Error> failure{};
  };

  caf::result<StoreView> change_store(const ChangeStore& command);
  template <class Reply, class Command>
  caf::result<Reply> change_look(const Command& command);
  void refresh_next(const std::shared_ptr<Refreshing>& run);
  template <class Failed>
  void refresh(Envelope message, const std::shared_ptr<Refreshing>& run, Failed failed);
  void refreshed(const std::shared_ptr<Refreshing>& run, std::optional<Error> failure);

  CatalogueActor::pointer self_;
  CatalogueServices services_;
};

using CatalogueImpl = CatalogueActor::stateful_impl<CatalogueState>;

} // namespace baro
