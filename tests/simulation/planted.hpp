#pragma once

#include <string>
#include <string_view>

namespace baro {

/// Which bug of bugs.toml this run has. Empty: none.
inline std::string planted_bug;

inline bool planted(std::string_view bug) { return planted_bug == bug; }

} // namespace baro
