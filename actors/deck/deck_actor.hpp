#pragma once

#include "actors/deck/deck.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <variant>

namespace baro {

struct DeckConfig {
  DeckLimits limits{};
  std::size_t waiting_max = 1'024; // changes that wait for the one being saved
  std::size_t commit_max = 256;    // changes in one commit
  // Looks older than the shelf: read so many at a time, and at most so many times for one request.
  std::int32_t older_page = 1'000;
  int older_pages_max = 100;
};

/// What all DECK actors share. Outlives them.
struct DeckServices {
  SwipeWriterActor writer;
  ReaderActor reader;
  const ShelfPlace& shelf;
  std::function<Timestamp()> clock;
  DeckConfig config{};
};

/// Carries messages to a Deck, its changes to disk and its answers back. One commit is in flight at
/// a time, and what comes meanwhile is in the next, so that changes reach the disk in their order.
class DeckState {
public:
  static constexpr const char* name = "baro.deck";

  DeckState(DeckActor::pointer self, UserId user, const Swipes& swipes,
            const DeckServices& services)
    : self_(self),
      user_(user),
      services_(services),
      deck_(user, swipes, *services.shelf.get(), services.config.limits) {}

  DeckActor::behavior_type make_behavior();

private:
  struct Swiping {
    SwipeChange change;
    caf::typed_response_promise<void> reply;
  };
  struct Resetting {
    ResetSwipes reset;
    caf::typed_response_promise<SwipesReset> reply;
  };
  using Waiting = std::variant<Swiping, Resetting>;

  /// A page while it is put together.
  struct Dealing {
    GetDeck question;
    caf::typed_response_promise<Slice<LookCard>> reply;
    std::shared_ptr<const LookShelf> shelf;
    DeckOrder order;
    std::vector<Dealt> looks{}; // one more than the page holds, if there are more
    LookId older_than{};        // where looks that are not on the shelf go on
    int older_pages = 0;        // read so far
    bool has_all = false;       // there are no older ones
    bool has_more = false;
    std::optional<LookId> searched_to{}; // where the search for more was given up
  };
  using DealingPtr = std::shared_ptr<Dealing>;

  caf::result<void> swipe(LookId look, std::optional<Reaction> reaction);
  caf::result<SwipesReset> reset(const ResetSwipes& command);
  void commit();
  void commit(const Resetting& resetting);
  void commit_swipes();
  void fail(const caf::error& error);

  caf::result<Slice<LookCard>> deal(const GetDeck& question);
  void fill(const DealingPtr& dealing);
  void add_older(const DealingPtr& dealing, const LookIds& older);
  void find_cards(const DealingPtr& dealing);
  void show(Dealing& dealing, const LookCards& cards);
  CardExplanation explain(const Dealing& dealing, const Dealt& dealt) const;

  template <class Reply, class Question, class Answered>
  void ask_reader(const DealingPtr& dealing, Question question, Answered answered);

  DeckActor::pointer self_;
  UserId user_;
  const DeckServices& services_;
  Deck deck_;
  std::deque<Waiting> waiting_;
  bool is_committing_ = false;
  int dealing_ = 0; // questions to the reader without an answer yet
};

using DeckImpl = DeckActor::stateful_impl<DeckState>;

} // namespace baro
