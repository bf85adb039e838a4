#pragma once

#include "net/route.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace baro {

/// What is left of a path in braces, and whether that is all of the rest.
struct PathParameter {
  std::string_view name;
  bool is_rest;
};

std::vector<PathParameter> path_parameters(std::string_view path);

/// By status: the errors that a call may be answered with, those that any row brings about
/// included.
std::map<unsigned, std::set<Errc>> errors_of(const Route& route);

/// The answers of all operations. Refusals are listed by name, and referred to.
class OpenApiAnswers {
public:
  explicit OpenApiAnswers(Components& components) : components_(components) {}

  /// The `responses` of an operation.
  boost::json::object of(const Route& route);

  /// The refusals that were referred to.
  const boost::json::object& refusals() const { return refusals_; }

private:
  boost::json::object success(const Route& route);
  /// A reference.
  boost::json::object refusal(unsigned status, const std::set<Errc>& codes);

  Components& components_;
  boost::json::object refusals_;
};

/// The headers that answers refer to.
boost::json::object header_components();

} // namespace baro
