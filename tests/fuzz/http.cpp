#include "tests/fuzz/edge.hpp"
#include "tests/fuzz/mutator.hpp"
#include "tests/fuzz/routes.hpp"

/// What a client sends over a connection, to its last byte: requests, one behind the other.
extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  baro::fuzz::Edge::instance().answer_to({data, size});
  return 0;
}

/// Now and then a request comes first that a row of the route table asks for.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned seed) {
  using namespace baro::fuzz;
  static const auto routes = baro::all_routes();
  std::minstd_rand random{seed};
  if (random() % 16 != 0)
    return LLVMFuzzerMutate(data, size, size_max);
  const auto& route = *any_of(routes, random);
  return put_first(request_of(route, body_of(route)), data, size, size_max);
}
