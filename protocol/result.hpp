#pragma once

#include <cassert>
#include <utility>
#include <variant>

namespace baro {

struct Error;

/// A value, or the reason there is none. Gives way to std::expected when we move to C++23.
template <class T, class E = Error>
class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const noexcept { return state_.index() == 0; }

  const T& operator*() const& { return *std::get_if<0>(&state_); }
  T& operator*() & { return *std::get_if<0>(&state_); }
  T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
  const T* operator->() const { return std::get_if<0>(&state_); }
  T* operator->() { return std::get_if<0>(&state_); }

  const E& error() const& { return *std::get_if<1>(&state_); }
  E&& error() && { return std::move(*std::get_if<1>(&state_)); }

private:
  std::variant<T, E> state_;
};

/// What a function returns that has nothing to say but that it worked.
struct Done {};

} // namespace baro
