#pragma once

#include "protocol/common.hpp"

namespace baro {

enum class Reaction : std::uint8_t { LIKE, DISLIKE };
BOOST_DESCRIBE_ENUM(Reaction, LIKE, DISLIKE)

// The deck ---------------------------------------------------------------------------------------

/// What a look can be liked for.
enum class FeatureKind : std::uint8_t { category = 1, color, store, price };
BOOST_DESCRIBE_ENUM(FeatureKind, category, color, store, price)

/// What one feature of a look adds to its score.
struct CardReason {
  FeatureKind kind = FeatureKind::category;
  std::string value; // as people call it
  double weight = 0;
};
BOOST_DESCRIBE_STRUCT(CardReason, (), (kind, value, weight))

/// Why a look was dealt.
struct CardExplanation {
  double score = 0; // 0 where no taste has ranked it
  bool explored = false;
  bool sold_out = false;
  std::vector<CardReason> reasons; // the weightiest first
};
BOOST_DESCRIBE_STRUCT(CardExplanation, (), (score, explored, sold_out, reasons))

/// A look as the deck shows it.
struct LookCard {
  LookId look_id;
  std::string title;
  std::string thumbnail_url;
  std::int64_t likes_count = 0;
  std::optional<CardExplanation> why; // only for who asks
};
BOOST_DESCRIBE_STRUCT(LookCard, (), (look_id, title, thumbnail_url, likes_count, why))
template <>
inline constexpr bool omits_absent<LookCard> = true;

enum class DeckOrder : std::uint8_t { newest, taste };
BOOST_DESCRIBE_ENUM(DeckOrder, newest, taste)

/// A page of looks that the user has not swiped. Behind a look that this deck did not deal lately,
/// a page by taste begins anew. Errors: unavailable.
struct GetDeck {
  UserId user;
  Page page;
  std::optional<DeckOrder> order; // nothing: by taste, once there is one
  bool explain = false;
};
BOOST_DESCRIBE_STRUCT(GetDeck, (), (user, page, order, explain))

/// Likes or dislikes a look; the last word counts. Errors: not_found, unavailable.
struct SwipeLook {
  UserId user;
  LookId look;
  Reaction reaction = Reaction::LIKE;
};
BOOST_DESCRIBE_STRUCT(SwipeLook, (), (user, look, reaction))

/// Takes a swipe back, if there is one. Errors: not_found (no such look), unavailable.
struct UndoSwipe {
  UserId user;
  LookId look;
};
BOOST_DESCRIBE_STRUCT(UndoSwipe, (), (user, look))

/// Takes back all swipes, or those of one kind. Errors: unavailable.
struct ResetSwipes {
  UserId user;
  std::optional<Reaction> reaction;
};
BOOST_DESCRIBE_STRUCT(ResetSwipes, (), (user, reaction))

/// The looks that have a like less now.
struct SwipesReset {
  std::vector<LookId> unliked;
};
BOOST_DESCRIBE_STRUCT(SwipesReset, (), (unliked))

/// A look that its asker likes.
struct LikedLook {
  LookId look_id;
  std::string title;
  std::string thumbnail_url;
};
BOOST_DESCRIBE_STRUCT(LikedLook, (), (look_id, title, thumbnail_url))

/// The newest look first.
struct ListLikedLooks {
  UserId user;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListLikedLooks, (), (user, page))

// For the swipe writer ---------------------------------------------------------------------------

struct SwipeChange {
  LookId look;
  std::optional<Reaction> reaction; // nothing: the swipe is taken back
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(SwipeChange, (), (look, reaction, at))

/// What one user did, no look twice. May be repeated: what is there already is not counted again.
/// Errors: unavailable, overloaded (in both nothing happened), deadline_passed (it is not known).
struct CommitSwipes {
  UserId user;
  std::vector<SwipeChange> changes;
};
BOOST_DESCRIBE_STRUCT(CommitSwipes, (), (user, changes))

struct SwipesCommitted {
  std::vector<LookId> missing; // there are no such looks
};
BOOST_DESCRIBE_STRUCT(SwipesCommitted, (), (missing))

// For the reader ---------------------------------------------------------------------------------

/// All swipes of a user.
struct LoadSwipes {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(LoadSwipes, (), (user))

struct Swiped {
  LookId look;
  Reaction reaction = Reaction::LIKE;
};
BOOST_DESCRIBE_STRUCT(Swiped, (), (look, reaction))

struct Swipes {
  std::vector<Swiped> all; // the latest first
};
BOOST_DESCRIBE_STRUCT(Swipes, (), (all))

/// Looks as cards, in no order. Those that do not exist are left out.
struct FindLookCards {
  std::vector<LookId> looks;
};
BOOST_DESCRIBE_STRUCT(FindLookCards, (), (looks))

struct LookCards {
  std::vector<LookCard> all;
};
BOOST_DESCRIBE_STRUCT(LookCards, (), (all))

/// The newest looks before one, the newest first.
struct ListLookIds {
  LookId before;
  std::int32_t size = 0;
};
BOOST_DESCRIBE_STRUCT(ListLookIds, (), (before, size))

struct LookIds {
  std::vector<LookId> all;
};
BOOST_DESCRIBE_STRUCT(LookIds, (), (all))

/// The newest looks before one, with what they can be liked for.
struct ListShelf {
  LookId before;
  std::int32_t size = 0;
};
BOOST_DESCRIBE_STRUCT(ListShelf, (), (before, size))

/// Something that a look can be liked for.
struct ShelfFeature {
  FeatureKind kind = FeatureKind::category;
  std::int64_t number = 0; // of the category or the store; the price
  std::string name;        // of the category, the colour or the store
};
BOOST_DESCRIBE_STRUCT(ShelfFeature, (), (kind, number, name))

struct ShelfRow {
  LookId look;
  bool sold_out = true;                // nothing of it can be bought
  std::vector<std::uint32_t> features; // their places in the page's list
};
BOOST_DESCRIBE_STRUCT(ShelfRow, (), (look, sold_out, features))

struct ShelfPage {
  std::vector<ShelfRow> looks; // the newest first
  std::vector<ShelfFeature> features;
};
BOOST_DESCRIBE_STRUCT(ShelfPage, (), (looks, features))

/// A look was made, changed or deleted. Answered when the shelf shows it.
struct RefreshShelf {
  LookId look;
};
BOOST_DESCRIBE_STRUCT(RefreshShelf, (), (look))

} // namespace baro
