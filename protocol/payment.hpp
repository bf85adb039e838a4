#pragma once

#include "protocol/common.hpp"

namespace baro {

/// CONFIRMED: the buyer has been charged.
enum class PaymentStatus : std::uint8_t { PENDING, CONFIRMED, FAILED };
BOOST_DESCRIBE_ENUM(PaymentStatus, PENDING, CONFIRMED, FAILED)

/// One try to pay an order. An order has one that is PENDING at most.
struct Payment {
  PaymentId payment;
  PaymentStatus status = PaymentStatus::PENDING;
  Won amount = 0;
  std::string provider;
  std::optional<std::string> reference;    // the provider's own name for it, once it has one
  std::optional<std::string> redirect_url; // where the buyer pays
  Timestamp started_at;
};
BOOST_DESCRIBE_STRUCT(Payment, (),
                      (payment, status, amount, provider, reference, redirect_url, started_at))

/// DUE: decided, and to be told to the provider until it says that it is done.
enum class RefundStatus : std::uint8_t { DUE, DONE };
BOOST_DESCRIBE_ENUM(RefundStatus, DUE, DONE)

/// Money of one payment that is given back.
struct Refund {
  RefundId refund;
  PaymentId payment;
  Won amount = 0;
  RefundStatus status = RefundStatus::DUE;
  Timestamp decided_at;
};
BOOST_DESCRIBE_STRUCT(Refund, (), (refund, payment, amount, status, decided_at))

struct PaymentView {
  PaymentId payment_id;
  OrderId order_id;
  PaymentStatus status = PaymentStatus::PENDING;
  Won amount = 0;
  std::string provider;
  Timestamp started_at;
  std::optional<std::string> redirect_url;
};
BOOST_DESCRIBE_STRUCT(PaymentView, (),
                      (payment_id, order_id, status, amount, provider, started_at, redirect_url))
template <>
inline constexpr bool omits_absent<PaymentView> = true;

// For ORDER --------------------------------------------------------------------------------------

/// Begins a payment, or answers the one that is open. Errors: not_found (also when the order is
/// somebody else's), illegal_state (it is not to be paid any more).
struct BeginPayment {
  Caller caller;
  OrderId order;
  PaymentId payment; // if a new one begins
  std::string provider;
};
BOOST_DESCRIBE_STRUCT(BeginPayment, (), (caller, order, payment, provider))

/// How a payment stands at its provider.
struct Charge {
  PaymentStatus status = PaymentStatus::PENDING;
  std::string reference; // empty: it has none
  std::optional<std::string> redirect_url;
  Won amount = 0;
};
BOOST_DESCRIBE_STRUCT(Charge, (), (status, reference, redirect_url, amount))

/// A provider's word on a payment: its answer, its notice, or what it says when asked; in whatever
/// order they come, and however often. Errors: not_found, invalid_request (another amount).
struct RecordCharge {
  OrderId order;
  PaymentId payment;
  Charge charge;
  std::optional<UserId> user; // whose key it is
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(RecordCharge, (), (order, payment, charge, user, idempotency))

/// The provider has given this money back. Errors: not_found.
struct RecordRefund {
  OrderId order;
  RefundId refund;
};
BOOST_DESCRIBE_STRUCT(RecordRefund, (), (order, refund))

// For PAYMENTS -----------------------------------------------------------------------------------

/// Errors: those of BeginPayment, provider_unavailable (asking again goes on with the same
/// payment), idempotency_key_reused.
struct StartPayment {
  Caller caller;
  OrderId order;
  PaymentId payment;
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(StartPayment, (), (caller, order, payment, idempotency))

/// Asks the provider how a payment stands. Errors: not_found (also when it is somebody else's),
/// provider_unavailable.
struct ConfirmPayment {
  Caller caller;
  PaymentId payment;
};
BOOST_DESCRIBE_STRUCT(ConfirmPayment, (), (caller, payment))

/// A provider tells by itself how a payment stands. Errors: not_found, invalid_request.
struct NotePayment {
  std::string provider;
  PaymentId payment;
  Charge charge;
};
BOOST_DESCRIBE_STRUCT(NotePayment, (), (provider, payment, charge))

/// A payment has been PENDING for a while: its provider is asked. Answered once that is done.
struct CheckPayment {
  PaymentId payment;
};
BOOST_DESCRIBE_STRUCT(CheckPayment, (), (payment))

/// A refund is DUE: its provider is told. Answered once that is done.
struct PayBack {
  RefundId refund;
};
BOOST_DESCRIBE_STRUCT(PayBack, (), (refund))

// For the reader ---------------------------------------------------------------------------------

/// Errors: not_found.
struct FindPayment {
  PaymentId payment;
};
BOOST_DESCRIBE_STRUCT(FindPayment, (), (payment))

struct PaymentRecord {
  OrderId order;
  UserId user; // who pays
  Payment payment;
};
BOOST_DESCRIBE_STRUCT(PaymentRecord, (), (order, user, payment))

/// Errors: not_found.
struct FindRefund {
  RefundId refund;
};
BOOST_DESCRIBE_STRUCT(FindRefund, (), (refund))

struct RefundRecord {
  OrderId order;
  Refund refund;
  std::optional<std::string> reference; // of the payment
};
BOOST_DESCRIBE_STRUCT(RefundRecord, (), (order, refund, reference))

/// The payments of an order, oldest first. Errors: not_found (also when it is somebody else's).
struct ListPayments {
  Caller caller;
  OrderId order;
};
BOOST_DESCRIBE_STRUCT(ListPayments, (), (caller, order))

struct Payments {
  std::vector<PaymentView> all;
};
BOOST_DESCRIBE_STRUCT(Payments, (), (all))

// For a payment provider. Errors: provider_unavailable ------------------------------------------

/// Asking again with the same payment changes nothing.
struct CreateCharge {
  OrderId order;
  PaymentId payment;
  Won amount = 0;
};
BOOST_DESCRIBE_STRUCT(CreateCharge, (), (order, payment, amount))

/// Errors: not_found (the provider has never heard of it), too.
struct FindCharge {
  PaymentId payment;
};
BOOST_DESCRIBE_STRUCT(FindCharge, (), (payment))

/// Asking again with the same refund changes nothing.
struct RefundCharge {
  RefundId refund;
  std::string reference; // of the payment
  Won amount = 0;
};
BOOST_DESCRIBE_STRUCT(RefundCharge, (), (refund, reference, amount))

} // namespace baro
