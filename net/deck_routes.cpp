#include "net/paging.hpp"
#include "net/relay.hpp"

namespace baro {

namespace {

constexpr std::int32_t deck_page = 10;
constexpr std::int32_t liked_page = 21;

constexpr std::string_view booleans[] = {"true", "false"};

constexpr Field deck_fields[] = {
  field::cursor_id(),
  field::page_size(),
  field::choice<DeckOrder>("order").optional(),
  Field{.name = "explain", .type = FieldType::choice, .choices = booleans}.optional(),
};
constexpr Schema deck_query{deck_fields};

constexpr Field liked_fields[] = {field::cursor_id(), field::page_size()};
constexpr Schema liked_query{liked_fields};

constexpr Field swipe_fields[] = {field::choice<Reaction>("reactionType")};
constexpr Schema swipe_body{swipe_fields};

constexpr Field reset_fields[] = {field::choice<Reaction>("reaction").optional()};
constexpr Schema reset_query{reset_fields};

Task<Reply> deal(Call& call) {
  const auto query = call.query();
  return relay_to<DeckActor>(call, 200, deck_address(call.user()),
                             GetDeck{call.user(), page_of(query, deck_page),
                                     query.maybe_choice<DeckOrder>("order"),
                                     query.maybe_text("explain") == "true"});
}

/// What may change the likes of a look.
template <class Command>
Task<Reply> change_swipe(Call& call, Command command) {
  const auto look = command.look;
  return relay_to<DeckActor>(call, 204, deck_address(call.user()), std::move(command),
                             [&call, look](const Done&) { call.changes().note(Subject{look}); });
}

Task<Reply> swipe(Call& call) {
  return change_swipe(
    call, SwipeLook{call.user(), call.id<LookId>(), call.body().choice<Reaction>("reactionType")});
}

Task<Reply> undo(Call& call) {
  return change_swipe(call, UndoSwipe{call.user(), call.id<LookId>()});
}

Task<Reply> start_again(Call& call) {
  ResetSwipes command{call.user(), call.query().maybe_choice<Reaction>("reaction")};
  auto done
    = co_await ask_entity<DeckActor>(call.gateway, call.services().directory,
                                     deck_address(call.user()), std::move(command), call.deadline);
  if (!done)
    co_return std::move(done).error();
  for (const auto look : done->unliked)
    call.changes().note(Subject{look});
  co_return no_content();
}

Task<Reply> list_liked(Call& call) {
  return relay(call, 200, call.services().catalogue,
               ListLikedLooks{call.user(), page_of(call.query(), liked_page)});
}

constexpr Route swipe_route(std::string_view path) {
  return {.method = http::verb::put,
          .path = path,
          .access = Access::logged_in,
          .summary = "Like or dislike a look; the last word counts",
          .handler = swipe,
          .status = 204,
          .body = &swipe_body};
}

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/looks/swipe",
   .access = Access::logged_in,
   .summary = "The next looks of one's deck: none that one has swiped",
   .handler = deal,
   .query = &deck_query,
   .answer = answers<Slice<LookCard>>,
   .cache = "no-store"},
  {.method = http::verb::get,
   .path = "/looks/liked",
   .access = Access::logged_in,
   .summary = "The looks that one likes, the newest look first",
   .handler = list_liked,
   .query = &liked_query,
   .answer = answers<Slice<LikedLook>>},
  swipe_route("/looks/{id}/swipe"),
  swipe_route("/looks/{id}/reaction"),
  {.method = http::verb::delete_,
   .path = "/looks/{id}/swipe",
   .access = Access::logged_in,
   .summary = "Take a swipe back: the look can come again",
   .handler = undo,
   .status = 204},
  {.method = http::verb::delete_,
   .path = "/looks/swipes",
   .access = Access::logged_in,
   .summary = "Take all swipes back, or those of one kind: the deck starts again",
   .handler = start_again,
   .status = 204,
   .query = &reset_query},
};

} // namespace

std::span<const Route> deck_routes() { return routes; }

} // namespace baro
