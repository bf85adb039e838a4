#pragma once

#include <memory>
#include <utility>

namespace baro {

/// A value that does not change, and that many hold: copying it counts one holder more. To other
/// nodes it travels as the value.
template <class T>
class Shared {
public:
  Shared() : Shared(T{}) {}
  Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

private:
  std::shared_ptr<const T> value_;
};

template <class Inspector, class T>
bool inspect(Inspector& f, Shared<T>& x) {
  auto value = *x;
  if (!f.apply(value))
    return false;
  if constexpr (Inspector::is_loading)
    x = Shared<T>{std::move(value)};
  return true;
}

} // namespace baro
