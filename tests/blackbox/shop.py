"""BARO as its clients see it: HTTP, the people who use it, and nothing of how it works inside."""

import http.client
import itertools
import json
import os
import select
import socket
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from contract import contract

PASSWORD = "correct horse battery"

# Greater where everything takes longer: under a sanitizer.
PATIENCE = float(os.environ.get("BARO_PATIENCE", 1))
ANSWER_SECONDS_MAX = 20 * PATIENCE

# What a connection that breaks raises. A broken answer is one of them: IncompleteRead.
BROKEN = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    def __getitem__(self, header):
        return self.headers[header]

    def ok(self, status=200):
        """Its JSON, if it has the status that is due."""
        assert self.status == status, f"{self.status} instead of {status}: {self.body[:500]!r}"
        return self.json if self.body else None

    def problem(self, status, code):
        """Its problem document, if it is the one that is due, and whole (RFC 9457)."""
        assert self.status == status, f"{self.status} instead of {status} {code}: {self.body[:500]!r}"
        assert self["Content-Type"] == "application/problem+json"
        problem = self.json
        assert problem["code"] == code, problem
        assert problem["type"] == "/problems/" + code.lower().replace("_", "-")
        assert problem["status"] == status
        assert problem["requestId"] == self["X-Request-Id"]
        assert isinstance(problem["instance"], str)
        for member in ("title", "detail", "message"):
            assert isinstance(problem[member], str) and problem[member], f"{member} of {problem}"
        return problem


class Client:
    """One connection that is kept alive, and one cookie. Not for several threads: give each a twin()."""

    def __init__(self, url, cookie=None):
        self.url = url
        self.cookie = cookie
        self.connection = None

    def twin(self):
        return Client(self.url, self.cookie)

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def request(self, method, path, body=None, *, key=None, **headers):
        """Sends `body` as JSON, or as it is if it is bytes. Header names have _ for -."""
        headers = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        if self.cookie:
            headers.setdefault("Cookie", f"baro={self.cookie}")
        if key is not None:
            headers["Idempotency-Key"] = key
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        try:
            return self._exchange(method, path, body, headers)
        except BROKEN:
            self.close()
            raise

    def get(self, path, **headers):
        return self.request("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.request("POST", path, body, **headers)

    def patch(self, path, body=None, **headers):
        return self.request("PATCH", path, body, **headers)

    def put(self, path, body=None, **headers):
        return self.request("PUT", path, body, **headers)

    def delete(self, path, **headers):
        return self.request("DELETE", path, **headers)

    def swipe(self, look, reaction="LIKE"):
        return self.put(f"/looks/{look}/swipe", {"reactionType": reaction})

    def order(self, lines, *, key=None, address="Seoul, Teheran-ro 1"):
        """Lines are (skuId, quantity)."""
        items = [{"skuId": sku, "quantity": quantity} for sku, quantity in lines]
        return self.post("/orders", {"shippingAddress": address, "orderItems": items}, key=key)

    def add_to_cart(self, sku, quantity=1, *, key=None):
        return self.post("/cart/items", {"skuId": sku, "quantity": quantity}, key=key)

    def log_in(self, email, password=PASSWORD):
        return self.post("/auth/login", {"email": email, "password": password})

    def _exchange(self, method, path, body, headers):
        if not self.is_connected():
            self.close()
            self.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=ANSWER_SECONDS_MAX)
            self.connection.connect()
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        self.note(method, path, answer)
        self._take_cookie(answer)
        return answer

    def note(self, method, path, answer):
        contract.note(method, path, answer)

    def is_connected(self):
        """Not if the server has hung up since the last answer: then there is something to read."""
        socket_ = self.connection and self.connection.sock
        return bool(socket_) and not select.select([socket_], [], [], 0)[0]

    def _take_cookie(self, answer):
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == "baro":
                self.cookie = value or None


class Operator(Client):
    """Of the port for operators, which has no contract with shoppers."""

    def note(self, method, path, answer):
        pass


def raw(url, request):
    """Sends bytes as they are, and reads one answer; None if the server hangs up without one."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=ANSWER_SECONDS_MAX) as connection:
        connection.sendall(request)
        response = http.client.HTTPResponse(connection)
        try:
            response.begin()
            return Answer(response.status, response.headers, response.read())
        except (http.client.RemoteDisconnected, ConnectionResetError):
            return None


@dataclass(frozen=True)
class Product:
    id: str
    skus: list

    @property
    def sku(self):
        return self.skus[0]


class Shop:
    """A running shop and its staff: an admin, a store owner with an ACTIVE store, and a category."""

    def __init__(self, stack):
        self.stack = stack
        self.url = stack.url
        self.numbers = itertools.count(1)
        self.admin = self.promoted("ADMIN")
        self.owner = self.promoted("STORE_OWNER")
        self.category = self.new_category()
        self.store = self.new_store(self.owner)

    def unique(self, word):
        return f"{word}-{next(self.numbers)}-{uuid.uuid4().hex[:8]}"

    def anonymous(self):
        return Client(self.url)

    def email(self):
        return self.unique("someone") + "@shop.example"

    def buyer(self, email=None):
        client = self.anonymous()
        client.post("/auth/signup", {"email": email or self.email(), "password": PASSWORD, "name": "김바로"}).ok(201)
        return client

    def buyers(self, count):
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(lambda _: self.buyer(), range(count)))

    def promoted(self, role):
        email = self.email()
        client = self.buyer(email)
        self.stack.ctl("grant", "--email", email, "--role", role)
        client.log_in(email).ok()
        return client

    def new_category(self):
        category = str(time.time_ns() // 1000)
        self.admin.post("/categories", {"id": category, "name": self.unique("category")}).ok(201)
        return category

    def new_store(self, owner, status="ACTIVE"):
        store = owner.post("/stores", {"name": self.unique("store")}).ok(201)
        if store["status"] != status:
            owner.patch(f"/stores/{store['id']}", {"status": status}).ok()
        return store["id"]

    def product_body(self, **fields):
        body = {"name": self.unique("shirt"), "storeId": self.store, "price": 12_900,
                "thumbnailUrl": "/pictures/shirt.svg",
                "categoryIds": [self.category], "imageUrls": ["/pictures/shirt.svg"], "quantity": 10} | fields
        return {name: value for name, value in body.items() if value is not None}

    def product(self, owner=None, **fields):
        """A product with one SKU and 10 on hand, unless the fields say otherwise."""
        created = (owner or self.owner).post("/products", self.product_body(**fields)).ok(201)
        return Product(created["id"], [sku["skuId"] for sku in created["skus"]])

    def look_body(self, products=None, **fields):
        return {"title": self.unique("look"), "thumbnailUrl": "/pictures/t.svg", "imageUrls": ["/pictures/1.svg"],
                "productIds": products or [self.product().id]} | fields

    def look(self, creator=None, **fields):
        return (creator or self.owner).post("/looks", self.look_body(**fields)).ok(201)["lookId"]

    def skus(self, quantities):
        """A product that comes in as many sizes as there are quantities."""
        sizes = [{"options": {"size": f"S{i}"}, "quantity": n} for i, n in enumerate(quantities)]
        return self.product(quantity=None, skus=sizes).skus

    def available(self, product):
        return [sku["available"] for sku in self.anonymous().get(f"/products/{product}").ok()["skus"]]

    def move(self, sku, delta, reason="ADJUSTMENT", owner=None, **headers):
        return (owner or self.owner).post(f"/skus/{sku}/movements", {"delta": delta, "reason": reason}, **headers)


def walk(client, path, size):
    """All rows of a paged list, page by page; the pages must fit together."""
    rows, cursor = [], ""
    while True:
        page = client.get(f"{path}{'&' if '?' in path else '?'}size={size}{cursor}").ok()
        rows += page["content"]
        if not page["hasNext"]:
            return rows
        assert len(page["content"]) == size, "a page is short though another follows"
        after = page["nextCursor"]
        cursor = f"&cursorId={after['id']}" + (f"&cursorLikes={after['likes']}" if "likes" in after else "")
        assert len(rows) < 10_000, "the list does not end"


def at_once(calls):
    """Runs all calls in threads that start together; their results, in order."""
    calls = list(calls)
    start = threading.Barrier(len(calls))

    def run(call):
        start.wait(ANSWER_SECONDS_MAX)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def eventually(check, seconds=20):
    """Repeats the check until it returns something true, and returns that."""
    deadline = time.monotonic() + seconds * PATIENCE
    while not (result := check()):
        assert time.monotonic() < deadline, f"not within {seconds} seconds: {check.__name__}"
        time.sleep(0.02)
    return result
