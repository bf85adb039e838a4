#pragma once

namespace baro {

/// Tells CAF of BARO's messages and of its own, without which it can neither print them nor send
/// them to another node: once, before the first actor system (CAF's manual, "Type Inspection").
void register_types();

} // namespace baro
