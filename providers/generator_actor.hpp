#pragma once

#include "protocol/actors.hpp"
#include "providers/generation.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

/// Writes and reads what has megabytes of base64 in it. That takes as long as many requests, so it
/// is spawned detached; it waits for nothing.
class GeneratorState {
public:
  static constexpr const char* name = "baro.generator";

  GeneratorState(GeneratorActor::pointer self, HttpClientActor http, GenerationConfig config)
    : self_(self), http_(std::move(http)), config_(std::move(config)) {}

  GeneratorActor::behavior_type make_behavior();

private:
  caf::result<Picture> generate(const GeneratePicture& command);

  GeneratorActor::pointer self_;
  HttpClientActor http_;
  GenerationConfig config_;
};

using GeneratorImpl = GeneratorActor::stateful_impl<GeneratorState>;

} // namespace baro
