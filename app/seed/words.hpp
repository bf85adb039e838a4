#pragma once

#include "app/seed/catalogue.hpp"
#include "app/seed/random.hpp"

#include <string>
#include <string_view>

namespace baro {

struct StoreWords {
  std::string_view name;
  std::string_view initials; // what its sign says, in Latin letters
  std::string_view description;
};

/// Of the store with that index, 0 .. demo_stores - 1. Eight stores of each StoreStyle, in its
/// order.
const StoreWords& store_words(std::size_t index);
std::string store_address(Random& random);

std::string product_name(const Design& design, Random& random);
std::string product_description(const Design& design, Random& random);

struct LookWords {
  std::string title;
  std::string description;
};
LookWords look_words(Tone tone, const std::vector<LookItem>& items, Random& random);

} // namespace baro
