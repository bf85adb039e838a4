#include "net/router.hpp"

#include "net/text.hpp"

namespace baro {

Router::Router(std::span<const Route* const> routes) : routes_(routes.begin(), routes.end()) {
  for (std::size_t number = 0; number < routes_.size(); ++number)
    add(number);
}

void Router::add(std::size_t number) {
  const auto& route = *routes_[number];
  auto* node = &root_;
  const auto descend = [&node](std::unique_ptr<Node>& child) {
    if (!child)
      child = std::make_unique<Node>();
    node = child.get();
  };
  for (auto path = route.path.substr(1); !path.empty();) {
    const auto segment = next_token(path, '/');
    if (segment.ends_with("...}"))
      descend(node->rest);
    else if (segment.starts_with('{'))
      descend(node->id);
    else
      descend(node->literals[std::string{segment}]);
  }
  auto& [rows, allow] = node->endpoint;
  assert(row_of(node->endpoint, route.method) == none);
  rows.push_back(number);
  if (allow.empty())
    allow = "OPTIONS";
  const std::string_view method = http::to_string(route.method);
  allow.append(", ").append(method);
  if (route.method == http::verb::get)
    allow += ", HEAD";
}

Router::Match Router::find(std::string_view path) const {
  Match match;
  if (!walk(root_, path == "/" ? "" : path, match))
    match = {};
  return match;
}

bool Router::walk(const Node& node, std::string_view path, Match& match) {
  if (path.empty()) {
    match.endpoint = &node.endpoint;
    return !node.endpoint.rows.empty();
  }
  const auto behind = path.substr(1);
  const auto end = std::min(path.find('/', 1), path.size());
  const auto segment = path.substr(1, end - 1);
  const auto remainder = path.substr(end);
  if (const auto it = node.literals.find(segment); it != node.literals.end())
    if (walk(*it->second, remainder, match))
      return true;
  if (const auto id = parse_id(segment); id && node.id && walk(*node.id, remainder, match)) {
    match.id = *id;
    return true;
  }
  if (!node.rest || behind.empty())
    return false;
  match.rest = behind;
  return walk(*node.rest, {}, match);
}

std::size_t Router::row_of(const Endpoint& endpoint, http::verb method) const {
  const auto wanted = method == http::verb::head ? http::verb::get : method;
  for (const auto number : endpoint.rows)
    if (routes_[number]->method == wanted)
      return number;
  return none;
}

} // namespace baro
