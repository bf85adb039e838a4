#pragma once

#include "protocol/directory.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace baro::test {

/// What an actor answered, or nothing yet. Asking for what is not there throws, which fails the
/// test.
template <class Reply>
class Pending {
public:
  bool pending() const { return !state_->has_value(); }
  const Reply& value() const {
    if (!*checked())
      throw std::runtime_error(to_string(failure().code));
    return **checked();
  }
  Errc error() const { return failure().code; }
  const Error& failure() const { return checked()->error(); }
  bool succeeded() const { return !pending() && bool(**state_); }
  void set(Result<Reply> result) { state_->emplace(std::move(result)); }

private:
  const Result<Reply>* checked() const { return &state_->value(); }

  std::shared_ptr<std::optional<Result<Reply>>> state_
    = std::make_shared<std::optional<Result<Reply>>>();
};

/// Runs actors on one thread, in a fixed order, and only when the test says run().
/// The test plays whatever the actor under test talks to.
class ActorTest : public ::testing::Test {
protected:
  ~ActorTest() override {
    for (const auto& actor : spawned_)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    run();
    // Whoever still waits for an answer of the test learns that there is none, and ends as well.
    playing_.reset();
    run();
  }

  /// Spawns an actor that ends with the test.
  template <class Impl, class... Args>
  auto spawn(Args&&... args) {
    auto actor = system.spawn<Impl>(std::forward<Args>(args)...);
    spawned_.push_back(caf::actor_cast<caf::actor>(actor));
    return actor;
  }

  /// The test itself, as what an actor of this interface is.
  template <class Interface>
  Interface played() {
    return caf::actor_cast<Interface>(self);
  }

  /// A reader that answers `Question` with what `answer` says.
  template <class Question, class F>
  ReaderActor spawn_reader(F answer) {
    auto reader = system.spawn([answer](caf::event_based_actor*) -> caf::behavior {
      return {[answer](const Question& question) { return answer(question); }};
    });
    spawned_.push_back(reader);
    return caf::actor_cast<ReaderActor>(reader);
  }

  void run() { scheduler.run(); }

  /// Lets time pass for actors: what they delayed becomes due.
  void pass(std::chrono::milliseconds span) {
    time.micros += std::chrono::microseconds{span}.count();
    scheduler.advance_time(span);
    run();
  }

  /// Asks, and runs until nothing moves any more.
  template <class Reply, class Handle, class Message>
  Pending<Reply> ask(const Handle& to, Message message) {
    Pending<Reply> answer;
    system.spawn([answer, to, message](caf::event_based_actor* asker) mutable {
      auto failed = [answer](const caf::error& error) mutable { answer.set(from_caf(error)); };
      auto pending = asker->request(to, caf::infinite, message);
      if constexpr (std::is_same_v<Reply, Done>)
        pending.then([answer]() mutable { answer.set(Done{}); }, failed);
      else
        pending.then([answer](const Reply& reply) mutable { answer.set(reply); }, failed);
    });
    run();
    return answer;
  }

  /// Answers the next message of this type that an actor sent to the test with what `reply_to`
  /// makes of it.
  template <class Message, class F>
  void answer_with(F reply_to) {
    self->receive([&](const Message& message) { return reply_to(message); },
                  caf::after(std::chrono::seconds{0}) >>
                    [] { ADD_FAILURE() << "nothing to answer"; });
    run();
  }

  template <class Message, class Reply>
  void answer(Reply reply) {
    answer_with<Message>([&](const Message&) -> caf::result<Reply> { return reply; });
  }

  template <class Message, class Reply>
  void refuse(Errc code) {
    answer_with<Message>([&](const Message&) -> caf::result<Reply> { return to_caf(code); });
  }

  /// Whether no message waits for the test.
  bool nothing_asked() { return self->mailbox().empty(); }

  struct Config : caf::actor_system_config {
    Config() { set("caf.scheduler.policy", "testing"); }
  };

  Timestamp time{1'790'000'000'000'000};
  std::function<Timestamp()> clock = [this] { return time; };
  prometheus::Registry registry;
  Config config;
  caf::actor_system system{config};
  caf::scheduler::test_coordinator& scheduler
    = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());

private:
  std::optional<caf::scoped_actor> playing_{system};

protected:
  caf::scoped_actor& self = *playing_;

private:
  std::vector<caf::actor> spawned_;
};

} // namespace baro::test
