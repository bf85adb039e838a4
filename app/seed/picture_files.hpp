#pragma once

#include "app/seed/catalogue.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace baro {

/// Where a browser finds the pictures: one for each colour of a product, two for a look.
std::vector<std::string> picture_urls(const DemoProduct& product);
std::vector<std::string> picture_urls(const DemoLook& look);
std::string picture_url(const DemoStore& store);

/// Draws all of them into `folder`, where /pictures leads to, and answers how many there are.
/// Throws std::runtime_error when it cannot.
std::size_t write_pictures(const Catalogue& shop, const std::filesystem::path& folder);

} // namespace baro
