"""The edge against bytes that are meant to be misread: where a request ends, who it is from, what is told and kept."""

import json
import re
import socket
import subprocess
import threading
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from conftest import SETTINGS
from malformed import CHUNKED, HOST, JSON, get
from openapi import BROKEN_QUERIES, operations
from server import own_server
from shop import PASSWORD, Client, Operator, eventually, raw, walk
from stack import BUILD, Stack

# As an operator has it who has allowed nothing.
CLOSED = {"BARO_WEBHOOKS_WITHIN": "0", "BARO_WEBHOOK_RETRY_PAUSE": "50"}


@pytest.fixture(scope="session")
def stack():
    stack = Stack(SETTINGS | CLOSED)
    try:
        stack.up()
        yield stack
    finally:
        stack.down()


# Where a request ends (RFC 9112)

SECOND = get(b"/categories")
CHUNKS = b"2\r\n{}\r\n0\r\n\r\n"


def talk(url, sent):
    """The statuses of all answers to these bytes, and whether the last one ends the connection."""
    address = urlsplit(url)
    received = b""
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection, suppress(OSError):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65_536):
            received += piece
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) [A-Z]", received)], received


def login(headers, body=b"{}", version=b"1.1", host=HOST):
    return b"POST /auth/login HTTP/" + version + b"\r\n" + host + JSON + headers + b"\r\n" + body


def coded(coding, body=CHUNKS, **more):
    return login(b"Transfer-Encoding: " + coding + b"\r\n", body, **more)


def sized(size, body=b"{}"):
    return login(b"Content-Length: " + size + b"\r\n", body)


def chunk(size, body=b"{}\r\n0\r\n\r\n"):
    return login(CHUNKED, size + b"\r\n" + body)


# What two readers could read differently: it is refused, and nothing behind it is read.
DOUBTFUL = {
    "a length and chunks": login(b"Content-Length: 2\r\n" + CHUNKED, CHUNKS),
    "chunks and a length": login(CHUNKED + b"Content-Length: 2\r\n", CHUNKS),
    "two lengths": login(b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{} "),
    "one length twice": login(b"Content-Length: 2\r\nContent-Length: 2\r\n"),
    "a list of lengths": sized(b"2, 3"), "a list of one length": sized(b"2, 2"),
    "a length with a plus": sized(b"+2"), "a length below zero": sized(b"-2"), "a length in hex": sized(b"0x2"),
    "a length with a blank": sized(b"2 2"), "no length": sized(b""), "a fraction": sized(b"2.0"),
    "a length beyond 64 bits": sized(b"18446744073709551618"),
    "a blank before the colon": login(b"Content-Length : 2\r\n"),
    "chunked twice": login(CHUNKED + CHUNKED, CHUNKS), "chunked, chunked": coded(b"chunked, chunked"),
    "gzip, chunked": coded(b"gzip, chunked"), "chunked, gzip": coded(b"chunked, gzip"),
    "identity": coded(b"identity"),
    "identity, then chunked": login(b"Transfer-Encoding: identity\r\n" + CHUNKED, CHUNKS),
    "xchunked": coded(b"xchunked"), "a vertical tab": coded(b"\x0bchunked"), "chunked in quotes": coded(b'"chunked"'),
    "chunked with a parameter": coded(b"chunked;a=b"), "no coding": coded(b""), "a comma": coded(b"chunked,"),
    "chunked before the colon": login(b"Transfer-Encoding : chunked\r\n", CHUNKS),
    "chunked in HTTP/1.0": coded(b"chunked", version=b"1.0"),
    "a header that begins with a blank": login(b"", host=b" X: y\r\n" + HOST),
    "lines that end in LF": login(b"Content-Length: 2\r\n").replace(b"\r\n", b"\n"),
    "one line that ends in LF": login(b"X: y\nContent-Length: 2\r\n"),
    "CR in a line": login(b"X: y\rContent-Length: 2\r\n"),
    "CR in a value": login(b"X: y\rz\r\nContent-Length: 2\r\n"),
    "a chunk beyond 64 bits": chunk(b"10000000000000002"), "a chunk below zero": chunk(b"-2"),
    "a chunk with a plus": chunk(b"+2"), "a chunk with 0x": chunk(b"0x2"), "a chunk of no size": chunk(b""),
    "a chunk behind a blank": chunk(b" 2"), "a chunk before a blank": chunk(b"2 "),
    "a chunk that ends in LF": login(CHUNKED, b"2\n{}\n0\n\n"),
    "a chunk's extension that ends in LF": chunk(b"2;a\n{}"),
    "a chunk that is longer than it says": login(CHUNKED, b"2\r\n{}XX0\r\n\r\n"),
    "a chunk without end": login(CHUNKED, b"2\r\n{}0\r\n\r\n"), "NUL in an extension": chunk(b"2;\0"),
    "a length behind the body": login(CHUNKED, b"2\r\n{}\r\n0\r\nContent-Length: 99\r\n\r\n"),
    "a trailer without a colon": login(CHUNKED, b"2\r\n{}\r\n0\r\nx\r\n\r\n"),
    "no host": get(b"/categories", b""), "one host twice": get(b"/categories", HOST + HOST),
    "two hosts": get(b"/categories", HOST + b"Host: evil.example\r\n"),
    "a host with a path": get(b"/categories", b"Host: shop.example/x\r\n"),
    "a host with a user": get(b"/categories", b"Host: shop.example@evil.example\r\n"),
    "a list of hosts": get(b"/categories", b"Host: shop.example, evil.example\r\n"),
    "NUL in a name": get(b"/categories", HOST + b"X\0Y: 1\r\n"),
    "NUL in a value": get(b"/categories", HOST + b"X: \0\r\n"),
    "NUL in the path": get(b"/cate\0gories"), "a blank in a name": get(b"/categories", HOST + b"X Y: 1\r\n"),
    "no name": get(b"/categories", HOST + b": 1\r\n"), "tabs in the first line": SECOND.replace(b" ", b"\t", 2),
    "two blanks in the first line": SECOND.replace(b" ", b"  ", 1), "HTTP/1.10": SECOND.replace(b"/1.1", b"/1.10"),
    "the beginning of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/0.9": b"GET /categories\r\n",
}

# What can be read in one way only, and with which answers.
PLAIN = {
    "a tab before the coding": (coded(b"\tchunked"), [400, 200]),
    "capitals": (login(b"tRANSFER-eNCODING: CHUNKED\r\n", CHUNKS), [400, 200]),
    "an extension": (chunk(b'2;a="b;c"'), [400, 200]),
    "leading zeros of a chunk": (chunk(b"0002"), [400, 200]),
    "leading zeros of a length": (sized(b"002"), [400, 200]),
    "blanks around a length": (sized(b"   2   "), [400, 200]),
    "a header of another name": (login(b"Transfer_Encoding: chunked\r\nContent-Length: 2\r\n"), [400, 200]),
    "a body where none is wanted": (get(b"/categories", HOST + b"Content-Length: 5\r\n") + b"hello", [200, 200]),
    "chunks where none are wanted": (get(b"/categories", HOST + CHUNKED) + CHUNKS, [200, 200]),
    "a length that another header disowns": (login(b"Connection: content-length\r\nContent-Length: 2\r\n"),
                                             [400, 200]),
    "an upgrade that nobody offers": (get(b"/categories", HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\n"),
                                      [200, 200]),
    "another method in a header": (get(b"/categories", HOST + b"X-HTTP-Method-Override: DELETE\r\n"), [200, 200]),
    "a body that is refused": (sized(b"2").replace(b"application/json", b"text/plain"), [415, 200]),
    "a body that is packed": (login(b"Content-Encoding: gzip\r\nContent-Length: 2\r\n"), [415, 200]),
    "a target with a host": (get(b"http://shop.example/categories"), [400, 200]),
    "a target that is a host": (get(b"shop.example:80"), [400, 200]),
    "a target that is no path": (get(b"*"), [400, 200]),
    "a body that is too large to be read": (sized(b"1048577", b""), [413]),
    "a file that nobody may send": (b"POST /admin/import/products HTTP/1.1\r\n" + HOST + (
        b"Content-Type: text/csv\r\nContent-Length: %d\r\n\r\n" % len(SECOND)), [401]),
}


@pytest.mark.parametrize("sent", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_a_request_whose_end_is_in_doubt_is_refused_and_nothing_behind_it_is_read(shop, sent):
    statuses, received = talk(shop.url, sent + SECOND)
    assert statuses == [400], received
    assert b"\r\nConnection: close\r\n" in received


@pytest.mark.parametrize("sent,statuses", PLAIN.values(), ids=PLAIN.keys())
def test_a_request_that_is_only_unusual_ends_where_it_says(shop, sent, statuses):
    assert talk(shop.url, sent + SECOND)[0] == statuses


def test_what_is_packed_is_not_unpacked(shop):
    """However small it arrives, nobody's memory depends on what it would become."""
    for coding in ("gzip", "deflate", "br", "zstd", "gzip, identity"):
        shop.admin.patch("/users/me", b"{}", Content_Encoding=coding).problem(415, "UNSUPPORTED_MEDIA_TYPE")
        shop.owner.post("/admin/import/products", b"x", Content_Type="text/csv",
                        Content_Encoding=coding).problem(415, "UNSUPPORTED_MEDIA_TYPE")
    shop.admin.patch("/users/me", {"name": "A"}, Content_Encoding="identity").ok(204)


# What every answer says

def test_every_answer_tells_browsers_to_take_it_for_nothing_but_what_it_is(shop):
    anonymous = shop.anonymous()
    calls = operations(anonymous)
    for call in calls:
        path = call.refused_at("4")
        for answer in (anonymous.request(call.method, path, call.example), shop.admin.request("OPTIONS", path)):
            assert answer["X-Content-Type-Options"] == "nosniff", call
            assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin", call
            assert "default-src 'none'" in answer["Content-Security-Policy"], call
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], call
            assert answer["Cache-Control"], call
            assert not answer["Server"] and not answer["X-Powered-By"], call
            if answer.status >= 400:
                assert answer["Cache-Control"] == "no-store", call


def test_what_is_private_is_kept_by_no_shared_cache_and_changes_by_none(shop, buyer):
    for call in operations(buyer):
        if call.access not in ("anyone", "viewer", "payment_provider") and call.path not in BROKEN_QUERIES:
            answer = shop.admin.request(call.method, call.at("4"), b"{broken" if call.changes_state else None)
            assert re.search("private|no-store", answer["Cache-Control"]), call
    for answer in (buyer.get("/users/me"), buyer.get("/auth/sessions"), buyer.order([(shop.product().sku, 1)]),
                   buyer.patch("/users/me", {"name": "A"})):
        assert answer.status < 300 and answer["Cache-Control"] == "no-store"


# Over TLS, who calls, and what is written down

@pytest.fixture(scope="module")
def server(stack):
    """As behind a proxy that ends TLS, and with everything in its log."""
    with own_server(stack, BARO_PUBLIC_URL="https://shop.example", BARO_BEHIND_PROXY="1",
                    BARO_LOG_LEVEL="debug") as server:
        yield server


def test_over_tls_the_cookie_is_bound_and_browsers_stay_with_tls(server, shop):
    client = Client(server.url)
    answer = client.post("/auth/signup", {"email": shop.email(), "password": PASSWORD, "name": "A"})
    [cookie] = answer.headers.get_all("Set-Cookie")
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-baro=")
    assert set(attributes) == {"Path=/", "HttpOnly", "Secure", "SameSite=Lax"}
    for answer in (answer, client.get("/categories"), client.get("/nowhere"), client.get("/users/me")):
        assert re.fullmatch(r"max-age=\d{8,}", answer["Strict-Transport-Security"])
    # A cookie that a subdomain or plain HTTP could have planted is not looked at.
    plain = name.removeprefix("__Host-")
    client.get("/users/me", Cookie=plain).problem(401, "NOT_LOGGED_IN")
    client.get("/users/me", Cookie=name).ok()


@pytest.mark.parametrize("proxies,is_believed", [("10.9.8.0/24,fd00::/8", False), ("10.9.8.0/24,127.0.0.0/8", True)])
def test_only_a_proxy_that_is_listed_says_who_calls(stack, proxies, is_believed):
    """We call from 127.0.0.1, and say that we are many."""
    with own_server(stack, f"proxied-{is_believed}", BARO_BEHIND_PROXY="1", BARO_PROXIES=proxies,
                    BARO_LOGIN_RATE="0.01", BARO_LOGIN_BURST="5") as server:
        client = Client(server.url)
        statuses = [client.post("/auth/login", {"email": f"a{number}@b.cd", "password": PASSWORD},
                                X_Forwarded_For=f"6.6.6.6, 1.2.3.{number}", Forwarded=f"for=1.2.3.{number}",
                                X_Real_IP=f"1.2.3.{number}").status for number in range(8)]
    assert statuses == ([401] * 8 if is_believed else [401] * 5 + [429] * 3)


def test_no_text_of_a_client_breaks_a_line_of_the_log(server, shop):
    mark = shop.unique("mark")
    texts = [b'"}\\r\\n{"event":"forged"}', b"\x1b[31mred\x1b[0m", b"%0d%0a{%22event%22:%22forged%22}",
             "\u2028글".encode(), b"\xff\xfe", b"\x85\x9b"]
    for text in texts:
        for sent in (get(b"/nowhere/" + text.replace(b" ", b"")), get(b"/categories?" + text),
                     get(b"/nowhere", HOST + b"User-Agent: " + text + b"\r\nX-Request-Id: " + text + b"\r\n"),
                     get(b"/nowhere", HOST + b"X-Forwarded-For: " + text + b"\r\nOrigin: " + text + b"\r\n"),
                     text.replace(b" ", b"") + b" /categories HTTP/1.1\r\n" + HOST + b"\r\n",
                     get(b"/users/me", HOST + b"Cookie: __Host-baro=1." + text + b"\r\n")):
            raw(server.url, sent)
    raw(server.url, get(b"/nowhere", HOST + b"X-Request-Id: " + mark.encode() + b"\r\n"))
    eventually(lambda: mark in server.said())
    for line in server.said().rstrip("\n").split("\n"):
        assert "\x1b" not in line and json.loads(line)["event"] != "forged", line


def test_no_secret_is_written_down_or_shown(stack, server, shop):
    """Neither in the log with all of its lines, nor in metrics, nor in what is answered."""
    secrets = {word: f"{word}{shop.unique('')}".replace("-", "x") for word in (
        "password", "wrong", "token", "code", "bearer", "signature", "key", "csrf", "card", "guess")}
    client = Client(server.url)
    buyer = shop.buyer()
    answers = [
        client.post("/auth/signup", {"email": shop.email(), "password": secrets["password"], "name": ""}),
        client.post("/auth/login", {"email": shop.email(), "password": secrets["wrong"]}),
        client.post("/auth/login/oauth", {"provider": "KAKAO", "accessToken": secrets["token"]}),
        client.post("/auth/login/oauth", {"provider": "KAKAO", "authorizationCode": secrets["code"],
                                          "redirectUri": "https://shop.example/"}),
        client.get("/users/me", Authorization="Bearer " + secrets["bearer"], X_CSRF_Token=secrets["csrf"],
                   Cookie="__Host-baro=1." + secrets["guess"]),
        client.get("/users/me", Cookie="__Host-baro=" + buyer.cookie + "; card=" + secrets["card"]),
        client.post("/payments/webhooks/local", {"type": "payment.paid", "data": {"card": secrets["card"]}},
                    webhook_id="1", webhook_timestamp="1", webhook_signature="v1," + secrets["signature"]),
        client.post("/orders", b"{broken", Cookie="__Host-baro=" + buyer.cookie, key=secrets["key"]),
        client.patch("/users/me", {"name": 5, "password": secrets["password"]}, Cookie="__Host-baro=" + buyer.cookie),
    ]
    assert 429 not in {answer.status for answer in answers}, "they are to be looked at"
    created = shop.admin.post("/admin/webhooks", {"url": "https://127.0.0.1:9/"}).ok(201)
    later = [shop.admin.get(path) for path in (
        "/admin/webhooks", f"/admin/changes?targetKind=WEBHOOK&targetId={created['id']}")]
    shop.admin.delete(f"/admin/webhooks/{created['id']}").ok(204)
    ours = [stack.payments.secret("api.key"), stack.payments.secret("webhook.secret"), stack.storage.secret("secret"),
            stack.generation.secret("api.key"), created["secret"], buyer.cookie, shop.admin.cookie,
            re.search(":([^:@]+)@", stack.database)[1]]
    mark = shop.unique("mark")
    client.get("/nowhere", X_Request_Id=mark)
    eventually(lambda: mark in server.said())
    told = {"log": server.said(), "log of the stack": stack.log(),
            "metrics": Operator(server.ops).get("/metrics").body.decode(),
            "answers": "".join(answer.body.decode() + str(answer.headers) for answer in [*answers, *later])}
    for where, text in told.items():
        shown = [secret for secret in [*secrets.values(), *ours] if secret in text]
        assert shown == [], where


def test_who_logs_in_and_what_is_denied_is_in_the_log_with_whose_it_was(stack, shop, buyer):
    """At the level at which it runs in production."""
    requests = {each: shop.unique(each) for each in ("login", "denied", "foreign")}
    shop.anonymous().post("/auth/login", {"email": "nobody@shop.example", "password": PASSWORD},
                          X_Request_Id=requests["login"]).problem(401, "WRONG_CREDENTIALS")
    buyer.get("/admin/users", X_Request_Id=requests["denied"]).problem(403, "FORBIDDEN")
    buyer.patch("/users/me", {"name": "A"}, Origin="https://evil.example",
                X_Request_Id=requests["foreign"]).problem(403, "CROSS_SITE_REQUEST")
    eventually(lambda: all(request in stack.log() for request in requests.values()))
    lines = {line.get("request_id"): line for line in map(json.loads, stack.log().splitlines())}
    attempt, denied, foreign = (lines[request] for request in requests.values())
    assert (attempt["code"], attempt["client"], attempt["user"]) == ("WRONG_CREDENTIALS", "127.0.0.1", 0)
    assert (denied["code"], denied["user"]) == ("FORBIDDEN", int(buyer.get("/users/me").ok()["id"]))
    assert foreign["code"] == "CROSS_SITE_REQUEST" and foreign["route"] == "/users/me"


# Whom the server calls

class Trap:
    """Takes notice of whoever connects."""

    def __init__(self):
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        with suppress(OSError):
            while True:
                self.socket.accept()[0].close()
                self.connections += 1


def test_no_webhook_leads_into_this_machine_or_its_network(shop, buyer):
    """Unless the operator allows it. A name is judged by where it leads, at the time of the call."""
    trap = Trap()
    hosts = ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]",
             "[::ffff:7f00:1]", "user@127.0.0.1"]
    for scheme in ("http", "ftp", "gopher"):
        answer = shop.admin.post("/admin/webhooks", {"url": f"{scheme}://127.0.0.1:{trap.port}/"})
        assert answer.problem(400, "INVALID_REQUEST")["fieldErrors"][0]["field"] == "url"
    made = [shop.admin.post("/admin/webhooks", {"url": f"https://{host}:{trap.port}/"}) for host in hosts]
    webhooks = [answer.ok(201)["id"] for answer in made if answer.status != 400]
    assert len(webhooks) >= 8
    buyer.order([(shop.product().sku, 1)]).ok(201)

    def errors():
        return [any(entry.get("lastError") for entry in walk(shop.admin, f"/admin/webhooks/{id_}/deliveries", 10))
                for id_ in webhooks]
    eventually(lambda: all(errors()))
    assert trap.connections == 0
    for id_ in webhooks:
        shop.admin.delete(f"/admin/webhooks/{id_}").ok(204)
    trap.socket.close()


# What it is built from

def test_what_overruns_a_buffer_gets_no_further():
    """The compiler watches the stack, and what the linker has filled in cannot be written to."""
    def about(*what):
        return subprocess.run(["readelf", "--wide", *what, BUILD / "app" / "barod"], check=True, timeout=60,
                              stdout=subprocess.PIPE, text=True).stdout
    assert "__stack_chk_fail" in about("--dyn-syms")
    assert "GNU_RELRO" in about("--program-headers")
    assert re.search(r"\(FLAGS_1\).*\bNOW\b.*\bPIE\b", about("--dynamic"))
