#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

/// Every message names its members once, with BOOST_DESCRIBE_STRUCT. From that come how it travels
/// between nodes (`inspect`, below), how it looks as JSON, and its schema in the OpenAPI document.
namespace baro {

namespace describe = boost::describe;

template <class T>
using Members = describe::describe_members<T, describe::mod_any_access>;

template <class T>
concept Described = std::is_class_v<T> && describe::has_describe_members<T>::value;

template <class T>
concept DescribedEnum = std::is_enum_v<T> && describe::has_describe_enumerators<T>::value;

/// Calls f(name, member) for each member, in order.
template <Described T, class F>
void for_each_member(T& object, F&& f) {
  boost::mp11::mp_for_each<Members<std::remove_const_t<T>>>(
    [&](auto member) { f(std::string_view{member.name}, object.*member.pointer); });
}

/// The enumerator's name as declared.
template <DescribedEnum E>
std::string_view name_of(E value) {
  return describe::enum_to_string(value, "?");
}

/// Sets `value` to the enumerator of that name; false when there is none.
template <DescribedEnum E>
bool from_name(std::string_view name, E& value) {
  bool found = false;
  boost::mp11::mp_for_each<describe::describe_enumerators<E>>([&](auto enumerator) {
    if (name == enumerator.name) {
      value = enumerator.value;
      found = true;
    }
  });
  return found;
}

/// How CAF reads and writes a described struct.
template <class Inspector, Described T>
bool inspect(Inspector& f, T& x) {
  return [&]<class... Member>(boost::mp11::mp_list<Member...>) {
    return f.object(x).fields(f.field(std::string_view{Member::name}, x.*Member::pointer)...);
  }(boost::mp11::mp_rename<Members<T>, boost::mp11::mp_list>{});
}

/// How CAF reads and writes a described enum. Refuses a number that names no enumerator.
template <class Inspector, DescribedEnum E>
bool inspect(Inspector& f, E& x) {
  using Number = std::underlying_type_t<E>;
  auto get = [&x] { return static_cast<Number>(x); };
  auto set = [&x](Number number) {
    x = static_cast<E>(number);
    return describe::enum_to_string(x, nullptr) != nullptr;
  };
  return f.apply(get, set);
}

} // namespace baro
