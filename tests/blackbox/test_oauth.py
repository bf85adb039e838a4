"""Logging in as whom a login provider knows: Kakao by a stand-in, OpenID Connect by a real provider."""

import json
import subprocess

import pytest

from kakao import APP_ID, CLIENT_SECRET, REDIRECT_URI, Kakao, person
from oidc import REDIRECT_URI as OIDC_REDIRECT_URI
from oidc import OidcProvider
from server import BAROD, own_server
from shop import PASSWORD, Client, at_once, eventually
from stack import BUILD

BAROCTL = BUILD / "app" / "baroctl"
WAIT_MAX = "1500"


@pytest.fixture(scope="module")
def kakao():
    kakao = Kakao()
    yield kakao
    kakao.close()


@pytest.fixture(scope="module")
def provider():
    provider = OidcProvider()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def server(stack, kakao, provider, tmp_path_factory):
    folder = tmp_path_factory.mktemp("providers")
    (folder / "kakao-secret").write_text(CLIENT_SECRET + "\n")
    posted = {"token": provider.url + "/token", "userinfo": provider.url + "/me"}
    entries = [provider.entry(), provider.entry(name="PLAIN", issuer="", endpoints=posted)]
    del entries[1]["issuer"]
    (folder / "providers.json").write_text(json.dumps(entries))
    with own_server(stack, BARO_OAUTH_PROVIDERS=str(folder / "providers.json"), BARO_OAUTH_WAIT_MAX=WAIT_MAX,
                    BARO_KAKAO_CLIENT_SECRET_FILE=str(folder / "kakao-secret"), **kakao.settings()) as server:
        yield server


@pytest.fixture
def client(server):
    return Client(server.url)


@pytest.fixture
def number(shop):
    """Of somebody at Kakao whom the shop does not know."""
    return int(shop.unique("").rsplit("-", 1)[1], 16)


def log_in(client, **body):
    return client.post("/auth/login/oauth", body)


def by_kakao(client, token):
    return log_in(client, provider="KAKAO", accessToken=token)


def by_code(client, provider, code, redirect_uri=OIDC_REDIRECT_URI):
    return log_in(client, provider=provider, authorizationCode=code, redirectUri=redirect_uri)


# Kakao

def test_the_first_login_by_kakao_opens_an_account_and_the_next_ones_enter_it(client, kakao, number):
    token = kakao.token(person(number, f"Mina{number}@Kakao.example", nickname="민아"))
    assert by_kakao(client, token).ok() == {"isNew": True}
    profile = client.get("/users/me").ok()
    assert (profile["name"], profile["email"], profile["role"]) == ("민아", f"mina{number}@kakao.example", "BUYER")
    assert by_kakao(client, token).ok() == {"isNew": False}
    assert client.get("/users/me").ok() == profile


def test_somebody_who_shows_nothing_but_a_number_has_an_account_too(client, kakao, number):
    assert by_kakao(client, kakao.token({"id": number})).ok() == {"isNew": True}
    profile = client.get("/users/me").ok()
    assert profile["email"] is None and profile["name"]
    client.patch("/users/me", {"name": "새 이름"}).ok(204)


def test_a_code_of_kakao_logs_in_once(client, kakao, number):
    code = kakao.code(person(number))
    assert by_code(client, "KAKAO", code, REDIRECT_URI).ok() == {"isNew": True}
    by_code(client, "KAKAO", code, REDIRECT_URI).problem(401, "LOGIN_REFUSED")


def test_a_code_that_was_sent_elsewhere_is_refused(client, kakao, number):
    answer = by_code(client, "KAKAO", kakao.code(person(number)), "https://shop.example/elsewhere")
    answer.problem(401, "LOGIN_REFUSED")


def test_a_token_for_another_app_opens_nothing(client, kakao, number):
    answer = by_kakao(client, kakao.token(person(number), app=APP_ID + 1))
    answer.problem(401, "LOGIN_REFUSED")
    assert answer["Set-Cookie"] is None
    assert by_kakao(client, kakao.token(person(number))).ok() == {"isNew": True}, "the refused login made an account"


@pytest.mark.parametrize("token", ["unknown", "a b", "토큰", "x" * 4096])
def test_a_token_that_kakao_does_not_know_is_refused(client, token):
    by_kakao(client, token).problem(401, "LOGIN_REFUSED")


def test_many_first_logins_at_once_make_one_account_and_all_get_in(server, kakao, number):
    token = kakao.token(person(number))
    clients = [Client(server.url) for _ in range(6)]
    answers = at_once(lambda client=client: by_kakao(client, token).ok() for client in clients)
    assert sorted(answer["isNew"] for answer in answers) == [False] * 5 + [True]
    assert len({client.get("/users/me").ok()["id"] for client in clients}) == 1


def test_an_account_with_the_same_email_is_not_linked(client, shop, kakao, number):
    email = shop.email()
    victim = shop.buyer(email)
    assert by_kakao(client, kakao.token(person(number, email))).ok() == {"isNew": True}
    mine, theirs = client.get("/users/me").ok(), victim.get("/users/me").ok()
    assert mine["id"] != theirs["id"] and mine["email"] is None and theirs["email"] == email
    shop.anonymous().log_in(email).ok()


def test_an_email_that_kakao_has_not_verified_stays_free(client, shop, kakao, number):
    email = shop.email()
    by_kakao(client, kakao.token(person(number, email, verified=False))).ok()
    assert client.get("/users/me").ok()["email"] is None
    shop.buyer(email)


def test_nobody_guesses_the_password_of_an_account_that_has_none(client, shop, kakao, number):
    email = shop.email()
    by_kakao(client, kakao.token(person(number, email))).ok()
    shop.anonymous().log_in(email, PASSWORD).problem(401, "WRONG_CREDENTIALS")


def test_a_login_by_kakao_ends_the_session_that_came_along(client, kakao, number):
    token = kakao.token(person(number))
    by_kakao(client, token).ok()
    before = client.twin()
    by_kakao(client, token).ok()
    assert client.cookie != before.cookie
    before.get("/users/me").problem(401, "NOT_LOGGED_IN")


# When Kakao does not do its part

def unavailable(answer):
    answer.problem(503, "PROVIDER_UNAVAILABLE")
    assert int(answer["Retry-After"]) >= 1 and answer["Set-Cookie"] is None


@pytest.mark.parametrize("status,body", [
    (500, {}), (502, b"<html>"), (429, {}), (302, {}), (200, b""), (200, b"<html>"), (200, b"[]"), (200, {"app_id": []}),
    (400, {"code": -1, "msg": "internal"}), (200, b"{" * 1000), (200, b" " * 300_000),
])
def test_a_kakao_that_answers_nonsense_is_unavailable(client, kakao, number, status, body):
    token = kakao.token(person(number))
    with kakao.saying(status, body):
        unavailable(by_kakao(client, token))
    assert by_kakao(client, token).ok() == {"isNew": True}


def test_a_kakao_that_is_away_is_unavailable(client, kakao, number):
    token = kakao.token(person(number))
    with kakao.away():
        unavailable(by_kakao(client, token))
    assert by_kakao(client, token).ok() == {"isNew": True}


def test_a_kakao_that_is_silent_is_unavailable_before_the_request_is_late_and_holds_up_nobody(server, kakao, number):
    token = kakao.token(person(number))
    with kakao.silent():
        clients = [Client(server.url) for _ in range(4)]
        for answer in at_once([lambda c=c: by_kakao(c, token) for c in clients]):
            unavailable(answer)
        assert Client(server.url).get("/categories").status == 200


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    for authority in ("ours", "theirs"):
        subprocess.run([BAROCTL, "certs", "--dir", folder / authority, "localhost", "elsewhere"], check=True)
    return folder


@pytest.mark.parametrize("certificate,authority,is_trusted", [
    ("ours/localhost", "ours", True), ("ours/elsewhere", "ours", False), ("theirs/localhost", "ours", False),
    ("ours/localhost", None, False),
])
def test_only_a_kakao_that_proves_its_name_is_spoken_with(stack, certificates, number, certificate, authority,
                                                          is_trusted):
    kakao = Kakao((certificates / f"{certificate}.pem", certificates / f"{certificate}.key"))
    settings = kakao.settings() | ({"BARO_PROVIDERS_CA": str(certificates / authority / "ca.pem")} if authority else {})
    try:
        with own_server(stack, "careful", **settings) as server:
            answer = by_kakao(Client(server.url), kakao.token(person(number)))
            answer.ok() if is_trusted else unavailable(answer)
            # The log has a thread of its own: it may be behind the answer.
            assert is_trusted or eventually(lambda: "certificate" in server.said())
    finally:
        kakao.close()


# OpenID Connect

def test_a_code_of_an_openid_provider_logs_in_once(client, shop, provider):
    account = shop.unique("mina")
    code = provider.code(account)
    assert by_code(client, "EXAMPLE", code).ok() == {"isNew": True}
    profile = client.get("/users/me").ok()
    assert (profile["name"], profile["email"]) == (f"Name of {account}", f"{account}@id.example")
    by_code(client, "EXAMPLE", code).problem(401, "LOGIN_REFUSED")
    assert by_code(client, "EXAMPLE", provider.code(account)).ok() == {"isNew": False}


def test_a_token_of_an_openid_provider_enters_the_same_account(client, shop, provider):
    account = shop.unique("mina")
    by_code(client, "EXAMPLE", provider.code(account)).ok()
    profile = client.get("/users/me").ok()
    assert log_in(client, provider="EXAMPLE", accessToken=provider.access_token(account)).ok() == {"isNew": False}
    assert client.get("/users/me").ok() == profile


def test_a_token_or_code_for_another_client_opens_nothing(client, shop, provider):
    account = shop.unique("mina")
    token = provider.access_token(account, "other")
    log_in(client, provider="EXAMPLE", accessToken=token).problem(401, "LOGIN_REFUSED")
    by_code(client, "EXAMPLE", provider.code(account, "other")).problem(401, "LOGIN_REFUSED")


def test_an_unknown_token_opens_nothing(client):
    log_in(client, provider="EXAMPLE", accessToken="unknown").problem(401, "LOGIN_REFUSED")


def test_an_email_that_an_openid_provider_has_not_verified_stays_free(client, shop, provider):
    account = shop.unique("unverified")
    by_code(client, "EXAMPLE", provider.code(account)).ok()
    assert client.get("/users/me").ok()["email"] is None


def test_a_provider_without_openid_connect_is_asked_whose_code_it_was(client, shop, provider):
    account = shop.unique("mina")
    assert by_code(client, "PLAIN", provider.code(account)).ok() == {"isNew": True}
    assert client.get("/users/me").ok()["name"] == f"Name of {account}"
    token = provider.access_token(account)
    problem = log_in(client, provider="PLAIN", accessToken=token).problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in problem["fieldErrors"]] == ["accessToken"]
    assert token not in json.dumps(problem), "a token is never shown again"


def test_an_openid_provider_that_is_away_is_unavailable(client, shop, provider):
    code = provider.code(shop.unique("mina"))
    provider.stop()
    try:
        unavailable(by_code(client, "EXAMPLE", code))
    finally:
        provider.start()


# What is asked

@pytest.mark.parametrize("body,fields", [
    ({"provider": "GOGGLE", "accessToken": "x"}, ["provider"]),
    ({"provider": "kakao", "accessToken": "x"}, ["provider"]),
    ({"accessToken": "x"}, ["provider"]),
    ({"provider": "KAKAO"}, ["accessToken"]),
    ({"provider": "KAKAO", "accessToken": ""}, ["accessToken"]),
    ({"provider": "KAKAO", "accessToken": "x" * 4097}, ["accessToken"]),
    ({"provider": "KAKAO", "accessToken": 7}, ["accessToken"]),
    ({"provider": "KAKAO", "accessToken": "a\r\nX-Evil: 1"}, ["accessToken"]),
    ({"provider": "KAKAO", "authorizationCode": "x"}, ["redirectUri"]),
    ({"provider": "KAKAO", "accessToken": "x", "authorizationCode": "x", "redirectUri": REDIRECT_URI},
     ["authorizationCode"]),
    ({"provider": "KAKAO", "authorizationCode": "x", "redirectUri": "https://evil.example"}, ["redirectUri"]),
    ({"provider": "EXAMPLE", "authorizationCode": "x", "redirectUri": REDIRECT_URI}, ["redirectUri"]),
])
def test_a_login_names_the_field_that_is_wrong(client, body, fields):
    problem = client.post("/auth/login/oauth", body).problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in problem["fieldErrors"]] == fields


def test_without_settings_there_are_no_providers(shop):
    problem = by_kakao(shop.anonymous(), "x").problem(400, "INVALID_REQUEST")
    assert problem["fieldErrors"] == [{"field": "provider", "rejectedValue": "KAKAO",
                                       "reason": "is not accepted here"}]


def test_neither_tokens_nor_secrets_reach_the_log(client, server, kakao, provider, number):
    token = kakao.token(person(number))
    by_kakao(client, token).ok()
    with kakao.saying(500, {}):
        unavailable(by_kakao(client, token))
    eventually(lambda: "login_provider_failed" in server.said())
    said = server.said()
    for secret in (token, CLIENT_SECRET, provider.entry()["clientSecret"], client.cookie):
        assert secret not in said


@pytest.mark.parametrize("settings,complaint", [
    ({"BARO_KAKAO_CLIENT_ID": "x"}, "kakao-app-id"),
    ({"BARO_KAKAO_APP_ID": "1", "BARO_KAKAO_API_URL": "http://kakao.example"}, "kakao-api-url"),
    ({"BARO_KAKAO_APP_ID": "1", "BARO_KAKAO_CLIENT_SECRET_FILE": "/nowhere"}, "kakao-client-secret-file"),
    ({"BARO_KAKAO_APP_ID": "1", "BARO_OAUTH_WAIT_MAX": "10000"}, "oauth-wait-max"),
    ({"BARO_OAUTH_PROVIDERS": "/nowhere"}, "oauth-providers"),
    ({"BARO_PROVIDERS_CA": "/nowhere"}, "providers-ca"),
    ({"BARO_OAUTH_PROVIDERS": __file__}, "oauth-providers"),
])
def test_a_bad_setting_is_refused_by_name(stack, settings, complaint):
    done = subprocess.run([BAROD], env=stack.server_env() | settings, capture_output=True, text=True, timeout=30)
    assert done.returncode > 0 and complaint in done.stdout + done.stderr
