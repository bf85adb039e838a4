"""Starting, stopping, and living without Redis."""

import http.client
import json
import signal
import socket
import subprocess
import threading
from collections import Counter
from pathlib import Path

import pytest

from ports import free_port
from shop import BROKEN, PASSWORD, Client, eventually
from server import BAROD, own_server
from stack import Stack
from standins import Payments, Storage

# Starting

def test_up_while_up_changes_nothing(stack, buyer):
    before = stack.pid()
    said = stack.baro("up", "--data", stack.data, "--no-seed", "--no-build").stdout
    assert "up already" in said and stack.pid() == before
    buyer.get("/cart").ok()


def test_a_taken_port_is_refused_in_a_clear_sentence(stack):
    other = Stack({})
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = other.baro("up", "--data", other.data, "--port", str(port), "--no-seed", "--no-build", check=False)
        other.down()
        assert done.returncode != 0 and f"port {port} is taken by another program" in done.stdout
        command = [BAROD, "--node-name", "own", "--http-port", str(port), "--ops-port",
                   str(free_port())]
        done = subprocess.run(command, env=stack.server_env(), capture_output=True, text=True, timeout=30)
    assert done.returncode not in (0, -signal.SIGSEGV, -signal.SIGABRT)
    assert str(port) in done.stdout + done.stderr


@pytest.mark.parametrize("setting,value", [
    ("BARO_SESSION_RATE", "many"), ("BARO_HTTP_PORT", "65536"), ("BARO_HTTP_PORT", "eighty"),
    ("BARO_ALLOWED_ORIGINS", "*"), ("BARO_DATABASE_URL", "mysql://here"),
])
def test_a_bad_setting_is_refused_by_name_and_at_once(stack, setting, value):
    done = subprocess.run([BAROD], env=stack.server_env() | {setting: value}, capture_output=True,
                          text=True, timeout=30)
    said = (done.stdout + done.stderr).lower()
    assert done.returncode > 0, said
    name = setting.removeprefix("BARO_").lower()
    assert any(spelling in said for spelling in (name, name.replace("_", "-"), name.replace("_", " "))), said


def test_help_names_every_setting_with_its_default():
    said = subprocess.run([BAROD, "--help"], capture_output=True, text=True, timeout=10,
                          check=True).stdout
    for setting in ("BARO_DATABASE_URL", "BARO_REDIS_URL", "BARO_SESSION_RATE", "BARO_ANONYMOUS_RATE",
                    "BARO_ALLOWED_ORIGINS"):
        assert setting in said


# Stand-ins

def environment(pid):
    variables = (line.partition("=") for line in Path(f"/proc/{pid}/environ").read_text().split("\0"))
    return {name: value for name, _, value in variables}


def test_up_starts_stand_ins_and_tells_the_server_where_they_are(stack):
    told = environment(stack.pid())
    for standin in stack.standins:
        assert standin.settings().items() <= told.items()
    assert told["BARO_PAYMENTS_WEBHOOK_URL"] == stack.url + "/payments/webhooks/local"


def test_a_killed_stand_in_starts_where_it_was_with_what_it_knew(stack, payments):
    payments.behave(mode="confirm")
    before = payments.url
    stack.control("standin", "payments", "kill")
    assert stack.status()["standins"]["payments"]["pid"] is None
    with pytest.raises(BROKEN):
        payments.ledger()
    stack.control("standin", "payments", "start")
    assert payments.url == before and payments.ask("GET", "/control")["mode"] == "confirm"


def test_secrets_of_stand_ins_are_for_their_owner_and_in_no_log_or_status(stack):
    said = json.dumps(stack.status()["standins"]) + stack.log()
    said += "".join(path.read_text() for path in (stack.data / "logs").glob("*.log"))
    for standin in stack.standins:
        assert standin.folder.parent.stat().st_mode & 0o77 == 0
        for name in standin.secrets:
            assert standin.secret(name) and standin.secret(name) not in said


def test_where_the_environment_names_others_no_stand_in_is_started(stack):
    named = Payments(stack.payments.folder).settings() | Storage(stack.storage.folder).settings()
    other = Stack(named | {"BARO_PAYMENTS_WEBHOOK_URL": "https://shop.example/payments/webhooks/local"})
    try:
        other.up()
        standins = other.status()["standins"]
        assert standins["payments"] == standins["storage"] == {"url": None, "pid": None}
        assert standins["generation"]["pid"]
        # Later calls know it without being told again.
        other.env = {name: value for name, value in other.env.items() if name not in named}
        other.control("node", "kill")
        other.control("node", "start")
        assert named.items() <= environment(other.pid()).items()
        assert "not ours" in other.baro("standin", "payments", "start", "--data", other.data, check=False).stdout
    finally:
        other.down()


# Limits

def test_too_many_anonymous_calls_are_told_when_to_come_back(stack):
    with own_server(stack, BARO_ANONYMOUS_RATE="5", BARO_ANONYMOUS_BURST="10") as server:
        client = Client(server.url)
        answers = [client.get("/categories") for _ in range(60)]
        statuses = Counter(answer.status for answer in answers)
        assert statuses[200] >= 5 and statuses[429] >= 20 and set(statuses) == {200, 429}
        refused = next(answer for answer in answers if answer.status == 429)
        refused.problem(429, "RATE_LIMITED")
        assert int(refused["Retry-After"]) >= 1


def test_a_session_has_a_limit_of_its_own(stack, shop):
    cookies = [shop.buyer().cookie for _ in range(2)]
    with own_server(stack, BARO_SESSION_RATE="5", BARO_SESSION_BURST="10") as server:
        # The limit is that of the node on which the session lives: now the only one.
        stack.control("node", "stop")
        try:
            greedy, modest = (Client(server.url, cookie) for cookie in cookies)
            statuses = Counter(greedy.get("/cart").status for _ in range(60))
            assert statuses[200] >= 5 and statuses[429] >= 20 and set(statuses) == {200, 429}
            modest.get("/cart").ok()
        finally:
            stack.control("node", "start")


# Stopping

def test_a_stopping_server_answers_every_request_it_has_read(stack, shop):
    sku, mark = shop.product(quantity=100_000).sku, shop.unique("drain")
    placed, partial = [], []
    busy = threading.Semaphore(0)

    def customer(number, client):
        for attempt in range(10_000):
            address = f"{mark}-{number}-{attempt}"
            try:
                answer = client.order([(sku, 1)], address=address)
            except (http.client.IncompleteRead, http.client.BadStatusLine) as failure:
                if not isinstance(failure, http.client.RemoteDisconnected):
                    partial.append(failure)
                return
            except BROKEN:
                return
            if answer.status == 201:
                placed.append(address)
                busy.release()
            elif answer.status != 503:
                partial.append(answer)

    with own_server(stack) as server:
        clients = [Client(server.url, buyer.cookie) for buyer in shop.buyers(32)]
        threads = [threading.Thread(target=customer, args=row) for row in enumerate(clients)]
        for thread in threads:
            thread.start()
        for _ in range(200):
            assert busy.acquire(timeout=20)
        server.process.send_signal(signal.SIGTERM)
        code = server.process.wait(20)
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
    assert partial == [] and code == 0, server.said()
    stored = stack.sql(f"SELECT shipping_address FROM orders WHERE shipping_address LIKE '{mark}-%'")
    assert sorted(address for [address] in stored) == sorted(placed), "an order was placed, and its buyer was not told"
    stack.audit()


def test_a_stopping_server_does_not_wait_for_idle_connections(stack):
    with own_server(stack) as server:
        idle = [Client(server.url) for _ in range(5)]
        for client in idle:
            client.get("/categories").ok()
        server.process.send_signal(signal.SIGTERM)
        code = server.process.wait(10)
    assert code == 0, server.said()


# Without Redis

def test_without_redis_live_sessions_go_on_and_logins_wait(stack, shop):
    email = shop.email()
    live, sku = shop.buyer(email), shop.product().sku
    live.get("/cart").ok()
    stack.control("redis", "kill")
    try:
        live.add_to_cart(sku).ok(201)
        live.order([(sku, 1)]).ok(201)
        refused = shop.anonymous().log_in(email)
        refused.problem(503, "UNAVAILABLE")
        assert int(refused["Retry-After"]) >= 1
        shop.anonymous().get("/products/newest").ok()
    finally:
        stack.control("redis", "start")
    eventually(lambda: shop.anonymous().log_in(email).status == 200)
    live.get("/cart").ok()


def test_a_signup_that_failed_without_redis_can_be_tried_again(stack, shop):
    email = shop.email()
    body = {"email": email, "password": PASSWORD, "name": "A"}
    stack.control("redis", "kill")
    try:
        shop.anonymous().post("/auth/signup", body).problem(503, "UNAVAILABLE")
    finally:
        stack.control("redis", "start")
    # Whether the account was made before the session failed or not: its owner gets in.
    eventually(lambda: shop.anonymous().log_in(email).status == 200
               or shop.anonymous().post("/auth/signup", body).status == 201)
