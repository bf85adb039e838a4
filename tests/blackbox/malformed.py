"""Requests that no server should accept, each with the answer that it deserves."""

from dataclasses import dataclass

from shop import raw

MISSING = object()
NOT_TEXT = [5, True, [], {}, ["a"], 1.5]
NOT_IDS = ["", "x", "0", "-1", "01", "1.5", " 1", "1e3", "9007199254740992", "99999999999999999999", 0, -1, 1.5, 2**53,
           True, [], {}]
NOT_QUANTITIES = [0, -1, 100, 1.5, "1", "x", True, [], 2**31, 2**63, 2**64, -(2**63), 10**30]


def texts(length_max):
    """What does not fit a text of 1 to so many characters."""
    too_long = ["x" * (length_max + 1), "글" * (length_max + 1)]
    return [MISSING, None, "", "   ", *too_long, "a\u0000b", "a\u001bb", *NOT_TEXT]


def optional(values):
    return [value for value in values if value is not MISSING and value is not None]


SIGN_UP = {"email": "new@shop.example", "password": "long enough", "name": "A"}
STORE = {"name": "A", "phoneNumber": "02-123-4567", "address": "서울", "thumbnailUrl": "/x.svg", "description": "B"}
PRODUCT = {"name": "A", "storeId": "1", "price": 1, "thumbnailUrl": "/x.svg", "categoryIds": ["1"],
           "imageUrls": ["/x.svg"], "quantity": 1}
SIZES = {"quantity": MISSING}  # for products that list their SKUs
ORDER = {"shippingAddress": "서울", "orderItems": [{"skuId": "1", "quantity": 1}]}
ITEM = {"skuId": "1", "quantity": 1}
URLS = [MISSING, None, "", "x", "//x/y", "javascript:alert(1)", "file:///etc/passwd", "http://", "/a b",
        "/" + "x" * 300, *NOT_TEXT]


def item(**changes):
    return [{**ITEM, **changes}]


# Who sends what where, and what each field must not be. A key is the path of the wrong field; where a
# path is below another field, the values are for that field, at the path's beginning.
FIELDS = [
    ("anonymous", "POST", "/auth/signup", SIGN_UP, {
        "email": [MISSING, "", "x", "a@", "@b.cd", "a b@c.de", "a@b", "a@b..cd", "a@-b.cd", "a..b@c.de",
                  "x" * 65 + "@b.cd", "a@" + "b" * 260 + ".cd", "a@b.cd\n", *NOT_TEXT],
        "password": [MISSING, None, "", "123456789", "x" * 129, 1234567890, ["long enough"]],
        "name": texts(100),
    }),
    ("anonymous", "POST", "/auth/login", SIGN_UP,
     {"email": [MISSING, None, 5, []], "password": [MISSING, None, 5, []]}),
    ("buyer", "PATCH", "/users/me", {},
     {"name": optional(texts(100)), "phoneNumber": ["", "x", "1" * 21, "+-", 821012345678],
      "address": optional(texts(500))}),
    ("buyer", "PATCH", "/users/me/address", {}, {"address": texts(500)}),
    ("admin", "POST", "/categories", {"id": "1", "name": "A"}, {"id": [MISSING, None, *NOT_IDS], "name": texts(50)}),
    ("owner", "POST", "/stores", STORE, {"name": texts(100), "phoneNumber": ["x", 5], "thumbnailUrl": URLS[2:]}),
    ("owner", "PATCH", "/stores/1", {},
     {"status": ["", "active", "OPEN", 1, True, [], "ACTIVE "], "name": optional(texts(100))}),
    ("owner", "POST", "/products", PRODUCT, {
        "name": texts(100), "storeId": [MISSING, None, *NOT_IDS],
        "price": [MISSING, None, 0, -1, 1.5, "1", True, 2**63, 10**30],
        "thumbnailUrl": URLS, "categoryIds": [MISSING, None, [], "1", {}, ["1"] * 1000],
        "categoryIds[0]": [[0], ["x"], [None], [[]]],
        "imageUrls": [MISSING, None, [], "/x.svg", ["/x.svg"] * 1000],
        "imageUrls[0]": [[""], [5], [None], ["javascript:x"]],
        "quantity": [-1, 1.5, "1", 2**63, True], "skus": [[], {}, "S"],
    }),
    ("owner", "PATCH", "/products/1", {}, {
        "name": optional(texts(100)), "price": [0, -1, 1.5, "1", True, 2**63, 10**30], "description": NOT_TEXT,
        "thumbnailUrl": URLS[2:], "categoryIds": [[], "1", {}, ["1"] * 1000], "categoryIds[0]": [[0], ["x"], [None], [[]]],
        "imageUrls": [[], "/x.svg", ["/x.svg"] * 1000], "imageUrls[0]": [[""], [5], [None], ["javascript:x"]],
    }),
    ("owner", "POST", "/products", PRODUCT | SIZES,
     {"skus[0]": [[5], [None], ["S"], [[]]],
      "skus[0].quantity": [[{}], [{"quantity": -1}], [{"quantity": "1"}]],
      "skus[0].options.size": [[{"quantity": 1, "options": {"size": 5}}]]}),
    ("owner", "POST", "/skus/1/movements", {"delta": 1, "reason": "RECEIPT"}, {
        "delta": [MISSING, None, 0, 1.5, "1", True, 2**63, -(2**63), 10**30],
        "reason": [MISSING, None, "", "SALE", "CANCELLATION", "receipt", 1, []], "note": NOT_TEXT}),
    ("buyer", "POST", "/cart/items", ITEM,
     {"quantity": [MISSING, None, *NOT_QUANTITIES], "skuId": [MISSING, None, *NOT_IDS], "productId": ["1", "x"]}),
    ("buyer", "PATCH", "/cart/items/1", {}, {"quantity": [MISSING, None, *NOT_QUANTITIES]}),
    ("buyer", "POST", "/orders", ORDER, {
        "shippingAddress": texts(500), "orderItems": [MISSING, None, [], {}, "x", 5, item() * 51],
        "orderItems[0]": [[None], [5], ["1"], [[]]],
        "orderItems[0].skuId": [item(skuId=bad) for bad in NOT_IDS],
        "orderItems[0].quantity": [item(quantity=bad) for bad in (None, *NOT_QUANTITIES)],
        "orderItems[1].quantity": [item() + [{"skuId": "1"}]], "orderItems[0].productId": [item(productId="1")],
    }),
]

BROKEN_JSON = {
    "nothing": b"", "blanks": b"   ", "cut off": b'{"name":"A"', "cut in a text": b'{"name":"A',
    "cut in an escape": b'{"name":"\\u00', "a list": b"[]", "null": b"null", "a text": b'"name"',
    "a number": b"1", "single quotes": b"{'name':'A'}", "a trailing comma": b'{"name":"A",}',
    "more behind it": b'{"name":"A"} x', "two documents": b"{}{}",
    "a comment": b'{/**/"name":"A"}', "no quotes": b"{name:1}", "a raw line break": b'{"name":"A\nB"}',
    "a raw NUL": b'{"name":"A\x00"}', "NUL behind it": b"{}\x00", "NaN": b'{"name":NaN}',
    "a leading zero": b'{"name":01}', "hexadecimal": b'{"name":0x1}', "a plus": b'{"name":+1}',
    "a lone byte": b'{"name":"\xff"}',
    "an overlong form": b'{"name":"\xc0\x80"}', "a surrogate in UTF-8": b'{"name":"\xed\xa0\x80"}',
    "beyond Unicode": b'{"name":"\xf4\x90\x80\x80"}', "half a character": b'{"name":"\xea\xb0"}',
    "bad UTF-8 in a name": b'{"\xff":1}', "half a surrogate pair": b'{"name":"\\ud800"}',
    "UTF-16": '{"name":"A"}'.encode("utf-16"), "a byte order mark": b'\xef\xbb\xbf{"name":"A"}',
    "deep lists": b'{"name":' + b"[" * 100_000, "deep lists, closed": b'{"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "deep objects": b'{"a":' * 50_000, "a form": b"name=A",
}

HOST = b"Host: shop.example\r\n"
JSON = b"Content-Type: application/json\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def get(target, headers=HOST):
    return b"GET " + target + b" HTTP/1.1\r\n" + headers + b"\r\n"


def post(headers, body=b""):
    return b"POST /auth/login HTTP/1.1\r\n" + HOST + JSON + headers + b"\r\n" + body


# Status lines, headers and framing that are no HTTP, or not for us.
BROKEN_HTTP = {
    "garbage": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "no version": (b"GET /categories\r\n\r\n", {400}),
    "another protocol": (b"GET /categories SMTP/1.1\r\n\r\n", {400}),
    "a future version": (b"GET /categories HTTP/9.9\r\n" + HOST + b"\r\n", {400, 505}),
    "blanks in the path": (get(b"/cate gories"), {400}),
    "no path": (get(b""), {400}),
    "a path without a slash": (get(b"categories"), {400}),
    "a broken escape": (get(b"/products/newest?categoryId=%zz"), {400}),
    "an escape that is no UTF-8": (get(b"/products/newest?categoryId=%ff"), {400}),
    "a fragment": (get(b"/categories#x"), {400}),
    "a huge path": (get(b"/" + b"x" * 100_000), {400, 414, 431}),
    "an unknown method": (b"FETCH /categories HTTP/1.1\r\n" + HOST + b"\r\n", {400, 405, 501}),
    "a tunnel": (b"CONNECT example.com:443 HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404, 405}),
    "a header without a colon": (get(b"/categories", b"Host\r\n"), {400}),
    "a blank before the colon": (get(b"/categories", b"Host : x\r\n"), {400}),
    "NUL in a header": (get(b"/categories", b"Host: a\x00b\r\n"), {400}),
    "a huge header": (get(b"/categories", HOST + b"X: " + b"x" * 100_000 + b"\r\n"), {400, 431}),
    "thousands of headers": (get(b"/categories", HOST + b"X-Header: some value\r\n" * 5_000), {400, 431}),
    "a length that is no number": (post(b"Content-Length: x\r\n"), {400}),
    "a negative length": (post(b"Content-Length: -1\r\n"), {400}),
    "a length beyond 64 bits": (post(b"Content-Length: 99999999999999999999\r\n"), {400, 413}),
    "a length of gigabytes": (post(b"Content-Length: 9999999999\r\n"), {413}),
    "two lengths": (post(b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{} "), {400}),
    "a length and chunks": (post(b"Content-Length: 2\r\n" + CHUNKED, b"0\r\n\r\n"), {400}),
    "a chunk of no size": (post(CHUNKED, b"zz\r\n\r\n"), {400}),
    "a chunk that is too long": (post(CHUNKED, b"ffffffffffffffff\r\n\r\n"), {400, 413}),
    "an unknown encoding": (post(b"Transfer-Encoding: gzip\r\n"), {400, 501}),
}

PATHS = ["/products/{}", "/products/{}/skus", "/stores/{}", "/orders/{}", "/skus/{}/ledger"]
BAD_PATH_IDS = ["0", "-1", "x", "1.5", "9007199254740992", "99999999999999999999", "1%00", "%ff", "%zz", "1%2f2",
                "'%20OR%201=1"]

KEYS = ["x" * 256, "a\tb", "글".encode()]


@dataclass(frozen=True)
class Case:
    name: str
    who: str
    method: str
    path: str
    body: object
    status: int
    code: str
    headers: tuple = ()
    field: str = ""

    def send(self, people):
        return people[self.who].request(self.method, self.path, self.body, **dict(self.headers))

    def check(self, answer):
        problem = answer.problem(self.status, self.code)
        if self.field:
            named = [error["field"] for error in problem["fieldErrors"]]
            assert self.field in named, f"{self.field} is not among {named}"


@dataclass(frozen=True)
class RawCase:
    name: str
    request: bytes
    statuses: frozenset

    def send(self, people):
        return raw(people["anonymous"].url, self.request)

    def check(self, answer):
        assert answer is not None, "hung up without a word"
        assert answer.status in self.statuses, f"{answer.status} instead of {self.statuses}: {answer.body[:300]!r}"
        answer.problem(answer.status, answer.json["code"])


def replaced(body, path, value):
    field = path.split("[")[0].split(".")[0]
    changed = {name: old for name, old in (body | {field: value}).items() if old is not MISSING}
    return changed


def field_cases():
    for who, method, path, body, fields in FIELDS:
        for field, values in fields.items():
            for number, value in enumerate(values):
                yield Case(f"{method} {path} {field} {number}", who, method, path, replaced(body, field, value), 400,
                           "INVALID_REQUEST", field=field)


def all_cases():
    yield from field_cases()
    for name, body in BROKEN_JSON.items():
        yield Case(f"JSON with {name}", "buyer", "PATCH", "/users/me", body, 400, "MALFORMED_JSON")
    for path in PATHS:
        for bad in BAD_PATH_IDS:
            yield Case(f"GET {path.format(bad)}", "owner", "GET", path.format(bad), None, 404, "NOT_FOUND")
    for number, key in enumerate(KEYS):
        yield Case(f"Idempotency-Key {number}", "buyer", "POST", "/orders", ORDER, 400, "INVALID_REQUEST",
                   headers=(("key", key),))
    for name, (request, statuses) in BROKEN_HTTP.items():
        yield RawCase(f"HTTP with {name}", request, frozenset(statuses))


CASES = list(all_cases())
