#include "protocol/register_types.hpp"

#include "protocol/type_ids.hpp"

#include <caf/init_global_meta_objects.hpp>

namespace baro {

// Nowhere else: this is the code that reads, writes and prints each message, a minute's work for
// the compiler.
void register_types() {
  caf::init_global_meta_objects<caf::id_block::baro>();
  caf::core::init_global_meta_objects();
}

} // namespace baro
