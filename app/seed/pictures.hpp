#pragma once

#include "app/seed/catalogue.hpp"

#include <string>

namespace baro {

// Each is a complete SVG document, and the same for the same arguments.

/// The product by itself, in one of its colours.
std::string product_picture(const DemoProduct& product, const Color& color, StoreStyle style);

/// All of a look, worn; and laid out.
std::string look_picture(const DemoLook& look);
std::string look_flat_lay(const DemoLook& look);

/// The shop's front, with something of what it sells in the window.
std::string store_picture(const DemoStore& store, std::string_view initials,
                          const std::vector<LookItem>& window);

} // namespace baro
