#pragma once

#include "net/changes.hpp"
#include "net/field.hpp"
#include "net/gateway.hpp"
#include "net/input.hpp"
#include "net/json_schema.hpp"
#include "net/request.hpp"
#include "net/response.hpp"
#include "net/services.hpp"
#include "net/upload.hpp"

#include <array>
#include <optional>
#include <span>

namespace baro {

struct Site;

/// Who may call a route. An ADMIN passes every check of a role.
enum class Access : std::uint8_t {
  anyone,           // the session is not even looked at
  payment_provider, // whose signature is on the body
  viewer,           // anyone; but who is logged in sees more
  logged_in,
  buyer,
  store_owner,
  admin,
};

bool is_allowed(Access access, Role role);

constexpr bool needs_session(Access access) { return access > Access::viewer; }

/// What a row says of a body that its handler takes as it arrives.
struct UploadedFile {
  std::string_view content_type;
  std::string_view description; // for those who write it
};

/// What a handler works with. Everything that its row asks for has been checked.
struct Call {
  const Site& site;
  Gateway& gateway;
  const Request& request;
  Deadline deadline;
  boost::asio::ip::address client{};    // behind a proxy, what it says
  std::optional<Caller> who{};          // there, unless the row lets anyone in
  std::optional<SessionId> session{};   // likewise
  std::int64_t path_id = 0;             // where the path says `{id}`
  std::string_view path_rest{};         // where it ends in `{path...}`
  const boost::json::object* body_json; // never null
  const boost::json::object* query_json;
  std::optional<Idempotency> idempotency{};
  Upload* upload = nullptr; // there, where the row has one

  const Services& services() const;
  Changes& changes() const; // of what answers show
  const Caller& caller() const { return *who; }
  UserId user() const { return who->user; }
  Input body() const { return Input{*body_json}; }
  Input query() const { return Input{*query_json}; }

  template <class Id>
  Id id() const {
    return Id{path_id};
  }

  template <class Id>
  Id fresh() const {
    return services().ids.template next<Id>();
  }
};

/// What a handler answers. A plain Error is refused in the usual words.
struct Reply : Result<Response, Refusal> {
  using Result::Result;
  Reply(Error why) : Result(Refusal{std::move(why)}) {}
  Reply(baro::Result<Response> answer)
    : Result(answer ? Reply{*std::move(answer)} : Reply{std::move(answer).error()}) {}
};

using Handler = Task<Reply> (*)(Call&);

/// One row of the route table: all that is to be known about a call before its handler runs.
struct Route {
  http::verb method;
  std::string_view path; // `/skus/{id}/ledger`; a last segment `{path...}` takes all that follows
  Access access;
  std::string_view summary;
  Handler handler;
  unsigned status = 200;          // when it went well
  std::string_view description{}; // where the summary leaves something open
  const Schema* body = nullptr;   // null: it has none
  const Schema* query = nullptr;
  const UploadedFile* upload = nullptr;                 // in place of `body`
  boost::json::object (*answer)(Components&) = nullptr; // null: it has no JSON
  std::string_view content_type = "application/json";   // of the answer
  std::span<const Errc> errors{}; // of its own; what its other columns bring about is known
  bool creates = false;           // honours an Idempotency-Key
  bool resumes = false;           // honours a Last-Event-ID
  bool is_login = false;          // counts against the rate of logins, too
  bool sets_cookie = false;       // begins or ends a session
  bool is_slow = false;           // somebody else's server works at it: NetConfig::slow_deadline
  std::string_view cache = "private, no-cache"; // Cache-Control of a GET

  constexpr bool has_etag() const { return method == http::verb::get && cache != "no-store"; }
};

template <class View>
boost::json::object answers(Components& components) {
  return components.schema_of<View>();
}

/// For Route::errors.
template <Errc... Codes>
inline constexpr std::array<Errc, sizeof...(Codes)> may_fail_with{Codes...};

// The rows by subject.
std::span<const Route> identity_routes();
std::span<const Route> session_routes();
std::span<const Route> catalogue_routes();
std::span<const Route> listing_routes();
std::span<const Route> product_edit_routes();
std::span<const Route> look_routes();
std::span<const Route> deck_routes();
std::span<const Route> cart_routes();
std::span<const Route> order_routes();
std::span<const Route> order_step_routes();
std::span<const Route> payment_routes();
std::span<const Route> fitting_routes();
std::span<const Route> drop_routes();
std::span<const Route> coupon_routes();
std::span<const Route> preorder_routes();
std::span<const Route> admin_routes();
std::span<const Route> cluster_routes();
std::span<const Route> event_routes();
std::span<const Route> webhook_routes();
std::span<const Route> import_routes();
std::span<const Route> site_routes();

/// The whole table.
std::vector<const Route*> all_routes();

} // namespace baro
