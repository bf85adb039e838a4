#include "tests/fuzz/types.hpp"

#include "protocol/type_ids.hpp"

#include <caf/init_global_meta_objects.hpp>

namespace baro::fuzz {

void know_types() {
  caf::init_global_meta_objects<caf::id_block::baro>();
  caf::core::init_global_meta_objects();
}

} // namespace baro::fuzz
