#include "monitoring/log.hpp"
#include "net/relay.hpp"
#include "net/site.hpp"
#include "net/text.hpp"

namespace baro {

namespace {

constexpr std::int64_t user_agent_max = 200;
constexpr auto no_store = "no-store";

struct LoginView {
  bool is_new = false;
};
BOOST_DESCRIBE_STRUCT(LoginView, (), (is_new))

constexpr Field email = field::email("email").example("mina@example.com");
constexpr Field password = field::password("password", 10, 128);
constexpr Field name = field::text("name", 1, 100).example("민아");
constexpr Field address
  = field::prose("address", 1, 500).example("서울특별시 성동구 왕십리로 83-21");

constexpr Field sign_up_fields[] = {email, password, name};
constexpr Schema sign_up_body{sign_up_fields};

// A password that is too short for us was never one of ours: it is wrong, not malformed.
constexpr Field log_in_fields[] = {email, field::password("password", 1, 128)};
constexpr Schema log_in_body{log_in_fields};

constexpr Field oauth_fields[] = {field::text("provider", 1, 50).example("KAKAO"),
                                  field::password("accessToken", 1, 4096).optional(),
                                  field::password("authorizationCode", 1, 4096).optional(),
                                  field::text("redirectUri", 1, 2000).optional()};
constexpr Rule oauth_rules[] = {
  {Rule::Kind::exactly_one, "accessToken", "authorizationCode"},
  {Rule::Kind::both_or_neither, "authorizationCode", "redirectUri"},
};
constexpr Schema oauth_body{oauth_fields, oauth_rules};

constexpr Field profile_fields[]
  = {name.optional(), field::phone("phoneNumber").optional(), address.optional()};
constexpr Schema profile_body{profile_fields};

constexpr Field address_fields[] = {address};
constexpr Schema address_body{address_fields};

std::string user_agent_of(const Request& request) {
  const auto text = request.header(http::field::user_agent);
  return is_utf8(text) ? std::string{cut(text, user_agent_max)} : std::string{};
}

// Ends the session that the request's cookie names, if there is one.
Task<void> close_session(Call& call) {
  const auto cookie = call.site.cookie.read(call.request.header(http::field::cookie));
  if (!cookie)
    co_return;
  CloseSession command{cookie->session, cookie->secret_hash};
  auto closed = co_await ask_entity<SessionActor>(call.gateway, call.services().directory,
                                                  address_of(cookie->session), std::move(command),
                                                  call.deadline);
  if (!closed && closed.error().code != Errc::not_found
      && closed.error().code != Errc::not_logged_in)
    log_warning("session_not_closed", {{"session", cookie->session.value},
                                       {"code", info(closed.error().code).name},
                                       {"detail", closed.error().detail}});
}

// A new session begins with a new secret, and the one that came with the request ends: nobody who
// knows an old cookie gets in by it.
template <class View>
Task<Reply> sign_in(Call& call, unsigned status, caf::message command,
                    View (*view_of)(const SignedIn&)) {
  auto identity = caf::actor_cast<caf::strong_actor_ptr>(call.services().identity);
  auto session = co_await request<SignedIn>(call.gateway, std::move(identity), std::move(command),
                                            call.deadline);
  if (!session)
    co_return std::move(session).error();
  co_await close_session(call);
  auto response = json_response(status, view_of(*session));
  response.with("Set-Cookie", call.site.cookie.set(*session)).with("Cache-Control", no_store);
  co_return response;
}

Profile profile_of(const SignedIn& session) { return session.profile; }

LoginView login_of(const SignedIn& session) { return {session.is_new}; }

Task<Reply> sign_up(Call& call) {
  const auto body = call.body();
  SignUp command{body.text("email"), body.text("password"), body.text("name"),
                 user_agent_of(call.request)};
  return sign_in(call, 201, caf::make_message(std::move(command)), profile_of);
}

Task<Reply> log_in(Call& call) {
  const auto body = call.body();
  LogIn command{body.text("email"), body.text("password"), user_agent_of(call.request),
                network_of(call.client)};
  return sign_in(call, 200, caf::make_message(std::move(command)), login_of);
}

Task<Reply> log_in_by_oauth(Call& call) {
  const auto body = call.body();
  LogInByOauth command{{body.text("provider"), body.maybe_text("accessToken"),
                        body.maybe_text("authorizationCode"), body.maybe_text("redirectUri")},
                       user_agent_of(call.request)};
  return sign_in(call, 200, caf::make_message(std::move(command)), login_of);
}

Task<Reply> log_out(Call& call) {
  co_await close_session(call);
  auto response = no_content();
  response.with("Set-Cookie", call.site.cookie.clear());
  co_return response;
}

Task<Reply> show_profile(Call& call) {
  return relay(call, 200, call.services().identity, GetProfile{call.user()});
}

Task<Reply> change_profile(Call& call) {
  const auto body = call.body();
  return relay(call, 204, call.services().identity,
               ChangeProfile{call.user(), body.maybe_text("name"), body.maybe_text("phoneNumber"),
                             body.maybe_text("address")});
}

constexpr Route routes[] = {
  {.method = http::verb::post,
   .path = "/auth/signup",
   .access = Access::anyone,
   .summary = "Open an account, and log in",
   .handler = sign_up,
   .status = 201,
   .body = &sign_up_body,
   .answer = answers<Profile>,
   .errors = may_fail_with<Errc::email_taken>,
   .is_login = true,
   .sets_cookie = true},
  {.method = http::verb::post,
   .path = "/auth/login",
   .access = Access::anyone,
   .summary = "Log in",
   .handler = log_in,
   .body = &log_in_body,
   .answer = answers<LoginView>,
   .errors = may_fail_with<Errc::wrong_credentials>,
   .is_login = true,
   .sets_cookie = true},
  {.method = http::verb::post,
   .path = "/auth/login/oauth",
   .access = Access::anyone,
   .summary = "Log in as whom a login provider knows; the first time opens an account",
   .handler = log_in_by_oauth,
   .body = &oauth_body,
   .answer = answers<LoginView>,
   .errors = may_fail_with<Errc::login_refused, Errc::provider_unavailable>,
   .is_login = true,
   .sets_cookie = true},
  {.method = http::verb::post,
   .path = "/auth/logout",
   .access = Access::anyone,
   .summary = "Log out; without a session, too",
   .handler = log_out,
   .status = 204,
   .sets_cookie = true},
  {.method = http::verb::get,
   .path = "/users/me",
   .access = Access::logged_in,
   .summary = "One's own profile",
   .handler = show_profile,
   .answer = answers<Profile>,
   .errors = may_fail_with<Errc::not_found>,
   .cache = no_store},
  {.method = http::verb::patch,
   .path = "/users/me",
   .access = Access::logged_in,
   .summary = "Change one's profile: what is given",
   .handler = change_profile,
   .status = 204,
   .body = &profile_body,
   .errors = may_fail_with<Errc::not_found>},
  {.method = http::verb::patch,
   .path = "/users/me/address",
   .access = Access::logged_in,
   .summary = "Change one's address",
   .handler = change_profile,
   .status = 204,
   .body = &address_body,
   .errors = may_fail_with<Errc::not_found>},
};

} // namespace

std::span<const Route> identity_routes() { return routes; }

} // namespace baro
