#pragma once

#include "persistence/reply.hpp"

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace baro {

/// Requests that gather in an actor while it commits the batch before, and who waits for their
/// answers.
template <class Request, class Answer>
class Batch {
public:
  using Verdict = VerdictOn<Answer>;
  /// Answers one verdict for each request, in order.
  using Commit = std::function<std::vector<Verdict>(const std::vector<Request>&)>;

  Batch(std::size_t requests_max, Commit commit)
    : requests_max_(requests_max), commit_(std::move(commit)) {}

  /// Takes a request in. A full batch is committed at once; until then somebody has to flush().
  template <class Self>
  caf::result<Answer> join(Self* self, const Request& request) {
    requests_.push_back(request);
    auto reply = replies_.emplace_back(self->template make_response_promise<Answer>());
    if (requests_.size() == requests_max_)
      flush();
    return reply;
  }

  /// The same, and sees to it that the actor flushes. No timer is needed: the note queues behind
  /// every request already in the mailbox, so all of them join this batch, and a lone one does not
  /// wait.
  template <class Self>
  caf::result<Answer> add(Self* self, const Request& request) {
    if (requests_.empty())
      self->send(self, flush_atom_v);
    return join(self, request);
  }

  void flush() {
    if (requests_.empty())
      return; // a full batch has left before its note came up
    const auto requests = std::exchange(requests_, {});
    auto replies = std::exchange(replies_, {});
    auto verdicts = commit_(requests);
    for (std::size_t i = 0; i < verdicts.size(); ++i)
      deliver(replies[i], std::move(verdicts[i]));
  }

private:
  std::size_t requests_max_;
  Commit commit_;
  std::vector<Request> requests_;
  std::vector<caf::typed_response_promise<Answer>> replies_;
};

} // namespace baro
