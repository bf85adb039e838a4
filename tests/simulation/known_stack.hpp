#pragma once

#include <cstddef>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

namespace baro::sim {

/// A stack that the address sanitizer is told of: else it takes whoever changes stacks for somebody
/// who has lost theirs (sanitizer/common_interface_defs.h). Does nothing in other builds.
class KnownStack {
public:
  KnownStack() = default;
  KnownStack(const void* bottom, std::size_t size) : bottom_(bottom), size_(size) {}

#ifdef __SANITIZE_ADDRESS__
  /// Just before the other one is run.
  void leaves_for(const KnownStack& other) {
    __sanitizer_start_switch_fiber(&locals_, other.bottom_, other.size_);
  }
  void leaves_for_good(const KnownStack& other) {
    __sanitizer_start_switch_fiber(nullptr, other.bottom_, other.size_);
  }
  /// Just after; from then on it is known where the other one lies.
  void entered_from(KnownStack& other) {
    __sanitizer_finish_switch_fiber(locals_, &other.bottom_, &other.size_);
  }
#else
  void leaves_for(const KnownStack& /*other*/) {}
  void leaves_for_good(const KnownStack& /*other*/) {}
  void entered_from(KnownStack& /*other*/) {}
#endif

private:
  const void* bottom_ = nullptr;
  std::size_t size_ = 0;
  void* locals_ = nullptr; // the sanitizer's, while another stack is run
};

} // namespace baro::sim
