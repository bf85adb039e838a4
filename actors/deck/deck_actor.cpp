#include "actors/deck/deck_actor.hpp"

#include <algorithm>
#include <map>

namespace baro {

DeckActor::behavior_type DeckState::make_behavior() {
  return {
    [this](Passivate) { return !is_committing_ && dealing_ == 0; },
    [this](const GetDeck& question) { return deal(question); },
    [this](const SwipeLook& command) { return swipe(command.look, command.reaction); },
    [this](const UndoSwipe& command) { return swipe(command.look, std::nullopt); },
    [this](const ResetSwipes& command) { return reset(command); },
  };
}

// Apply, save, reply: the next page knows of it at once, and what was answered survives a crash.
caf::result<void> DeckState::swipe(LookId look, std::optional<Reaction> reaction) {
  if (waiting_.size() >= services_.config.waiting_max)
    return to_caf(Errc::overloaded, "too many swipes of one user wait");
  const SwipeChange change{look, reaction, services_.clock()};
  deck_.apply(change, *services_.shelf.get());
  auto reply = self_->make_response_promise<void>();
  waiting_.emplace_back(Swiping{change, reply});
  commit();
  return reply;
}

caf::result<SwipesReset> DeckState::reset(const ResetSwipes& command) {
  if (waiting_.size() >= services_.config.waiting_max)
    return to_caf(Errc::overloaded, "too many swipes of one user wait");
  deck_.apply(command, *services_.shelf.get());
  auto reply = self_->make_response_promise<SwipesReset>();
  waiting_.emplace_back(Resetting{command, reply});
  commit();
  return reply;
}

void DeckState::commit() {
  if (is_committing_ || waiting_.empty())
    return;
  is_committing_ = true;
  if (!std::holds_alternative<Resetting>(waiting_.front()))
    return commit_swipes();
  const auto resetting = std::get<Resetting>(std::move(waiting_.front()));
  waiting_.pop_front();
  commit(resetting);
}

void DeckState::commit(const Resetting& resetting) {
  self_->request(services_.writer, caf::infinite, resetting.reset)
    .then(
      [this, reply = resetting.reply](const SwipesReset& done) mutable {
        is_committing_ = false;
        commit();
        reply.deliver(done);
      },
      [this, reply = resetting.reply](const caf::error& error) mutable {
        reply.deliver(error);
        fail(error);
      });
}

// All that waits, up to the next reset. Of one look the last change counts.
void DeckState::commit_swipes() {
  std::map<LookId, SwipeChange> changes;
  std::vector<Swiping> swiping;
  for (; !waiting_.empty() && swiping.size() < services_.config.commit_max; waiting_.pop_front()) {
    auto* next = std::get_if<Swiping>(&waiting_.front());
    if (!next)
      break;
    changes.insert_or_assign(next->change.look, next->change);
    swiping.push_back(std::move(*next));
  }
  CommitSwipes command{user_, {}};
  for (const auto& [look, change] : changes)
    command.changes.push_back(change);
  self_->request(services_.writer, caf::infinite, std::move(command))
    .then(
      [this, swiping](const SwipesCommitted& committed) mutable {
        // There is nothing on disk of what does not exist.
        for (const auto look : committed.missing)
          deck_.apply(SwipeChange{look, std::nullopt, {}}, *services_.shelf.get());
        is_committing_ = false;
        commit();
        for (auto& [change, reply] : swiping)
          if (std::ranges::find(committed.missing, change.look) != committed.missing.end())
            reply.deliver(to_caf(Errc::not_found, "look " + std::to_string(change.look.value)));
          else
            reply.deliver();
      },
      [this, swiping](const caf::error& error) mutable {
        for (auto& [change, reply] : swiping)
          reply.deliver(error);
        fail(error);
      });
}

// A failed save leaves memory ahead of disk, so the actor quits and is rebuilt from disk. What has
// not been sent yet has not happened.
void DeckState::fail(const caf::error& error) {
  for (auto& waiting : waiting_)
    std::visit(
      [](auto& one) {
        one.reply.deliver(to_caf(Errc::unavailable, "an earlier swipe could not be saved"));
      },
      waiting);
  self_->quit(error);
}

caf::result<Slice<LookCard>> DeckState::deal(const GetDeck& question) {
  deck_.remember(*services_.shelf.get());
  const auto order = question.order.value_or(deck_.usual_order());
  const auto dealing = std::make_shared<Dealing>(Dealing{
    question, self_->make_response_promise<Slice<LookCard>>(), services_.shelf.get(), order});
  dealing->has_all = dealing->shelf->has_all();
  const auto after
    = question.page.after ? std::optional{LookId{question.page.after->id.value}} : std::nullopt;
  const auto count = static_cast<std::size_t>(question.page.size) + 1;
  const auto& shelf = *dealing->shelf;
  if (order == DeckOrder::newest)
    dealing->looks = deck_.newest(shelf, after.value_or(look_top), count);
  else
    dealing->looks = deck_.best(shelf, after, count);
  const bool continues = after && (order == DeckOrder::newest || deck_.is_dealt(*after));
  dealing->older_than = continues ? std::min(shelf.oldest(), *after) : shelf.oldest();
  fill(dealing);
  return dealing->reply;
}

// Of looks that are not on the shelf the ids are read, page by page, and the swiped ones are
// skipped here: what somebody has swiped is never part of a query.
void DeckState::fill(const DealingPtr& dealing) {
  const auto& config = services_.config;
  dealing->has_more = dealing->looks.size() > static_cast<std::size_t>(dealing->question.page.size);
  if (dealing->has_more || dealing->has_all)
    return find_cards(dealing);
  if (dealing->older_pages == config.older_pages_max) {
    dealing->has_more = true;
    return find_cards(dealing);
  }
  ++dealing->older_pages;
  ask_reader<LookIds>(dealing, ListLookIds{dealing->older_than, config.older_page},
                      [this, dealing](const LookIds& older) { add_older(dealing, older); });
}

void DeckState::add_older(const DealingPtr& dealing, const LookIds& older) {
  const auto page = static_cast<std::size_t>(dealing->question.page.size);
  dealing->has_all = older.all.size() < static_cast<std::size_t>(services_.config.older_page);
  for (const auto look : older.all) {
    if (dealing->looks.size() > page)
      break;
    dealing->older_than = look;
    const bool may_come
      = dealing->order == DeckOrder::newest ? !deck_.has_swiped(look) : deck_.is_new(look);
    if (may_come)
      dealing->looks.push_back({look});
  }
  fill(dealing);
}

void DeckState::find_cards(const DealingPtr& dealing) {
  const auto page = static_cast<std::size_t>(dealing->question.page.size);
  if (dealing->looks.size() > page)
    dealing->looks.resize(page);
  else if (dealing->has_more)
    dealing->searched_to = dealing->older_than;
  if (dealing->order == DeckOrder::taste)
    deck_.deal(dealing->looks);
  FindLookCards question;
  for (const auto& dealt : dealing->looks)
    question.looks.push_back(dealt.look);
  if (question.looks.empty())
    return show(*dealing, {});
  ask_reader<LookCards>(dealing, std::move(question),
                        [this, dealing](const LookCards& cards) { show(*dealing, cards); });
}

// What was deleted has no card, and what was swiped meanwhile is not shown either.
void DeckState::show(Dealing& dealing, const LookCards& cards) {
  Slice<LookCard> slice;
  slice.has_next = dealing.has_more;
  if (!dealing.looks.empty())
    slice.next_cursor = Cursor{{dealing.looks.back().look.value}, std::nullopt};
  if (dealing.searched_to)
    slice.next_cursor = Cursor{{dealing.searched_to->value}, std::nullopt};
  for (const auto& dealt : dealing.looks) {
    const auto card = std::ranges::find(cards.all, dealt.look, &LookCard::look_id);
    if (card == cards.all.end() || deck_.has_swiped(dealt.look))
      continue;
    slice.content.push_back(*card);
    if (dealing.question.explain)
      slice.content.back().why = explain(dealing, dealt);
  }
  dealing.reply.deliver(std::move(slice));
}

CardExplanation DeckState::explain(const Dealing& dealing, const Dealt& dealt) const {
  CardExplanation why{dealt.score, dealt.explored, false, {}};
  const auto candidate = dealing.shelf->find(dealt.look);
  if (!candidate)
    return why;
  why.sold_out = candidate->sold_out;
  for (const auto& [feature, weight] : deck_.explain(*candidate))
    why.reasons.push_back({kind_of(feature), dealing.shelf->name_of(feature), weight});
  return why;
}

template <class Reply, class Question, class Answered>
void DeckState::ask_reader(const DealingPtr& dealing, Question question, Answered answered) {
  ++dealing_;
  self_->request(services_.reader, caf::infinite, std::move(question))
    .then(
      [this, answered](const Reply& reply) mutable {
        --dealing_;
        answered(reply);
      },
      [this, dealing](caf::error& error) mutable {
        --dealing_;
        dealing->reply.deliver(std::move(error));
      });
}

} // namespace baro
