#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string_view>

/// How libFuzzer changes an input, in a buffer of `size_max` bytes. Returns its size from then on.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace baro::fuzz {

/// Puts a text in front of an input; in its place, when both are too long together.
inline std::size_t put_first(std::string_view text, std::uint8_t* data, std::size_t size,
                             std::size_t size_max) {
  if (text.size() > size_max)
    return LLVMFuzzerMutate(data, size, size_max);
  if (text.size() + size > size_max)
    size = 0;
  std::memmove(data + text.size(), data, size);
  std::memcpy(data, text.data(), text.size());
  return text.size() + size;
}

/// Any of them.
template <class List>
const auto& any_of(const List& list, std::minstd_rand& random) {
  return list[random() % list.size()];
}

} // namespace baro::fuzz
