#pragma once

#include "protocol/type_ids.hpp"

#include <caf/result.hpp>

namespace baro {

/// A result as what a message handler returns.
template <class T>
caf::result<T> to_reply(Result<T> result) {
  if (result)
    return *std::move(result);
  return to_caf(result.error());
}

inline caf::result<void> to_reply(Result<Done> result) {
  if (result)
    return {};
  return to_caf(result.error());
}

} // namespace baro
