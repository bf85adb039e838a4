#pragma once

#include "protocol/type_ids.hpp"

#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/byte_buffer.hpp>

#include <string>
#include <string_view>

namespace baro {

/// A message as bytes, in the format in which nodes send it to each other.
template <class T>
std::string to_wire(const T& value) {
  caf::byte_buffer buffer;
  caf::binary_serializer sink{nullptr, buffer};
  [[maybe_unused]] const bool written = sink.apply(value);
  assert(written);
  return {reinterpret_cast<const char*>(buffer.data()), buffer.size()};
}

/// The inverse of to_wire(). Errors: internal_error (these bytes are no T).
template <class T>
Result<T> from_wire(std::string_view bytes) {
  T value;
  caf::binary_deserializer source{nullptr, reinterpret_cast<const caf::byte*>(bytes.data()),
                                  bytes.size()};
  if (!source.apply(value))
    return Error{Errc::internal_error, "not of this type: " + to_string(source.get_error())};
  return value;
}

} // namespace baro
