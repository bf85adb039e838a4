#pragma once

#include "net/response.hpp"

namespace baro {

/// A page that shows the OpenAPI document. It loads nothing from anywhere else.
Response docs_page();

} // namespace baro
