#pragma once

#include "persistence/product_changes.hpp"
#include "persistence/reply.hpp"
#include "persistence/store_changes.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct CatalogueWriterConfig {
  PgConfig pg;
};

/// One change after the other: owners and admins are few. Blocks, so it is spawned detached.
class CatalogueWriterState {
public:
  static constexpr const char* name = "baro.catalogue_writer";

  CatalogueWriterState(CatalogueWriterActor::pointer, CatalogueWriterConfig config)
    : session_(std::move(config.pg), "catalogue_writer") {}

  CatalogueWriterActor::behavior_type make_behavior() {
    return {
      [this](const CreateCategory& command) { return to_reply(carry_out(session_, command)); },
      [this](const CreateStore& command) { return to_reply(carry_out(session_, command)); },
      [this](const ChangeStore& command) { return to_reply(carry_out(session_, command)); },
      [this](const CreateProduct& command) { return to_reply(carry_out(session_, command)); },
    };
  }

private:
  PgSession session_;
};

using CatalogueWriterImpl = CatalogueWriterActor::stateful_impl<CatalogueWriterState>;

} // namespace baro
