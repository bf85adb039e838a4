#pragma once

#include "protocol/directory.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace baro {

/// Asks several entities at once; `address_of` says whom a question is for. Calls `done` when the
/// last of them has answered, with the answers in the order of the questions.
template <class Reply, class Self, class Question, class AddressOf, class Done>
void ask_all(Self* self, const Directory& directory, std::vector<Question> questions,
             AddressOf address_of, Done done) {
  struct Round {
    std::vector<std::optional<Result<Reply>>> answers;
    std::size_t missing;
    Done done;
  };
  auto round = std::make_shared<Round>(Round{{}, questions.size(), std::move(done)});
  round->answers.resize(questions.size());
  auto answered = [round](std::size_t index, Result<Reply> answer) {
    round->answers[index] = std::move(answer);
    if (--round->missing > 0)
      return;
    std::vector<Result<Reply>> answers;
    for (auto& slot : round->answers)
      answers.push_back(*std::move(slot));
    round->done(std::move(answers));
  };
  for (std::size_t index = 0; index < questions.size(); ++index) {
    const Address address = address_of(questions[index]);
    self
      ->request(directory.shard_of(address), caf::infinite,
                envelope(address, std::move(questions[index])))
      .then([answered, index](const Reply& reply) { answered(index, reply); },
            [answered, index](const caf::error& error) { answered(index, from_caf(error)); });
  }
}

} // namespace baro
