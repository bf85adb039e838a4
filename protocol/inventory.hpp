#pragma once

#include "protocol/catalogue.hpp"
#include "protocol/order_status.hpp"
#include "protocol/packed_texts.hpp"
#include "protocol/payment.hpp"

#include <variant>

namespace baro {

/// Which activation of an entity speaks. The database takes writes of the newest one only
/// (docs/adr/0001-the-fence.md).
using Epoch = std::int64_t;

/// As what a SKU is sold: what its actor keeps of the offer. Small, since millions may be awake.
struct SaleTerms {
  ProductId product;
  UserId owner; // of the store
  Won price = 0;
  bool on_sale = false;
  bool is_drop = false; // an order needs a turn in its product's line
  PackedTexts texts;    // the product's name and thumbnail, the SKU's size and color

  std::string product_name() const { return texts[0].value_or(""); }
  std::optional<std::string> thumbnail_url() const { return texts[1]; }
  SkuOptions options() const { return {texts[2], texts[3]}; }
};
BOOST_DESCRIBE_STRUCT(SaleTerms, (), (product, owner, price, on_sale, is_drop, texts))

inline SaleTerms terms_of(const Offer& offer) {
  return {offer.product,
          offer.owner,
          offer.price,
          offer.on_sale,
          offer.is_drop,
          {offer.product_name, offer.thumbnail_url, offer.options.size, offer.options.color}};
}

/// Units of an order that are sold before they are received.
struct PreorderedUnits {
  Quantity quantity = 0;
  Timestamp ships_at; // as it was announced when they were ordered
};
BOOST_DESCRIBE_STRUCT(PreorderedUnits, (), (quantity, ships_at))

/// Sets units aside for a change that is about to be committed. Answered from memory.
/// Errors: out_of_stock, not_on_sale, fenced (ask again), not_your_turn (it needs a turn in the
/// line of the product that the error names; ask again with one), idempotency_key_in_use (the units
/// are set aside for another try of the same request, which may yet be committed).
struct HoldStock {
  ChangeId change;
  SkuId sku;
  Quantity quantity = 0;
  bool in_turn = false;      // whoever orders has a turn in the line of its product
  std::uint64_t request = 0; // the same for all tries of one request; 0: it is tried once
};
BOOST_DESCRIBE_STRUCT(HoldStock, (), (change, sku, quantity, in_turn, request))

struct StockHeld {
  SkuId sku;
  Epoch epoch = 0; // the commit must name it
  SaleTerms terms;
  std::optional<PreorderedUnits> preordered{}; // those of the units that are only promised
};
BOOST_DESCRIBE_STRUCT(StockHeld, (), (sku, epoch, terms, preordered))

/// Announces units that a commit is about to bring back. They count once it is settled.
struct ExpectStock {
  ChangeId change;
  SkuId sku;
  Quantity quantity = 0;
};
BOOST_DESCRIBE_STRUCT(ExpectStock, (), (change, sku, quantity))

struct StockExpected {
  SkuId sku;
  Epoch epoch = 0;
};
BOOST_DESCRIBE_STRUCT(StockExpected, (), (sku, epoch))

/// How a change of stock ended. `fenced`: the database has seen a newer activation of the SKU.
enum class ChangeOutcome : std::uint8_t { committed, aborted, fenced };
BOOST_DESCRIBE_ENUM(ChangeOutcome, committed, aborted, fenced)

/// Ends what HoldStock or ExpectStock began. A newer activation ignores it: what was committed,
/// it has read from the database; what was not, never happened. Not answered.
struct SettleStock {
  ChangeId change;
  SkuId sku;
  Epoch epoch = 0;
  ChangeOutcome outcome = ChangeOutcome::aborted;
};
BOOST_DESCRIBE_STRUCT(SettleStock, (), (change, sku, epoch, outcome))

/// The offer of this SKU may have changed: it is read again before this is answered.
struct RefreshOffer {
  SkuId sku;
};
BOOST_DESCRIBE_STRUCT(RefreshOffer, (), (sku))

enum class MovementReason : std::uint8_t { RECEIPT, ADJUSTMENT, RETURN };
BOOST_DESCRIBE_ENUM(MovementReason, RECEIPT, ADJUSTMENT, RETURN)

/// Stock comes or goes without a sale. Errors: not_found, not_allowed (not the store's owner),
/// out_of_stock (it would go below zero).
struct MoveStock {
  Caller caller;
  ChangeId change;
  SkuId sku;
  Quantity delta = 0;
  MovementReason reason = MovementReason::ADJUSTMENT;
  std::optional<std::string> note;
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(MoveStock, (), (caller, change, sku, delta, reason, note, idempotency))

struct MovementView {
  SkuId sku_id;
  Quantity delta = 0;
  MovementReason reason = MovementReason::ADJUSTMENT;
  Timestamp at;
  Quantity available = 0; // what can be sold after it
};
BOOST_DESCRIBE_STRUCT(MovementView, (), (sku_id, delta, reason, at, available))

/// Promises units of a SKU before they are received: they are sold at once, and what is received
/// afterwards redeems the promise first. What was sold of a promise stays promised, however low the
/// cap. Errors: not_found, not_allowed (not the store's owner), unavailable (another change of it
/// is just being saved).
struct SetPreorder {
  Caller caller;
  ChangeId change;
  SkuId sku;
  Quantity cap = 0;                  // promised and not received, at most; 0: no more are
  std::optional<Timestamp> ships_at; // none: as it was
};
BOOST_DESCRIBE_STRUCT(SetPreorder, (), (caller, change, sku, cap, ships_at))

struct PreorderView {
  SkuId sku_id;
  Quantity promised = 0;  // and not received
  Quantity available = 0; // what can be sold
  std::optional<Timestamp> ships_at;
};
BOOST_DESCRIBE_STRUCT(PreorderView, (), (sku_id, promised, available, ships_at))

/// The entries of a SKU's ledger, newest first; the cursor is the entry's number.
/// Errors: not_found, not_allowed (not the store's owner).
struct ListLedger {
  Caller caller;
  SkuId sku;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListLedger, (), (caller, sku, page))

struct LedgerEntryView {
  Quantity delta = 0;
  std::string reason; // SALE, CANCELLATION, PREORDER, or that of a movement
  std::optional<OrderId> order_id;
  std::optional<std::string> note;
  Timestamp at;
  Quantity balance = 0;
};
BOOST_DESCRIBE_STRUCT(LedgerEntryView, (), (delta, reason, order_id, note, at, balance))
template <>
inline constexpr bool omits_absent<LedgerEntryView> = true;

// For the stock writer: facts to be committed ----------------------------------------------------

struct PlacedLine {
  SkuId sku;
  ProductId product;
  Quantity quantity = 0;
  Won price = 0;
  Epoch epoch = 0;
  std::optional<PreorderedUnits> preordered{};
};
BOOST_DESCRIBE_STRUCT(PlacedLine, (), (sku, product, quantity, price, epoch, preordered))

/// One use of a coupon. The commit must name the epoch.
struct RedeemedCoupon {
  CouponId coupon;
  Epoch epoch = 0;
  Won discount = 0;
};
BOOST_DESCRIBE_STRUCT(RedeemedCoupon, (), (coupon, epoch, discount))

/// A turn in the line of a drop, which one order spends.
struct SpentTurn {
  ProductId product;
  std::int64_t position = 0;
  Quantity quantity = 0; // of all SKUs of the product
};
BOOST_DESCRIBE_STRUCT(SpentTurn, (), (product, position, quantity))

struct OrderPlaced {
  OrderId order;
  UserId user;
  std::string shipping_address;
  Won total_price = 0; // the lines, less what the coupon takes off
  Timestamp ordered_at;
  std::vector<PlacedLine> lines;             // no SKU twice
  std::optional<Timestamp> payment_due_at{}; // nothing: it may stay unpaid
  std::vector<SpentTurn> turns{};            // of those products that are drops
  std::optional<RedeemedCoupon> coupon{};
};
BOOST_DESCRIBE_STRUCT(OrderPlaced, (),
                      (order, user, shipping_address, total_price, ordered_at, lines,
                       payment_due_at, turns, coupon))

/// Why an order moves stock after it was placed. SALE: it takes its units again, since it was paid
/// after all.
enum class OrderMovement : std::uint8_t { CANCELLATION, SALE, RETURN };
BOOST_DESCRIBE_ENUM(OrderMovement, CANCELLATION, SALE, RETURN)

struct OrderLineMoved {
  SkuId sku;
  Quantity delta = 0;
  OrderMovement reason = OrderMovement::CANCELLATION;
  Epoch epoch = 0;
  std::optional<PreorderedUnits> preordered{}; // those of a SALE that are only promised now
};
BOOST_DESCRIBE_STRUCT(OrderLineMoved, (), (sku, delta, reason, epoch, preordered))

struct ItemReturned {
  SkuId sku;
  Quantity quantity = 0;
  bool restocked = false;
};
BOOST_DESCRIBE_STRUCT(ItemReturned, (), (sku, quantity, restocked))

/// One step of an order: what it is from now on, and what comes with that.
struct OrderChanged {
  ChangeId change;
  OrderId order;
  UserId user;
  std::int64_t version = 0; // of the order that was decided on
  OrderStatus status = OrderStatus::ORDERED;
  std::optional<CancelReason> cancel_reason;
  Timestamp at;
  std::vector<OrderLineMoved> lines; // no SKU twice
  std::vector<Payment> payments;     // new ones, and those that changed
  std::vector<Refund> refunds;       // likewise
  std::vector<ItemReturned> returned;
  std::optional<OrderEvent> event; // nothing: nobody needs to know
  std::optional<CouponId> coupon;  // whose use comes back: needs no epoch, it is added to all
};
BOOST_DESCRIBE_STRUCT(OrderChanged, (),
                      (change, order, user, version, status, cancel_reason, at, lines, payments,
                       refunds, returned, event, coupon))

struct StockMoved {
  ChangeId change;
  SkuId sku;
  Quantity delta = 0;
  MovementReason reason = MovementReason::ADJUSTMENT;
  std::optional<std::string> note;
  Timestamp moved_at;
  Epoch epoch = 0;
  Quantity redeemed = 0; // of those that are received: were promised, and are sellable already
};
BOOST_DESCRIBE_STRUCT(StockMoved, (), (change, sku, delta, reason, note, moved_at, epoch, redeemed))

struct PreorderSet {
  ChangeId change;
  SkuId sku;
  Quantity delta = 0; // of what is promised, and so of what can be sold
  std::optional<Timestamp> ships_at;
  Timestamp set_at;
  Epoch epoch = 0;
};
BOOST_DESCRIBE_STRUCT(PreorderSet, (), (change, sku, delta, ships_at, set_at, epoch))

using StockFact = std::variant<OrderPlaced, OrderChanged, StockMoved, PreorderSet>;

/// Commits one fact, all of it or nothing. Answered after the commit.
/// Errors: fenced (an epoch or version is not the newest: nothing happened), not_your_turn (a turn
/// is spent or over: nothing happened), unavailable, overloaded (nothing happened),
/// idempotency_key_reused. While it is not known whether a commit
/// happened, no answer comes.
struct CommitStock {
  StockFact fact;
  std::optional<IdempotencyRecord> idempotency;
};
BOOST_DESCRIBE_STRUCT(CommitStock, (), (fact, idempotency))

struct StockCommitted {
  /// The fact was not committed now, since the key's first request was: this was its answer.
  std::optional<std::string> earlier_answer;
};
BOOST_DESCRIBE_STRUCT(StockCommitted, (), (earlier_answer))

/// Activates SKUs: raises their epochs, so that nothing promised before can commit. Errors:
/// not_found.
struct ActivateSku {
  SkuId sku;
};
BOOST_DESCRIBE_STRUCT(ActivateSku, (), (sku))

struct SkuActivated {
  Offer offer;
  Quantity on_hand = 0;
  Epoch epoch = 0;
  Quantity promised = 0; // of what is on hand, or was sold, and has not been received
  std::optional<Timestamp> ships_at;
};
BOOST_DESCRIBE_STRUCT(SkuActivated, (), (offer, on_hand, epoch, promised, ships_at))

/// Looks for a stored answer. Errors: not_found, idempotency_key_reused.
struct FindAnswer {
  UserId user;
  Idempotency idempotency;
};
BOOST_DESCRIBE_STRUCT(FindAnswer, (), (user, idempotency))

struct StoredAnswer {
  std::string answer;
};
BOOST_DESCRIBE_STRUCT(StoredAnswer, (), (answer))

} // namespace baro
