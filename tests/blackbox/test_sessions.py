"""Sessions: on which devices somebody is logged in, how they end, and what keeps guessers slow."""

import re

import pytest

from exposition import scrape
from server import own_server
from shop import PASSWORD, Client, eventually

SESSIONS_MAX = 50
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def email(shop):
    return shop.email()


@pytest.fixture
def phone(shop, email):
    return shop.buyer(email)


@pytest.fixture
def laptop(shop, email, phone):
    return logged_in(shop, email, "Laptop/2.0")


def logged_in(shop, email, user_agent="Phone/1.0"):
    client = shop.anonymous()
    client.post("/auth/login", {"email": email, "password": PASSWORD}, User_Agent=user_agent).ok()
    return client


def is_logged_in(client):
    return client.get("/users/me").status == 200


def session_of(client):
    [current] = [session["id"] for session in client.get("/auth/sessions").ok() if session["current"]]
    return current


# Devices

def test_somebody_sees_their_devices_and_which_one_they_hold(phone, laptop):
    sessions = laptop.get("/auth/sessions").ok()
    assert [session["current"] for session in sessions].count(True) == 1 and len(sessions) == 2
    for session in sessions:
        assert set(session) == {"id", "createdAt", "lastSeenAt", "userAgent", "current"}
        assert TIME.fullmatch(session["createdAt"]) and TIME.fullmatch(session["lastSeenAt"])
    [current] = [session for session in sessions if session["current"]]
    assert current["userAgent"] == "Laptop/2.0"
    assert session_of(phone) != session_of(laptop)


def test_the_list_shows_nothing_that_opens_a_session(phone):
    answer = phone.get("/auth/sessions")
    assert answer["Cache-Control"] == "no-store"
    assert phone.cookie.partition(".")[2].encode() not in answer.body


def test_nobody_sees_the_devices_of_others(shop, phone, laptop):
    assert len(shop.buyer().get("/auth/sessions").ok()) == 1


def test_a_device_that_is_logged_out_is_not_listed(phone, laptop):
    phone.post("/auth/logout").ok(204)
    assert len(laptop.get("/auth/sessions").ok()) == 1


@pytest.mark.parametrize("method,path", [
    ("GET", "/auth/sessions"), ("DELETE", "/auth/sessions"), ("DELETE", "/auth/sessions/1"),
])
def test_without_a_session_there_are_no_devices(anonymous, method, path):
    anonymous.request(method, path).problem(401, "NOT_LOGGED_IN")


# Revoking

def test_a_revoked_device_is_logged_out_at_once_and_the_others_stay(phone, laptop):
    laptop.delete(f"/auth/sessions/{session_of(phone)}").ok(204)
    phone.get("/users/me").problem(401, "NOT_LOGGED_IN")
    assert is_logged_in(laptop) and len(laptop.get("/auth/sessions").ok()) == 1


def test_a_device_can_revoke_itself(phone):
    phone.delete(f"/auth/sessions/{session_of(phone)}").ok(204)
    phone.get("/users/me").problem(401, "NOT_LOGGED_IN")


def test_a_session_that_is_not_ones_own_is_not_found_and_goes_on(shop, phone):
    stranger = shop.buyer()
    stranger.delete(f"/auth/sessions/{session_of(phone)}").problem(404, "NOT_FOUND")
    assert is_logged_in(phone)


def test_a_session_that_is_not_there_is_not_found(phone, laptop):
    gone = session_of(laptop)
    phone.delete(f"/auth/sessions/{gone}").ok(204)
    phone.delete(f"/auth/sessions/{gone}").problem(404, "NOT_FOUND")
    phone.delete("/auth/sessions/1").problem(404, "NOT_FOUND")
    for path in ("/auth/sessions/x", "/auth/sessions/0", f"/auth/sessions/{2**53}"):
        phone.delete(path).problem(404, "NOT_FOUND")


def test_revoking_all_others_leaves_this_one(shop, email, phone, laptop):
    others = [logged_in(shop, email) for _ in range(3)]
    phone.delete("/auth/sessions").ok(204)
    assert not any(is_logged_in(client) for client in (laptop, *others))
    assert is_logged_in(phone) and len(phone.get("/auth/sessions").ok()) == 1
    phone.delete("/auth/sessions").ok(204)


def test_a_session_is_revoked_wherever_it_is_awake(stack, shop, email):
    shop.buyer(email)
    devices = [logged_in(shop, email) for _ in range(8)]
    with own_server(stack) as server:
        for client in devices:
            assert is_logged_in(Client(server.url, client.cookie))
        Client(server.url, devices[0].cookie).delete("/auth/sessions").ok(204)
        for url in (server.url, shop.url):
            alive = [is_logged_in(Client(url, client.cookie)) for client in devices]
            assert alive == [True] + [False] * 7


def test_the_session_that_was_not_used_for_longest_ends_when_there_are_too_many(shop, email, phone):
    devices = [phone] + [logged_in(shop, email) for _ in range(SESSIONS_MAX - 1)]
    assert len(devices[-1].get("/auth/sessions").ok()) == SESSIONS_MAX
    newest = logged_in(shop, email)
    eventually(lambda: not is_logged_in(phone))
    assert len(newest.get("/auth/sessions").ok()) == SESSIONS_MAX
    assert is_logged_in(devices[1]) and is_logged_in(newest)


# Without Redis

def test_without_redis_devices_go_on_but_are_not_listed(stack, phone, laptop):
    assert is_logged_in(phone) and is_logged_in(laptop)
    stack.control("redis", "stop")
    try:
        assert is_logged_in(phone)
        for refused in (phone.get("/auth/sessions"), phone.delete("/auth/sessions")):
            refused.problem(503, "UNAVAILABLE")
            assert int(refused["Retry-After"]) >= 1
        assert is_logged_in(laptop), "nothing was to happen"
        laptop.post("/auth/logout").ok(204)
        laptop.get("/users/me").problem(401, "NOT_LOGGED_IN")
    finally:
        stack.control("redis", "start")
    eventually(lambda: phone.get("/auth/sessions").status == 200)
    eventually(lambda: len(phone.get("/auth/sessions").ok()) == 1)
    laptop.get("/users/me").problem(401, "NOT_LOGGED_IN")


# Limits

def awake(server):
    return sum(value for _, _, value in scrape(server.ops)["baro_entities_awake"].samples)


def test_a_session_that_has_slept_has_what_was_left_of_its_limit(stack, phone):
    with own_server(stack, BARO_SESSION_RATE="0.001", BARO_SESSION_BURST="5", BARO_ENTITY_IDLE_MAX="1") as server:
        # The limit is that of the node on which the session lives: now the only one.
        stack.control("node", "stop")
        try:
            client = Client(server.url, phone.cookie)
            answers = [client.get("/users/me") for _ in range(6)]
            assert [answer.status for answer in answers] == [200] * 5 + [429]
            assert answers[0]["RateLimit-Policy"].startswith('"session";q=5')
            assert re.fullmatch(r'"session";r=4;t=\d+', answers[0]["RateLimit"])
            eventually(lambda: awake(server) == 0)
            client.get("/users/me").problem(429, "RATE_LIMITED")
        finally:
            stack.control("node", "start")


@pytest.mark.parametrize("guesser,neighbour,owner", [
    ("198.51.100.7", "198.51.100.7", "198.51.100.8"),
    ("2001:db8:1:2::7", "2001:db8:1:2:ffff::8", "2001:db8:1:3::7"),
])
def test_whoever_guesses_is_slowed_down_and_keeps_the_owner_in(stack, shop, email, phone, guesser, neighbour, owner):
    with own_server(stack, BARO_BEHIND_PROXY="true") as server:
        def try_to_log_in(address, password):
            return Client(server.url).post("/auth/login", {"email": email, "password": password},
                                           X_Forwarded_For=f"203.0.113.9, {address}")

        statuses = [try_to_log_in(guesser, "not the password").status for _ in range(40)]
        assert statuses[:20] == [401] * 20 and 429 in statuses
        refused = eventually(lambda: (answer := try_to_log_in(neighbour, "not the password")).status == 429 and answer)
        refused.problem(429, "RATE_LIMITED")
        assert int(refused["Retry-After"]) >= 1
        try_to_log_in(owner, PASSWORD).ok()
