#include "actors/deck/deck.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace baro {

namespace {

Taste untaught(UserId user) { return Taste{static_cast<std::uint64_t>(user.value)}; }

} // namespace

Deck::Deck(UserId user, const Swipes& swipes, const LookShelf& shelf, DeckLimits limits)
  : user_(user), limits_(limits), taste_(untaught(user)) {
  for (const auto& [look, reaction] : swipes.all)
    swiped_.set(look, reaction);
  for (const auto& [look, reaction] :
       swipes.all | std::views::take(limits.learned_max) | std::views::reverse)
    history_.push_back({look, reaction});
  remember(shelf);
}

void Deck::remember(const LookShelf& shelf) {
  if (history_.empty() || shelf.size() == 0)
    return;
  for (const auto& swipe : std::exchange(history_, {}))
    if (const auto reaction = swiped_.find(swipe.look))
      learn(swipe.look, *reaction, shelf);
}

void Deck::apply(const SwipeChange& change, const LookShelf& shelf) {
  remember(shelf);
  const auto before
    = change.reaction ? swiped_.set(change.look, *change.reaction) : swiped_.erase(change.look);
  if (before == change.reaction)
    return;
  if (before)
    unlearn(change.look, *before, shelf);
  if (change.reaction)
    learn(change.look, *change.reaction, shelf);
}

void Deck::apply(const ResetSwipes& reset, const LookShelf& shelf) {
  remember(shelf);
  swiped_.erase_all(reset.reaction);
  auto kept = std::exchange(learned_, {});
  taste_ = untaught(user_);
  for (const auto& [look, reaction] : kept)
    if (swiped_.contains(look))
      learn(look, reaction, shelf);
  run_.clear();
  in_run_.clear();
}

DeckOrder Deck::usual_order() const {
  return taste_.swipes() >= limits_.taste_swipes_min ? DeckOrder::taste : DeckOrder::newest;
}

std::vector<Dealt> Deck::newest(const LookShelf& shelf, LookId before, std::size_t count) const {
  std::vector<Dealt> page;
  for (auto place = shelf.place_before(before); place < shelf.size() && page.size() < count;
       ++place)
    if (const auto look = shelf[place].look; !has_swiped(look))
      page.push_back({look});
  return page;
}

std::vector<Dealt> Deck::best(const LookShelf& shelf, std::optional<LookId> after,
                              std::size_t count) {
  auto rest = after ? std::ranges::find(run_, *after, &Dealt::look) : run_.end();
  if (rest == run_.end()) {
    run_.clear();
    in_run_.clear();
    rest = run_.end();
  } else {
    ++rest;
  }
  std::vector<Dealt> page;
  for (; rest != run_.end() && page.size() < count; ++rest)
    if (!has_swiped(rest->look))
      page.push_back(*rest);
  if (page.size() == count)
    return page;
  std::vector<Candidate> window;
  for (std::size_t place = 0; place < shelf.size() && window.size() < limits_.window; ++place)
    if (const auto candidate = shelf[place]; is_new(candidate.look))
      window.push_back(candidate);
  for (const auto& pick : taste_.pick(window, count - page.size(), rounds_++))
    page.push_back({window[pick.candidate].look, pick.score, pick.explored});
  return page;
}

// When a run is longer than is remembered, its first looks may come once more.
void Deck::deal(const std::vector<Dealt>& page) {
  for (const auto& dealt : page)
    if (in_run_.insert(dealt.look).second)
      run_.push_back(dealt);
  if (run_.size() <= limits_.dealt_max)
    return;
  const auto kept = run_.end() - static_cast<std::ptrdiff_t>(limits_.dealt_max);
  for (auto it = run_.begin(); it != kept; ++it)
    in_run_.erase(it->look);
  run_.erase(run_.begin(), kept);
}

// Looks that are not on the shelf have no features to learn from.
void Deck::learn(LookId look, Reaction reaction, const LookShelf& shelf) {
  const auto candidate = shelf.find(look);
  if (!candidate)
    return;
  taste_.learn(candidate->features, reaction);
  if (learned_.size() == 2 * limits_.learned_max)
    learned_.erase(learned_.begin(),
                   learned_.begin() + static_cast<std::ptrdiff_t>(limits_.learned_max));
  learned_.push_back({look, reaction});
}

void Deck::unlearn(LookId look, Reaction reaction, const LookShelf& shelf) {
  const auto learned = std::ranges::find(learned_, look, &Swiped::look);
  if (learned == learned_.end())
    return;
  learned_.erase(learned);
  if (const auto candidate = shelf.find(look))
    taste_.unlearn(candidate->features, reaction);
}

} // namespace baro
