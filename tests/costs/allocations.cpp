#include "tests/costs/allocations.hpp"

#include <atomic>
#include <cstdlib>

namespace baro {

namespace {

constinit std::atomic<std::int64_t> count{0};
constinit std::atomic<std::int64_t> bytes{0};

} // namespace

Allocations allocations_so_far() { return {count, bytes}; }

} // namespace baro

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// In place of glibc's. Its operator new ends here, too, and so do CAF, Asio and libpq, which
// allocate messages, frames and answers without it.
extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t elements, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

static void count_allocation(std::size_t size) {
  baro::count.fetch_add(1, std::memory_order_relaxed);
  baro::bytes.fetch_add(static_cast<std::int64_t>(size), std::memory_order_relaxed);
}

void* malloc(std::size_t size) noexcept {
  count_allocation(size);
  return __libc_malloc(size);
}

void* calloc(std::size_t elements, std::size_t size) noexcept {
  count_allocation(elements * size);
  return __libc_calloc(elements, size);
}

void* realloc(void* memory, std::size_t size) noexcept {
  count_allocation(size);
  return __libc_realloc(memory, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  count_allocation(size);
  return __libc_memalign(alignment, size);
}

} // extern "C"

#endif
