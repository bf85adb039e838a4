#include "providers/generator_actor.hpp"

#include <caf/typed_response_promise.hpp>

namespace baro {

GeneratorActor::behavior_type GeneratorState::make_behavior() {
  return {[this](const GeneratePicture& command) { return generate(command); }};
}

caf::result<Picture> GeneratorState::generate(const GeneratePicture& command) {
  auto reply = self_->make_response_promise<Picture>();
  self_->request(http_, caf::infinite, generation_call(config_, command))
    .then(
      [reply](const HttpAnswer& answer) mutable {
        auto picture = read_generated(answer);
        if (picture)
          reply.deliver(*std::move(picture));
        else
          reply.deliver(to_caf(picture.error()));
      },
      [reply](caf::error& error) mutable { reply.deliver(std::move(error)); });
  return reply;
}

} // namespace baro
