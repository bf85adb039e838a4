#pragma once

#include "protocol/inventory.hpp"

namespace baro {

/// How a product goes on sale at a set time, one customer after the other (docs/adr/0012-drops.md).
struct DropTerms {
  Timestamp starts_at;
  Quantity per_customer = 1;              // what one customer may buy of it, in all their turns
  std::int64_t turn_seconds = 0;          // how long a turn lasts
  std::int64_t admissions_per_second = 0; // how many turns are given in a second at most
  bool ended = false;                     // it is sold like anything else again
};
BOOST_DESCRIBE_STRUCT(DropTerms, (),
                      (starts_at, per_customer, turn_seconds, admissions_per_second, ended))

enum class DropPhase : std::uint8_t { UPCOMING, OPEN, ENDED };
BOOST_DESCRIBE_ENUM(DropPhase, UPCOMING, OPEN, ENDED)

struct DropView {
  ProductId product_id;
  DropPhase state = DropPhase::UPCOMING;
  Timestamp starts_at;
  Quantity per_customer = 1;
  std::int64_t turn_seconds = 0;
  std::int64_t admissions_per_second = 0;
  std::int64_t in_line = 0; // how many wait for their turn
};
BOOST_DESCRIBE_STRUCT(DropView, (),
                      (product_id, state, starts_at, per_customer, turn_seconds,
                       admissions_per_second, in_line))

/// Makes a product a drop, or changes one. Errors: not_found, not_allowed (not the store's owner),
/// illegal_state (it would break what was promised to those in line), fenced (ask again).
struct SetDrop {
  Caller caller;
  ProductId product;
  Timestamp starts_at;
  Quantity per_customer = 1;
  std::int64_t turn_seconds = 0;
  std::int64_t admissions_per_second = 0;
};
BOOST_DESCRIBE_STRUCT(SetDrop, (),
                      (caller, product, starts_at, per_customer, turn_seconds,
                       admissions_per_second))

/// Its product is sold like any other from then on. Ending it twice changes nothing more. Errors:
/// not_found, not_allowed (not the store's owner), fenced (ask again).
struct EndDrop {
  Caller caller;
  ProductId product;
};
BOOST_DESCRIBE_STRUCT(EndDrop, (), (caller, product))

/// A changed drop, and the SKUs whose offers changed with it.
struct DropChanged {
  DropView drop;
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(DropChanged, (), (drop, skus))

/// Errors: not_found (also when the product is no drop).
struct GetDrop {
  ProductId product;
};
BOOST_DESCRIBE_STRUCT(GetDrop, (), (product))

// The line ---------------------------------------------------------------------------------------

/// WAITING becomes TURN or LEFT; TURN becomes BOUGHT, LAPSED or LEFT; BOUGHT becomes RETURNED when
/// its order is cancelled. The others are ends.
enum class PlaceState : std::uint8_t { WAITING, TURN, BOUGHT, LAPSED, LEFT, RETURNED };
BOOST_DESCRIBE_ENUM(PlaceState, WAITING, TURN, BOUGHT, LAPSED, LEFT, RETURNED)

/// Where somebody stands in line.
struct PlaceView {
  std::int64_t position = 0; // in the order of joining, from 1; nobody else ever has it
  PlaceState state = PlaceState::WAITING;
  Quantity quantity = 0;  // asked for; in a turn, what may be ordered; then, what was
  std::int64_t ahead = 0; // how many wait for their turn before this one
  std::optional<std::int64_t>
    estimated_wait_seconds; // unknown where it depends on others' giving up
  std::optional<Timestamp> turn_until;
};
BOOST_DESCRIBE_STRUCT(PlaceView, (),
                      (position, state, quantity, ahead, estimated_wait_seconds, turn_until))

/// Who stands in line already keeps their place. Replies once it is on disk. Errors: not_found,
/// illegal_state (the drop has ended), customer_limit, overloaded, fenced (ask again).
struct JoinLine {
  ProductId product;
  UserId user;
  Quantity quantity = 1;
};
BOOST_DESCRIBE_STRUCT(JoinLine, (), (product, user, quantity))

/// The latest place of somebody. Errors: not_found.
struct GetPlace {
  ProductId product;
  UserId user;
};
BOOST_DESCRIBE_STRUCT(GetPlace, (), (product, user))

/// Gives up a place or a turn. Doing it twice changes nothing more. Replies once it is on disk.
/// Errors: not_found.
struct LeaveLine {
  ProductId product;
  UserId user;
};
BOOST_DESCRIBE_STRUCT(LeaveLine, (), (product, user))

/// Asks for the turn in which an order may be placed. Errors: drop_not_started, not_your_turn,
/// customer_limit (more than the turn is for), not_found, fenced (ask again).
struct TakeTurn {
  ProductId product;
  UserId user;
  Quantity quantity = 0;
};
BOOST_DESCRIBE_STRUCT(TakeTurn, (), (product, user, quantity))

struct TurnTaken {
  std::int64_t position = 0; // the commit must name it
};
BOOST_DESCRIBE_STRUCT(TurnTaken, (), (position))

/// An order that spent a turn is on disk. Not answered.
struct EndTurn {
  SpentTurn turn;
  OrderId order;
};
BOOST_DESCRIBE_STRUCT(EndTurn, (), (turn, order))

// For the drop writer ----------------------------------------------------------------------------

/// A place as it is kept.
struct Place {
  std::int64_t position = 0;
  UserId user;
  Quantity quantity = 0;
  Timestamp joined_at;
  PlaceState state = PlaceState::WAITING;
  std::optional<Timestamp> turn_until; // there from its turn on
  std::optional<OrderId> order;        // that spent its turn
};
BOOST_DESCRIBE_STRUCT(Place, (), (position, user, quantity, joined_at, state, turn_until, order))

/// Activates a drop: raises its epoch, so that nothing decided before can commit. Errors: not_found
/// (no such product).
struct ActivateDrop {
  ProductId product;
};
BOOST_DESCRIBE_STRUCT(ActivateDrop, (), (product))

struct DropActivated {
  std::optional<DropTerms> terms; // none: the product is no drop yet
  Epoch epoch = 0;
  std::vector<Place> line; // in the order of positions, without gaps
  Quantity on_hand = 0;    // of all SKUs of the product
};
BOOST_DESCRIBE_STRUCT(DropActivated, (), (terms, epoch, line, on_hand))

/// Errors: not_found (the product, also when withdrawn), not_allowed (not the store's owner),
/// fenced, unavailable, deadline_passed (it is not known).
struct SaveDrop {
  Caller caller;
  ProductId product;
  DropTerms terms;
  Epoch epoch = 0;
};
BOOST_DESCRIBE_STRUCT(SaveDrop, (), (caller, product, terms, epoch))

struct DropSaved {
  Epoch epoch = 0;
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(DropSaved, (), (epoch, skus))

/// Saves places as they are now. May be repeated. A turn that was spent stays spent. Errors:
/// fenced, unavailable, overloaded (in all of them nothing happened), deadline_passed (it is not
/// known).
struct CommitLine {
  ProductId product;
  Epoch epoch = 0;
  std::vector<Place> places; // no position twice
};
BOOST_DESCRIBE_STRUCT(CommitLine, (), (product, epoch, places))

struct LineCommitted {
  std::vector<Place> spent; // those whose turn an order had spent before
};
BOOST_DESCRIBE_STRUCT(LineCommitted, (), (spent))

// For the reader ---------------------------------------------------------------------------------

/// How many units of a drop are on hand, and whose orders gave theirs back. Errors: fenced (another
/// activation has replaced this one).
struct CountUnits {
  ProductId product;
  Epoch epoch = 0;
};
BOOST_DESCRIBE_STRUCT(CountUnits, (), (product, epoch))

struct UnitsCounted {
  Quantity on_hand = 0;
  std::vector<Place> returned; // of cancelled orders, since the drop began
};
BOOST_DESCRIBE_STRUCT(UnitsCounted, (), (on_hand, returned))

} // namespace baro
