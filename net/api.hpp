#pragma once

#include "net/gateway.hpp"
#include "net/responder.hpp"
#include "net/site.hpp"

namespace baro {

/// Answers shoppers: finds the row of the table, checks all that it asks for, runs its handler.
class Api : public Responder {
public:
  Api(const Site& site, asio::io_context& io);

  bool takes_upload(const Request& head) const override;
  Task<Response> respond(const Request& request) override;
  Response refuse(const Request& request, const Refusal& refusal) override;
  void tick(Deadline now) override { gateway_.expire(now); }
  void close() override { gateway_.close(); }

private:
  using Outcome = Result<Response, Refusal>;
  using Objection = std::optional<Refusal>;

  /// What becomes known of one request on its way.
  struct Exchange {
    explicit Exchange(const Request& request) : request(request), started(Clock::now()) {}

    const Request& request;
    Clock::time_point started;
    std::string_view path{};
    std::size_t row = Router::none;
    std::vector<Header> rate_headers{};
    std::optional<UserId> user{};
  };

  Task<Outcome> attempt(Exchange& exchange);
  Task<Outcome> decide(Exchange& exchange);
  Task<Objection> admit(Exchange& exchange, const Route& route, Call& call);
  Objection admit_provider(const Request& request, std::string_view provider) const;
  Objection admit_upload(const UploadedFile& file, const Request& request, Budget::Share& place);
  Objection take(Exchange& exchange, const RateVerdict& verdict, std::string_view policy,
                 std::int64_t window);
  boost::asio::ip::address client_of(const Request& request) const;
  Response preflight(const Request& request, const std::string& allow) const;
  Response finish(const Exchange& exchange, Outcome outcome);
  void note(const Exchange& exchange, std::string_view request_id, unsigned status,
            const Error* error);
  std::string request_id_of(const Request& request);

  const Site& site_;
  Gateway gateway_;
  std::uint64_t request_seed_;
};

/// The trace id of a W3C traceparent header; empty when it is none.
std::string_view trace_id_of(std::string_view traceparent);

} // namespace baro
