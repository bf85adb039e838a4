#pragma once

#include "net/route.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baro::fuzz {

/// The rows of the route table that have a body.
std::vector<const Route*> routes_with_body();

/// A row as people name it: `POST /orders`.
std::string label_of(const Route& route);

/// A path of it, where every id is 1, and a query as the row wants it.
std::string target_of(const Route& route);

/// A body as the row wants it, like the one that its documentation shows; empty when it has none.
std::string body_of(const Route& route);

/// A request of somebody who may send it, with this body.
std::string request_of(const Route& route, std::string_view body);

} // namespace baro::fuzz
