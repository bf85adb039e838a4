#pragma once

#include "net/async.hpp"
#include "net/problem.hpp"
#include "net/request.hpp"

namespace baro {

/// What a connection asks for answers. One per thread.
class Responder {
public:
  virtual ~Responder() = default;

  /// Whether the body of a request, of which the header is known, is taken as an Upload.
  virtual bool takes_upload(const Request& /*head*/) const { return false; }

  /// Answers a request that arrived whole, or has an upload. The request lives until then.
  virtual Task<Response> respond(const Request& request) = 0;

  /// Turns away a request, of which perhaps only a part is known.
  virtual Response refuse(const Request& request, const Refusal& refusal) = 0;

  /// Called every now and then.
  virtual void tick(Deadline /*now*/) {}

  /// Nobody asks any more; what is still on its way to it from elsewhere is dropped.
  virtual void close() {}
};

} // namespace baro
