#pragma once

#include "protocol/describe.hpp"

#include <cstdint>

namespace baro {

enum class OrderStatus : std::uint8_t { ORDERED, PAID, SHIPPED, DELIVERED, COMPLETED, CANCELLED };
BOOST_DESCRIBE_ENUM(OrderStatus, ORDERED, PAID, SHIPPED, DELIVERED, COMPLETED, CANCELLED)

/// UNPAID: its payment window has passed.
enum class CancelReason : std::uint8_t { BUYER, UNPAID, STORE };
BOOST_DESCRIBE_ENUM(CancelReason, BUYER, UNPAID, STORE)

/// What somebody can do with an order next. REFUND: the store gives up a paid order, and gives the
/// money back.
enum class OrderAction : std::uint8_t { CANCEL, PAY, SHIP, DELIVER, COMPLETE, REFUND, RETURN };
BOOST_DESCRIBE_ENUM(OrderAction, CANCEL, PAY, SHIP, DELIVER, COMPLETE, REFUND, RETURN)

/// What has happened to an order. REFUND_DUE: money that is not owed will be given back; REFUNDED:
/// the provider has given it back.
enum class OrderEvent : std::uint8_t {
  PLACED,
  PAYMENT_STARTED,
  PAYMENT_PENDING,
  PAYMENT_FAILED,
  PAID,
  SHIPPED,
  DELIVERED,
  COMPLETED,
  CANCELLED,
  RETURNED,
  REFUND_DUE,
  REFUNDED,
};
BOOST_DESCRIBE_ENUM(OrderEvent, PLACED, PAYMENT_STARTED, PAYMENT_PENDING, PAYMENT_FAILED, PAID,
                    SHIPPED, DELIVERED, COMPLETED, CANCELLED, RETURNED, REFUND_DUE, REFUNDED)

} // namespace baro
