"""Swiping: the deck, what one likes, and what that does to a look's likes."""

import random

import pytest

from shop import at_once, eventually, walk


@pytest.fixture
def looks(shop):
    """Three new looks, the newest first."""
    return [shop.look() for _ in range(3)][::-1]


def deck(client, query="size=100"):
    return client.get(f"/looks/swipe?{query}").ok()


def dealt(client, query="size=100"):
    return [card["lookId"] for card in deck(client, query)["content"]]


def likes(client, look):
    return client.get(f"/looks/{look}").ok()["likesCount"]


def test_the_deck_shows_a_new_look_to_its_maker_at_once(shop, buyer, looks):
    title = shop.unique("look")
    look = shop.look(buyer, title=title)
    assert deck(buyer, "size=1") == {
        "content": [{"lookId": look, "title": title, "thumbnailUrl": "/pictures/t.svg", "likesCount": 0}],
        "hasNext": True, "nextCursor": {"id": look}}


def test_the_deck_is_private_and_never_kept(buyer, looks):
    assert buyer.get("/looks/swipe")["Cache-Control"] == "no-store"


def test_a_swiped_look_does_not_come_again_until_it_is_taken_back(buyer, looks):
    assert dealt(buyer, "size=3") == looks
    buyer.swipe(looks[0], "DISLIKE").ok(204)
    buyer.put(f"/looks/{looks[2]}/reaction", {"reactionType": "LIKE"}).ok(204)
    assert dealt(buyer, "size=1") == [looks[1]]
    assert not {looks[0], looks[2]} & set(dealt(buyer))
    buyer.delete(f"/looks/{looks[0]}/swipe").ok(204)
    assert dealt(buyer, "size=2") == looks[:2]


def test_the_deck_comes_in_pages(buyer, looks):
    first = deck(buyer, "size=2")
    assert [card["lookId"] for card in first["content"]] == looks[:2]
    assert first["hasNext"] and first["nextCursor"] == {"id": looks[1]}
    assert dealt(buyer, f"size=1&cursorId={looks[1]}") == [looks[2]]
    assert len(deck(buyer, "")["content"]) <= 10


def test_the_last_word_counts_and_the_count_follows(shop, anonymous, buyer, looks):
    look, other = looks[0], shop.buyer()
    for reaction, count in (("LIKE", 1), ("LIKE", 1), ("DISLIKE", 0), ("LIKE", 1)):
        buyer.swipe(look, reaction).ok(204)
        assert likes(anonymous, look) == count
    other.swipe(look).ok(204)
    assert likes(anonymous, look) == 2
    assert [card["likesCount"] for card in deck(shop.buyer())["content"] if card["lookId"] == look] == [2]
    for _ in range(2):
        other.delete(f"/looks/{look}/swipe").ok(204)
        assert likes(anonymous, look) == 1


def test_liked_looks_are_listed_the_newest_first(buyer, looks):
    for look in (looks[1], looks[2], looks[0]):
        buyer.swipe(look).ok(204)
    buyer.swipe(looks[1], "DISLIKE").ok(204)
    assert [liked["lookId"] for liked in walk(buyer, "/looks/liked", 1)] == [looks[0], looks[2]]
    page = buyer.get("/looks/liked?size=1").ok()
    assert set(page["content"][0]) == {"lookId", "title", "thumbnailUrl"}
    assert page["nextCursor"] == {"id": looks[0]}


def test_the_deck_starts_again_with_one_kind_or_all(anonymous, buyer, looks):
    buyer.swipe(looks[0], "LIKE").ok(204)
    buyer.swipe(looks[1], "DISLIKE").ok(204)
    assert likes(anonymous, looks[0]) == 1
    buyer.delete("/looks/swipes?reaction=DISLIKE").ok(204)
    assert dealt(buyer, "size=2") == looks[1:]
    assert likes(anonymous, looks[0]) == 1
    buyer.delete("/looks/swipes").ok(204)
    assert dealt(buyer, "size=3") == looks
    assert likes(anonymous, looks[0]) == 0
    buyer.delete("/looks/swipes").ok(204)


def test_a_taste_is_learned_and_says_why(shop):
    shopper, wanted, other = shop.buyer(), shop.product(skus=None, quantity=5).id, shop.new_category()
    plain = [shop.product(categoryIds=[other]).id for _ in range(2)]
    liked = [shop.look(products=[wanted]) for _ in range(6)]
    disliked = [shop.look(products=[plain[0]]) for _ in range(6)]
    for look in liked[:5]:
        shopper.swipe(look, "LIKE").ok(204)
    for look in disliked[:5]:
        shopper.swipe(look, "DISLIKE").ok(204)
    page = deck(shopper, "size=100&explain=true")["content"]
    places = {card["lookId"]: place for place, card in enumerate(page)}
    assert places[liked[5]] < places[disliked[5]], "though it is older"
    why = page[places[liked[5]]]["why"]
    assert why["score"] > 0 and why["soldOut"] is False and isinstance(why["explored"], bool)
    assert {reason["kind"] for reason in why["reasons"]} == {"category", "store", "price"}
    assert all(reason["value"] and isinstance(reason["weight"], (int, float)) for reason in why["reasons"])
    assert dealt(shopper, "size=1&order=newest") == [disliked[5]]
    assert "why" not in deck(shopper, "size=1")["content"][0]


def test_by_taste_pages_fit_together(shop):
    shopper = shop.buyer()
    looks = {shop.look() for _ in range(7)}
    rows = [card["lookId"] for card in walk(shopper, "/looks/swipe?order=taste", 2)]
    assert len(rows) == len(set(rows)) and looks <= set(rows)


def test_what_is_sold_out_comes_last_by_taste(shop):
    shopper = shop.buyer()
    gone = shop.look(products=[shop.product(quantity=0).id])
    page = deck(shopper, "size=100&order=taste&explain=true")
    sold_out = [card["why"]["soldOut"] for card in page["content"]]
    assert gone in [card["lookId"] for card in page["content"]]
    assert sold_out == sorted(sold_out)


@pytest.mark.parametrize("method, path, body", [
    ("GET", "/looks/swipe", None), ("GET", "/looks/liked", None), ("PUT", "/looks/5/swipe", {}), ("PUT", "/looks/5/reaction", {}),
    ("DELETE", "/looks/5/swipe", None), ("DELETE", "/looks/swipes", None)])
def test_who_is_not_logged_in_has_no_deck(anonymous, method, path, body):
    anonymous.request(method, path, body).problem(401, "NOT_LOGGED_IN")


def test_everybody_who_is_logged_in_has_a_deck(shop, looks):
    for client in (shop.buyer(), shop.owner, shop.admin):
        client.swipe(looks[0]).ok(204)
        assert looks[0] not in dealt(client)


def test_a_look_that_does_not_exist_cannot_be_swiped(buyer):
    buyer.swipe("4").problem(404, "NOT_FOUND")
    buyer.put("/looks/4/reaction", {"reactionType": "LIKE"}).problem(404, "NOT_FOUND")
    buyer.delete("/looks/4/swipe").problem(404, "NOT_FOUND")


@pytest.mark.parametrize("body", [{}, {"reactionType": None}, {"reactionType": "LOVE"}, {"reactionType": 1}])
def test_a_reaction_is_like_or_dislike(buyer, looks, body):
    errors = buyer.put(f"/looks/{looks[0]}/swipe", body).problem(400, "INVALID_REQUEST")["fieldErrors"]
    assert errors[0]["field"] == "reactionType"


@pytest.mark.parametrize("method, query", [
    ("GET", "/looks/swipe?size=0"), ("GET", "/looks/swipe?size=101"), ("GET", "/looks/swipe?cursorId=x"),
    ("GET", "/looks/swipe?order=best"), ("GET", "/looks/swipe?explain=maybe"), ("GET", "/looks/liked?size=101"),
    ("DELETE", "/looks/swipes?reaction=LOVE")])
def test_a_query_that_is_not_as_it_should_be_is_refused(buyer, method, query):
    buyer.request(method, query).problem(400, "INVALID_REQUEST")


def test_nobody_swipes_for_somebody_else(shop, buyer, looks):
    other = shop.buyer()
    victim = other.get("/users/me").ok()["id"]
    buyer.put(f"/looks/{looks[0]}/swipe?userId={victim}", {"reactionType": "DISLIKE", "userId": victim}).ok(204)
    assert looks[0] in dealt(other)
    assert looks[0] not in dealt(buyer)


def test_many_at_once_are_all_counted(shop, anonymous, looks):
    look = looks[0]
    at_once(lambda client=client: client.swipe(look).ok(204) for client in shop.buyers(24))
    assert likes(anonymous, look) == 24


def swiped_at_once(shopper, cards, chance):
    """Swipes these over four connections, each one way or the other."""
    reactions = {card: chance.choice(["LIKE", "DISLIKE"]) for card in cards}

    def swipe(part):
        twin = shopper.twin()
        for card in part:
            twin.swipe(card, reactions[card]).ok(204)
        twin.close()

    at_once(lambda part=cards[i::4]: swipe(part) for i in range(4))


def test_ten_thousand_swipes_and_no_look_twice(shop, stack, seed):
    """Of one shopper, in both orders, with an undo now and then."""
    product = shop.product().id
    stack.sql(f"""
        INSERT INTO looks (look_id, creator_id, title, thumbnail_url)
        SELECT newest + n, creator_id, 'Look', '/t.svg'
          FROM (SELECT max(look_id) AS newest, min(creator_id) AS creator_id FROM looks) look, generate_series(1, 10000) n;
        INSERT INTO look_products
        SELECT look_id, 1, {product} FROM looks WHERE look_id NOT IN (SELECT look_id FROM look_products)""")
    [[count, newest]] = stack.sql("SELECT count(*), max(look_id) FROM looks")
    shopper, chance, seen, undone, count = shop.buyer(), random.Random(seed), set(), 0, int(count)
    eventually(lambda: dealt(shopper, "size=1") == [newest])
    while len(seen) < count:
        page = deck(shopper, "size=100&order=" + chance.choice(["newest", "taste"]))
        cards = [card["lookId"] for card in page["content"]]
        assert not seen & set(cards), "a look came again"
        swiped_at_once(shopper, cards, chance)
        seen |= set(cards)
        if undone < 3 and chance.random() < 0.05:
            undone += 1
            shopper.delete(f"/looks/{cards[0]}/swipe").ok(204)
            seen.remove(cards[0])
    assert deck(shopper) == {"content": [], "hasNext": False, "nextCursor": None}
    user = shopper.get("/users/me").ok()["id"]
    assert stack.sql(f"SELECT count(*) FROM swipes WHERE user_id = {user}") == [[str(count)]]


def test_the_books_are_right_after_all_of_this(stack):
    stack.audit()
