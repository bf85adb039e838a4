#pragma once

#include "tests/simulation/cable.hpp"
#include "tests/simulation/database.hpp"

#include <string>
#include <vector>

namespace baro::sim {

/// What shoppers and owners ask for, and what breaks.
enum class What : std::uint8_t {
  // of shoppers and owners
  order,
  order_twice,    // the same request on two ways at once
  order_poisoned, // PostgreSQL cannot take it
  cancel,
  pay,
  pay_late, // the provider tells only when the payment window has passed
  expire,
  receive,
  adjust,
  change_price,
  add_to_cart,
  read_cart,
  // faults
  crash,
  freeze,
  restart_gently,
  part,
  break_connection,
  cut_from_database,
  restart_database,
  slow_database,
};
BOOST_DESCRIBE_ENUM(What, order, order_twice, order_poisoned, cancel, pay, pay_late, expire,
                    receive, adjust, change_price, add_to_cart, read_cart, crash, freeze,
                    restart_gently, part, break_connection, cut_from_database, restart_database,
                    slow_database)

struct Happening {
  What what = What::order;
  milliseconds at{0};
  std::uint64_t number = 0; // in the plan it was made for: names the request
  std::size_t who = 0;      // user, or place
  std::size_t whom = 0;     // SKU, other place, or which order
  Quantity quantity = 0;
  milliseconds span{0};
};

/// One run: what happens from outside, and how bad the ways are.
struct Plan {
  std::uint64_t seed = 0;
  std::size_t places = 1;
  std::size_t skus = 1;
  std::vector<Quantity> stock;
  NetworkChances network;
  DatabaseChances database;
  std::vector<Happening> happenings; // in their order
  milliseconds faults_end{0};
};

Plan plan_of(std::uint64_t seed);

std::string to_text(const Happening& happening);

} // namespace baro::sim
