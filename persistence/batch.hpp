#pragma once

#include "persistence/reply.hpp"

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace baro {

/// Requests that gather in an actor until they are carried out together, and who waits for their
/// answers.
template <class Request, class Answer>
class Batch {
public:
  using Verdict = VerdictOn<Answer>;
  /// Answers one verdict for each request, in order.
  using CarryOut = std::function<std::vector<Verdict>(const std::vector<Request>&)>;

  Batch(std::size_t requests_max, CarryOut carry_out)
    : requests_max_(requests_max), carry_out_(std::move(carry_out)) {}

  /// Takes a request in. A full batch is carried out at once; until then somebody has to flush().
  template <class Self>
  caf::result<Answer> join(Self* self, const Request& request) {
    requests_.push_back(request);
    auto reply = replies_.emplace_back(self->template make_response_promise<Answer>());
    if (requests_.size() == requests_max_)
      flush();
    return reply;
  }

  void flush() {
    if (requests_.empty())
      return;
    const auto requests = std::exchange(requests_, {});
    auto replies = std::exchange(replies_, {});
    auto verdicts = carry_out_(requests);
    for (std::size_t i = 0; i < verdicts.size(); ++i)
      deliver(replies[i], std::move(verdicts[i]));
  }

private:
  std::size_t requests_max_;
  CarryOut carry_out_;
  std::vector<Request> requests_;
  std::vector<caf::typed_response_promise<Answer>> replies_;
};

} // namespace baro
