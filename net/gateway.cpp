#include "net/gateway.hpp"

#include "protocol/type_ids.hpp"

#include <boost/asio/post.hpp>
#include <caf/actor_cast.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/spawn_options.hpp>

namespace baro {

namespace {

// A request number is generation and slot side by side, in the 60 bits that CAF has for it.
constexpr unsigned slot_bits = 20;
constexpr std::uint64_t slot_mask = (std::uint64_t{1} << slot_bits) - 1;

caf::actor_companion& companion_of(const caf::actor& handle) {
  return static_cast<caf::actor_companion&>(*caf::actor_cast<caf::abstract_actor*>(handle));
}

} // namespace

Gateway::Gateway(caf::actor_system& system, asio::io_context& io)
  : io_(io),
    companion_(system.spawn<caf::actor_companion, caf::hidden>()),
    self_(caf::actor_cast<caf::strong_actor_ptr>(companion_)) {
  companion_of(companion_).on_enqueue([this](caf::mailbox_element_ptr element) {
    asio::post(io_,
               [this, element = std::move(element)]() mutable { receive(std::move(element)); });
  });
}

void Gateway::close() { companion_of(companion_).on_enqueue(nullptr); }

Task<caf::message> Gateway::request(caf::strong_actor_ptr to, caf::message question,
                                    Deadline deadline) {
  auto send = [this, &to, &question, deadline](Waiter waiter) {
    const auto request = take_slot(std::move(waiter), deadline);
    const auto id
      = caf::message_id{request}.with_category(caf::message_id::normal_message_category);
    if (to)
      to->get()->enqueue(self_, id, std::move(question), nullptr);
    else
      self_->get()->enqueue(nullptr, id.response_id(),
                            caf::make_message(to_caf(Errc::unavailable, "no such actor")), nullptr);
  };
  auto token = use_task;
  co_return co_await asio::async_initiate<asio::use_awaitable_t<Executor>, void(caf::message)>(
    send, token);
}

void Gateway::expire(Deadline now) {
  for (std::size_t i = 0; i < slots_.size(); ++i)
    if (slots_[i].waiter && slots_[i].deadline <= now)
      resume(slots_[i].generation << slot_bits | i,
             caf::make_message(to_caf(Errc::deadline_passed, "no answer in time")));
}

std::uint64_t Gateway::take_slot(Waiter waiter, Deadline deadline) {
  if (free_.empty()) {
    assert(slots_.size() <= slot_mask);
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const auto index = free_.back();
  free_.pop_back();
  auto& slot = slots_[index];
  slot.deadline = deadline;
  slot.waiter.emplace(std::move(waiter));
  return slot.generation << slot_bits | index;
}

void Gateway::resume(std::uint64_t request, caf::message answer) {
  const auto index = request & slot_mask;
  if (index >= slots_.size())
    return;
  auto& slot = slots_[index];
  if (slot.generation != request >> slot_bits || !slot.waiter)
    return;
  auto waiter = std::move(*slot.waiter);
  slot.waiter.reset();
  ++slot.generation;
  free_.push_back(static_cast<std::uint32_t>(index));
  // From here on the coroutine runs, and may take slots itself.
  waiter(std::move(answer));
}

void Gateway::receive(caf::mailbox_element_ptr element) {
  if (element->mid.is_response())
    resume(element->mid.integer_value() & caf::message_id::request_id_mask,
           std::move(element->payload));
}

} // namespace baro
