"""Accounts and sessions."""

import pytest

from shop import PASSWORD, at_once


def set_cookies(answer):
    """Name, value and attributes of the cookies that an answer sets."""
    parsed = []
    for cookie in answer.headers.get_all("Set-Cookie", []):
        pair, *attributes = [part.strip() for part in cookie.split(";")]
        name, _, value = pair.partition("=")
        parsed.append((name, value, {attribute.lower() for attribute in attributes}))
    return parsed


def test_signing_up_answers_the_profile_and_logs_in(shop, anonymous):
    email = shop.email()
    answer = anonymous.post("/auth/signup", {"email": email, "password": PASSWORD, "name": "김바로"})
    profile = answer.ok(201)
    assert profile == {"id": profile["id"], "name": "김바로", "email": email, "phoneNumber": None, "address": None,
                       "role": "BUYER"}
    assert isinstance(profile["id"], str) and 0 < int(profile["id"]) < 2**53
    assert anonymous.get("/users/me").ok() == profile


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(shop, anonymous):
    answer = anonymous.post("/auth/signup", {"email": shop.email(), "password": PASSWORD, "name": "A"})
    [(name, value, attributes)] = set_cookies(answer)
    assert name == "baro"
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert not any(attribute.startswith("domain") for attribute in attributes)
    assert "secure" not in attributes, "a browser would not send it over plain HTTP"
    assert len(value) >= 43, "256 random bits need 43 characters"


def test_an_email_is_taken_once_in_any_case_and_even_by_parallel_signups(shop):
    email = shop.email()
    clients = [shop.anonymous() for _ in range(4)]
    spelling = [email, email.upper(), email.title(), email]
    answers = at_once(lambda c=c, e=e: c.post("/auth/signup", {"email": e, "password": PASSWORD, "name": "A"})
                      for c, e in zip(clients, spelling))
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]
    shop.anonymous().post("/auth/signup", {"email": email, "password": PASSWORD, "name": "A"}).problem(409,
                                                                                                       "EMAIL_TAKEN")


def test_logging_in_answers_that_the_account_is_not_new(shop, anonymous):
    email = shop.email()
    shop.buyer(email)
    assert anonymous.log_in(email).ok() == {"isNew": False}
    assert anonymous.get("/users/me").ok()["email"] == email


def test_a_wrong_password_and_an_unknown_email_look_the_same(shop, anonymous):
    email = shop.email()
    shop.buyer(email)
    wrong = anonymous.log_in(email, "not the password")
    unknown = anonymous.log_in(shop.email())
    bodies = [{**answer.problem(401, "WRONG_CREDENTIALS"), "requestId": ""} for answer in (wrong, unknown)]
    assert bodies[0] == bodies[1]
    assert set(wrong.headers.keys()) == set(unknown.headers.keys())
    assert not set_cookies(wrong) and not set_cookies(unknown)


def test_logging_in_rotates_the_session(shop):
    email = shop.email()
    client = shop.buyer(email)
    before = client.twin()
    client.log_in(email).ok()
    assert client.cookie != before.cookie
    client.get("/users/me").ok()
    before.get("/users/me").problem(401, "NOT_LOGGED_IN")


def test_logging_out_ends_the_session_at_once(buyer):
    stolen = buyer.twin()
    stolen.get("/users/me").ok()
    answer = buyer.post("/auth/logout")
    answer.ok(204)
    [(name, value, attributes)] = set_cookies(answer)
    assert (name, value) == ("baro", "") and "max-age=0" in attributes
    stolen.get("/users/me").problem(401, "NOT_LOGGED_IN")
    stolen.order([("1", 1)]).problem(401, "NOT_LOGGED_IN")


def test_logging_out_ends_only_this_session(shop):
    email = shop.email()
    phone, laptop = shop.buyer(email), shop.anonymous()
    laptop.log_in(email).ok()
    phone.post("/auth/logout").ok(204)
    laptop.get("/users/me").ok()


@pytest.mark.parametrize("cookie", [None, "", "x", "A" * 43, "1." + "A" * 43, "A" * 3000, "a b", "한국"])
def test_logging_out_always_succeeds_and_such_a_cookie_is_nobody(anonymous, cookie):
    headers = {} if cookie is None else {"Cookie": f"baro={cookie}".encode()}
    anonymous.post("/auth/logout", **headers).ok(204)
    anonymous.get("/users/me", **headers).problem(401, "NOT_LOGGED_IN")


def test_a_cookie_with_one_changed_character_is_nobody(buyer):
    for at in range(0, len(buyer.cookie), 7):
        forged = buyer.cookie[:at] + ("A" if buyer.cookie[at] != "A" else "B") + buyer.cookie[at + 1:]
        buyer.twin().get("/users/me", Cookie=f"baro={forged}").problem(401, "NOT_LOGGED_IN")
    buyer.get("/users/me").ok()


def test_a_profile_changes_only_where_asked(buyer):
    buyer.patch("/users/me", {"name": "이름", "phoneNumber": "010-1234-5678"}).ok(204)
    buyer.patch("/users/me", {"address": "서울시 강남구"}).ok(204)
    profile = buyer.get("/users/me").ok()
    assert (profile["name"], profile["phoneNumber"], profile["address"]) == ("이름", "010-1234-5678", "서울시 강남구")
    buyer.patch("/users/me/address", {"address": "부산시\n해운대구"}).ok(204)
    assert buyer.get("/users/me").ok() == {**profile, "address": "부산시\n해운대구"}


def test_nobody_makes_himself_an_admin(shop, anonymous):
    anonymous.post("/auth/signup",
                   {"email": shop.email(), "password": PASSWORD, "name": "A", "role": "ADMIN", "id": "1"}).ok(201)
    anonymous.patch("/users/me", {"role": "ADMIN", "name": "B"}).ok(204)
    assert anonymous.get("/users/me").ok()["role"] == "BUYER"


def test_a_granted_role_counts_from_the_next_login(shop):
    assert shop.admin.get("/users/me").ok()["role"] == "ADMIN"
    assert shop.owner.get("/users/me").ok()["role"] == "STORE_OWNER"


@pytest.mark.parametrize("change", [
    {"email": "nobody"}, {"email": "a@b"}, {"email": None}, {"name": ""}, {"name": "x" * 101}, {"password": None},
])
def test_a_signup_that_is_out_of_bounds_is_refused(shop, anonymous, change):
    body = {"email": shop.email(), "password": PASSWORD, "name": "A"} | change
    problem = anonymous.post("/auth/signup", body).problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in problem["fieldErrors"]] == list(change)
    assert anonymous.cookie is None


@pytest.mark.parametrize("path,body", [
    ("/users/me", {"name": ""}), ("/users/me", {"name": "x" * 101}), ("/users/me", {"phoneNumber": "call me"}),
    ("/users/me", {"address": "x" * 501}), ("/users/me/address", {}), ("/users/me/address", {"address": " "}),
])
def test_a_profile_that_is_out_of_bounds_is_refused(buyer, path, body):
    before = buyer.get("/users/me").ok()
    assert buyer.patch(path, body).problem(400, "INVALID_REQUEST")["fieldErrors"]
    assert buyer.get("/users/me").ok() == before


@pytest.mark.parametrize("length,status", [(9, 400), (10, 201), (128, 201), (129, 400)])
def test_a_password_has_10_to_128_characters(shop, anonymous, length, status):
    answer = anonymous.post("/auth/signup", {"email": shop.email(), "password": "ß" * length, "name": "A"})
    assert answer.status == status, answer.body
    assert "ß".encode() not in answer.body, "a password is never shown again"


def test_neither_passwords_nor_cookies_reach_the_log_or_the_database(shop, stack):
    email, password = shop.email(), shop.unique("a-secret-password")
    client = shop.anonymous()
    client.post("/auth/signup", {"email": email, "password": password, "name": "A"}).ok(201)
    client.log_in(email, password).ok()
    client.log_in(email, password + "!").problem(401, "WRONG_CREDENTIALS")
    [[stored]] = stack.sql(f"SELECT password_hash FROM users WHERE email = '{email}'")
    assert stored.startswith("$argon2id$")
    log = stack.log()
    assert password not in log and client.cookie not in log


@pytest.mark.parametrize("field,value", [
    ("email", None), ("email", "nobody"), ("email", "a@b"), ("email", "a" * 250 + "@b.co"), ("email", 7),
    ("password", None), ("password", "short"), ("name", None), ("name", ""), ("name", " "), ("name", "ㄱ" * 101),
    ("name", "a\nb"),
])
def test_a_signup_names_the_field_that_is_wrong(shop, anonymous, field, value):
    body = {"email": shop.email(), "password": PASSWORD, "name": "A"} | {field: value}
    problem = anonymous.post("/auth/signup", body).problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in problem["fieldErrors"]] == [field]


@pytest.mark.parametrize("body,field", [
    ({"password": PASSWORD}, "email"), ({"email": "a@b.co"}, "password"),
    ({"email": "a@b.co", "password": "x" * 129}, "password"),
])
def test_a_login_names_the_field_that_is_wrong(anonymous, body, field):
    problem = anonymous.post("/auth/login", body).problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in problem["fieldErrors"]] == [field]


@pytest.mark.parametrize("path,body,field", [
    ("/users/me", {"name": ""}, "name"), ("/users/me", {"name": "x" * 101}, "name"),
    ("/users/me", {"phoneNumber": "call me"}, "phoneNumber"), ("/users/me", {"address": "x" * 501}, "address"),
    ("/users/me/address", {}, "address"), ("/users/me/address", {"address": ""}, "address"),
    ("/users/me/address", {"address": "x" * 501}, "address"),
])
def test_a_profile_names_the_field_that_is_wrong_and_stays_as_it_was(buyer, path, body, field):
    before = buyer.get("/users/me").ok()
    problem = buyer.patch(path, body).problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in problem["fieldErrors"]] == [field]
    assert buyer.get("/users/me").ok() == before


@pytest.mark.parametrize("method,path", [("GET", "/users/me"), ("PATCH", "/users/me"), ("PATCH", "/users/me/address")])
def test_without_a_session_there_is_no_profile(anonymous, method, path):
    anonymous.request(method, path).problem(401, "NOT_LOGGED_IN")
