#include "net/api.hpp"

#include "monitoring/log.hpp"
#include "net/ask.hpp"
#include "net/query.hpp"
#include "net/reading.hpp"
#include "net/text.hpp"
#include "protocol/address.hpp"
#include "signing/webhook_signature.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <fmt/format.h>
#include <sodium/randombytes.h>

#include <algorithm>

namespace baro {

namespace {

constexpr std::size_t request_id_max = 128;

const boost::json::object no_fields;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(
    text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// An actor that does not accept a field names it.
Refusal refusal_of(Refusal refusal, const Schema* schema, const boost::json::object& body) {
  if (schema && !refusal.error.field.empty())
    refusal.field_errors.push_back(not_accepted(*schema, refusal.error, body));
  return refusal;
}

// What somebody tried who may not. Together with logins, it is what an operator looks for in the
// log after a break-in.
bool is_denial(Errc code) {
  constexpr Errc denials[] = {Errc::not_allowed, Errc::cross_site_request, Errc::wrong_signature};
  return std::ranges::find(denials, code) != std::end(denials);
}

// Lets the client keep an answer, and ask whether it still holds.
void settle_cache(const Route& route, const Request& request, Response& response) {
  if (!response.header("Cache-Control"))
    response.with("Cache-Control", std::string{route.cache});
  if (response.status != 200 || !route.has_etag())
    return;
  if (!response.header("ETag"))
    response.with("ETag", etag_of(response.content()));
  if (matches_etag(request.header(http::field::if_none_match), *response.header("ETag"))) {
    response.status = 304;
    response.drop_content();
  }
}

} // namespace

std::string_view trace_id_of(std::string_view traceparent) {
  constexpr std::size_t size = std::string_view{"00-"}.size() + 32 + 1 + 16 + 1 + 2;
  if (traceparent.size() < size || traceparent[2] != '-' || traceparent[35] != '-'
      || traceparent[52] != '-' || traceparent.starts_with("ff"))
    return {};
  const auto trace = traceparent.substr(3, 32);
  const bool is_valid = is_hex(traceparent.substr(0, 2)) && is_hex(trace)
                        && is_hex(traceparent.substr(36, 16)) && is_hex(traceparent.substr(53, 2))
                        && trace.find_first_not_of('0') != std::string_view::npos;
  return is_valid ? trace : std::string_view{};
}

Api::Api(const Site& site, asio::io_context& io) : site_(site), gateway_(site.services.system, io) {
  randombytes_buf(&request_seed_, sizeof request_seed_);
}

bool Api::takes_upload(const Request& head) const {
  const auto target = parse_target(head.target());
  if (!target)
    return false;
  const auto* endpoint = site_.router.find(target->path).endpoint;
  if (!endpoint)
    return false;
  const auto row = site_.router.row_of(*endpoint, head.verb());
  return row != Router::none && site_.router.row(row).upload;
}

Task<Response> Api::respond(const Request& request) {
  Exchange exchange{request};
  auto outcome = co_await attempt(exchange);
  co_return finish(exchange, std::move(outcome));
}

Response Api::refuse(const Request& request, const Refusal& refusal) {
  Exchange exchange{request};
  if (const auto target = parse_target(request.target()))
    exchange.path = target->path;
  return finish(exchange, refusal);
}

// Nothing of ours throws on purpose; but memory can run out, and one request is not all of them.
Task<Api::Outcome> Api::attempt(Exchange& exchange) {
  try {
    co_return co_await decide(exchange);
  } catch (const std::exception& failure) {
    co_return Refusal{Error{Errc::internal_error, failure.what()}};
  }
}

Task<Api::Outcome> Api::decide(Exchange& exchange) {
  const auto& request = exchange.request;
  const auto target = parse_target(request.target());
  if (!target)
    co_return Refusal{Errc::invalid_request, "The request target is not a path."};
  exchange.path = target->path;
  const auto match = site_.router.find(target->path);
  if (!match.endpoint)
    co_return Refusal{Errc::not_found};
  if (request.verb() == http::verb::options)
    co_return preflight(request, match.endpoint->allow);
  exchange.row = site_.router.row_of(*match.endpoint, request.verb());
  if (exchange.row == Router::none) {
    Refusal refusal{Errc::method_not_allowed};
    refusal.headers.push_back({"Allow", match.endpoint->allow});
    co_return refusal;
  }
  const auto& route = site_.router.row(exchange.row);
  if (request.changes_state() && !site_.origins.may_change_state(request))
    co_return Refusal{Errc::cross_site_request};

  Call call{.site = site_,
            .gateway = gateway_,
            .request = request,
            .deadline
            = exchange.started
              + (route.is_slow ? site_.config.slow_deadline : site_.config.request_deadline),
            .client = client_of(request),
            .path_id = match.id,
            .path_rest = match.rest,
            .body_json = &no_fields,
            .query_json = &no_fields};
  if (auto objection = co_await admit(exchange, route, call))
    co_return std::move(*objection);
  Budget::Share place{site_.uploads};
  if (route.upload) {
    if (auto objection = admit_upload(*route.upload, request, place))
      co_return std::move(*objection);
    call.upload = request.upload();
    call.deadline = exchange.started + site_.config.upload_deadline;
  }
  boost::json::monotonic_resource memory;
  Result<boost::json::value, Refusal> body{boost::json::value{}};
  Result<boost::json::value, Refusal> query{boost::json::value{}};
  if (route.query) {
    query = read_query(target->query, *route.query, &memory);
    if (!query)
      co_return std::move(query).error();
    call.query_json = &query->get_object();
  }
  if (route.body) {
    body = read_body(request, *route.body, &memory);
    if (!body)
      co_return std::move(body).error();
    call.body_json = &body->get_object();
  }
  if (route.creates) {
    auto idempotency = read_idempotency(request, target->path);
    if (!idempotency)
      co_return std::move(idempotency).error();
    call.idempotency = std::move(*idempotency);
  }
  auto reply = co_await route.handler(call);
  if (!reply)
    co_return refusal_of(std::move(reply).error(), route.body, *call.body_json);
  if (route.method == http::verb::get)
    settle_cache(route, request, *reply);
  co_return std::move(*reply);
}

// Who calls, whether there is room for it, and whether the row lets them: in this order, so that
// guessing at cookies counts against an address. Who has guessed too often is not even looked up.
// Guesses have a bucket of their own: visitors never keep out those who share their address and
// are logged in.
Task<Api::Objection> Api::admit(Exchange& exchange, const Route& route, Call& call) {
  const auto& request = exchange.request;
  const auto& client = call.client;
  if (auto cookie = site_.cookie.read(request.header(http::field::cookie));
      cookie && route.access >= Access::viewer) {
    if (const auto guesses = site_.wrong_cookies.peek(client, now()); !guesses.allowed)
      co_return take(exchange, guesses, "address", site_.wrong_cookies.window());
    const auto address = address_of(cookie->session);
    auto session = co_await ask_entity<SessionActor>(gateway_, site_.services.directory, address,
                                                     std::move(*cookie), call.deadline);
    if (session) {
      call.who = session->caller;
      exchange.user = call.user();
      call.session = SessionId{address.id};
      if (auto objection
          = take(exchange, session->rate, "session", site_.config.session_rate_window))
        co_return objection;
    } else if (const auto code = session.error().code;
               code == Errc::not_logged_in || code == Errc::not_found) {
      site_.wrong_cookies.take(client, now());
    } else if (needs_session(route.access)) {
      co_return Refusal{std::move(session).error()};
    }
  }
  if (!call.who)
    if (auto objection
        = take(exchange, site_.anonymous.take(client, now()), "address", site_.anonymous.window()))
      co_return objection;
  if (route.is_login)
    if (auto objection
        = take(exchange, site_.logins.take(client, now()), "login", site_.logins.window()))
      co_return objection;
  if (route.access == Access::payment_provider)
    co_return admit_provider(request, call.path_rest);
  if (!needs_session(route.access))
    co_return std::nullopt;
  if (!call.who)
    co_return Refusal{Errc::not_logged_in};
  if (!is_allowed(route.access, call.who->role))
    co_return Refusal{Errc::not_allowed};
  co_return std::nullopt;
}

Api::Objection Api::admit_provider(const Request& request, std::string_view provider) const {
  const auto& payments = site_.config.payment_provider;
  if (payments.webhook_secret.empty() || provider != payments.name)
    return Refusal{Errc::not_found};
  const auto verified
    = verify_webhook(payments.webhook_secret,
                     {request.header(webhook_id_header), request.header(webhook_timestamp_header),
                      request.header(webhook_signature_header)},
                     request.body(), now(), payments.webhook_tolerance);
  if (!verified)
    return Refusal{Error{Errc::wrong_signature, verified.error().detail}};
  return std::nullopt;
}

Api::Objection Api::admit_upload(const UploadedFile& file, const Request& request,
                                 Budget::Share& place) {
  if (!request.upload())
    return Refusal{Errc::invalid_request,
                   fmt::format("Send the file in the body, as {}.", file.content_type)};
  if (!is_of_type(request.header(http::field::content_type), file.content_type))
    return Refusal{Errc::unsupported_media_type,
                   fmt::format("Send the body as {}, in UTF-8.", file.content_type)};
  if (is_encoded(request))
    return Refusal{Errc::unsupported_media_type, not_encoded};
  if (!place.grow_to(1)) {
    site_.metrics.shed_uploads.Increment();
    return Refusal{Errc::overloaded, "Other files are being taken in."};
  }
  return std::nullopt;
}

Api::Objection Api::take(Exchange& exchange, const RateVerdict& verdict, std::string_view policy,
                         std::int64_t window) {
  const auto& [allowed, limit, remaining, reset] = verdict;
  if (limit > 0)
    exchange.rate_headers
      = {{"RateLimit", fmt::format("\"{}\";r={};t={}", policy, remaining, reset)},
         {"RateLimit-Policy", window > 0 ? fmt::format("\"{}\";q={};w={}", policy, limit, window)
                                         : fmt::format("\"{}\";q={}", policy, limit)}};
  if (allowed)
    return std::nullopt;
  site_.metrics.shed_rate.Increment();
  Refusal refusal{Errc::rate_limited};
  refusal.headers.push_back({"Retry-After", std::to_string(std::max<std::int64_t>(1, reset))});
  return refusal;
}

boost::asio::ip::address Api::client_of(const Request& request) const {
  return client_address(request.peer(), request.last_header("X-Forwarded-For"),
                        site_.is_proxy(request.peer()));
}

Response Api::preflight(const Request& request, const std::string& allow) const {
  auto response = no_content();
  response.with("Allow", allow);
  site_.origins.permit(request, allow, response);
  return response;
}

Response Api::finish(const Exchange& exchange, Outcome outcome) {
  const auto& request = exchange.request;
  const auto request_id = request_id_of(request);
  const auto* error = outcome ? nullptr : &outcome.error().error;
  auto response = outcome ? std::move(*outcome)
                          : problem(outcome.error(), exchange.path, request_id,
                                    language_of(request.header(http::field::accept_language)));
  for (const auto& header : exchange.rate_headers)
    response.headers.push_back(header);
  response.with("X-Request-Id", request_id);
  if (site_.has_tls())
    response.with("Strict-Transport-Security", "max-age=31536000");
  site_.origins.share(request, response);
  note(exchange, request_id, response.status, error);
  return response;
}

void Api::note(const Exchange& exchange, std::string_view request_id, unsigned status,
               const Error* error) {
  const std::chrono::duration<double> took = Clock::now() - exchange.started;
  site_.metrics.count(exchange.row, status, took.count());
  if (error)
    site_.metrics.count_problem(error->code);
  const bool is_known = exchange.row != Router::none;
  const bool is_watched
    = (is_known && site_.router.row(exchange.row).is_login) || (error && is_denial(error->code));
  // What is refused in a rush is counted; a line for each would be what takes the time.
  const bool is_failure = status >= 500 && !(error && error->code == Errc::overloaded);
  const auto level = is_failure ? LogLevel::warning : is_watched ? LogLevel::info : LogLevel::debug;
  if (!log_enabled(level))
    return;
  log(level, "request",
      {{"method", is_utf8(exchange.request.method()) ? exchange.request.method() : "?"},
       {"route", is_known ? site_.router.row(exchange.row).path : "other"},
       {"status", static_cast<int>(status)},
       {"microseconds", static_cast<std::int64_t>(took.count() * 1e6)},
       {"client", client_of(exchange.request).to_string()},
       {"user", exchange.user ? exchange.user->value : 0},
       {"request_id", request_id},
       {"trace_id", trace_id_of(exchange.request.header("traceparent"))},
       {"code", error ? info(error->code).name : ""},
       {"detail", error ? std::string_view{error->detail} : ""}});
}

std::string Api::request_id_of(const Request& request) {
  const auto sent = request.header("X-Request-Id");
  if (is_printable(sent, request_id_max))
    return std::string{sent};
  return fmt::format("{:016x}", mix(request_seed_++));
}

} // namespace baro
