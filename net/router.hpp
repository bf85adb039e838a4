#pragma once

#include "net/route.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace baro {

/// Finds the row for a request. A literal segment beats a parameter.
class Router {
public:
  explicit Router(std::span<const Route* const> routes);

  struct Endpoint;

  struct Match {
    const Endpoint* endpoint = nullptr; // null: there is no such path
    std::int64_t id = 0;
    std::string_view rest;
  };

  /// What a path leads to. A path in which an id should be and is none leads nowhere.
  Match find(std::string_view path) const;

  /// All methods on one path.
  struct Endpoint {
    std::vector<std::size_t> rows; // their numbers in the table
    std::string allow;             // as the Allow header has it
  };

  static constexpr std::size_t none = ~std::size_t{0};

  /// The number of the row; HEAD is served by GET.
  std::size_t row_of(const Endpoint& endpoint, http::verb method) const;

  const Route& row(std::size_t number) const { return *routes_[number]; }
  std::span<const Route* const> rows() const { return routes_; }

private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> id;
    std::unique_ptr<Node> rest;
    Endpoint endpoint;
  };

  static bool walk(const Node& node, std::string_view path, Match& match);
  void add(std::size_t number);

  std::vector<const Route*> routes_;
  Node root_;
};

} // namespace baro
