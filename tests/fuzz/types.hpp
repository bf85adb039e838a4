#pragma once

namespace baro::fuzz {

/// Tells CAF of our messages: once, before the first actor system.
void know_types();

} // namespace baro::fuzz
