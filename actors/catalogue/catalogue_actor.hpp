#pragma once

#include "protocol/actors.hpp"
#include "protocol/directory.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct CatalogueServices {
  const Directory& directory;
  ReaderActor reader;
  CatalogueWriterActor writer;
  LikeWriterActor likes;
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
  caf::result<StoreView> change_store(const ChangeStore& command);

  CatalogueActor::pointer self_;
  CatalogueServices services_;
};

using CatalogueImpl = CatalogueActor::stateful_impl<CatalogueState>;

} // namespace baro
