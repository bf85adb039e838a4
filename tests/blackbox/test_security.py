"""Nobody gets at what is somebody else's, by whichever call: each test walks all calls of /openapi.json."""

import json
import time
from urllib.parse import quote

import pytest

from conftest import ALLOWED_ORIGIN
from coupons import coupon_body, new_coupon
from openapi import operations
from shop import PASSWORD, Client

NOBODYS = "4"
NOT_ALLOWED = {401, 403, 404}

# What an id stands for is told by what precedes it in the path.
KINDS = {"/auth/sessions/": "session", "/stores/": "store", "/products/": "product", "/skus/": "sku",
         "/looks/": "look", "/cart/items/": "item", "/orders/": "order", "/payments/": "payment",
         "/coupons/": "coupon", "/fit/source-images/": "image", "/admin/webhooks/": "webhook",
         "/admin/users/": "user", "/admin/nodes/": "node"}

# That these exist is for everybody to see; that the others do, only for whose they are.
PUBLIC_KINDS = {"store", "product", "sku", "look"}

# Calls that may be made with somebody else's id, and why. Whoever adds a call that takes an id adds it here, or
# makes it refuse strangers.
OPEN = {
    "GET /stores/{id}": "a shop window",
    "GET /stores/{id}/products": "a shop window",
    "GET /products/{id}": "a shop window",
    "GET /products/{id}/skus": "a shop window",
    "GET /products/{id}/drop": "a shop window",
    "GET /looks/{id}": "a shop window",
    "POST /products/{id}/likes": "one's own like of what everybody sees",
    "DELETE /products/{id}/likes": "the same",
    "PUT /looks/{id}/swipe": "one's own swipe of what everybody sees",
    "DELETE /looks/{id}/swipe": "the same",
    "PUT /looks/{id}/reaction": "the same",
    "POST /products/{id}/drop/line": "one's own place in a line that is open to everybody",
    "GET /products/{id}/drop/line": "the same",
    "DELETE /products/{id}/drop/line": "the same",
    "POST /payments/webhooks/{provider}": "no id: the provider's name; its signature decides",
    "GET /pictures/{path}": "no id: the name of a public file",
    "GET /assets/{path}": "the same",
    "GET /shop/{path}": "no id: an address within the page, which is the same at each of them",
    "GET /manage/{path}": "the same",
    "GET /ops/{path}": "the same",
}

# Attempts at deliveries go on meanwhile.
RESTLESS = {"GET /admin/webhooks/{id}/deliveries"}


@pytest.fixture(scope="module")
def calls(shop):
    return operations(shop.anonymous())


@pytest.fixture(scope="module")
def victim(shop):
    """A buyer with one of everything, a store owner and an admin with theirs."""
    return Victim(shop)


@pytest.fixture(scope="module")
def strangers(shop):
    """Another buyer, another store owner with a store that sells, and whoever passes by."""
    rival = shop.promoted("STORE_OWNER")
    rival.store = shop.new_store(rival)
    return {"anonymous": shop.anonymous(), "buyer": shop.buyer(), "owner": rival}


class Victim:
    def __init__(self, shop):
        self.buyer = shop.buyer()
        self.id = self.buyer.get("/users/me").ok()["id"]
        product = shop.product(quantity=50)
        upload = self.buyer.post("/fit/source-images/upload-url", {}).ok()
        item = self.buyer.add_to_cart(product.sku).ok(201)
        order = self.buyer.order([(product.sku, 1)]).ok(201)["orderId"]
        item = self.buyer.add_to_cart(product.sku).ok(201)
        payment = self.buyer.post(f"/orders/{order}/payments").ok(201)
        look = shop.look(self.buyer, products=[product.id])
        self.buyer.post(f"/products/{product.id}/likes").ok(204)
        self.buyer.patch("/users/me", {"phoneNumber": "010-1234-5678", "address": "Seoul, 1"}).ok(204)
        coupon = new_coupon(shop)["id"]
        webhook = shop.admin.post("/admin/webhooks", {"url": "https://127.0.0.1:9/"}).ok(201)["id"]
        self.ids = {"session": self.buyer.get("/auth/sessions").ok()[0]["id"], "store": shop.store,
                    "product": product.id, "sku": product.sku, "look": look, "item": item["itemId"], "order": order,
                    "payment": payment["paymentId"], "coupon": coupon, "image": upload["imageId"],
                    "webhook": webhook, "user": self.id,
                    "node": shop.admin.get("/admin/cluster").ok()["nodes"][0]["id"]}
        self.people = {"admin": shop.admin, "store_owner": shop.owner}

    def of(self, call):
        return self.ids[KINDS[call.prefix]]

    def sees(self, calls):
        """All that reading calls show to those whose it is."""
        shown = {}
        for call in calls:
            if call.method == "GET" and call.prefix in KINDS and str(call) not in RESTLESS:
                answer = self.people.get(call.access, self.buyer).get(call.at(self.of(call)))
                shown[str(call)] = answer.json if answer.status == 200 else answer.status
        for path in ("/users/me", "/cart", "/orders", "/products/liked", "/looks/liked", "/fit/source-images"):
            shown[path] = self.buyer.get(path).ok()
        return shown


# Whose id it is

def test_every_id_belongs_to_a_known_kind_and_every_open_call_exists(calls):
    taking_ids = {str(call) for call in calls if call.takes_id}
    assert OPEN.keys() <= taking_ids
    unknown = {str(call) for call in calls if call.takes_id and call.prefix not in KINDS} - OPEN.keys()
    assert not unknown, "calls with ids of an unknown kind: say in KINDS what they stand for"


def test_whose_it_is_may_read_it(calls, victim):
    """Or else the refusals below would prove nothing."""
    missing = {call for call, shown in victim.sees(calls).items() if isinstance(shown, int)}
    assert missing <= {"GET /products/{id}/drop", "GET /products/{id}/drop/line"}, "there is no drop, and no line"


def test_nobody_gets_at_anything_by_its_id_that_is_somebody_elses(calls, victim, strangers):
    before = victim.sees(calls)
    let_in = []
    for call in calls:
        if call.takes_id and str(call) not in OPEN:
            for who, stranger in strangers.items():
                status = stranger.request(call.method, call.at(victim.of(call)), call.example).status
                if status not in NOT_ALLOWED or (who == "anonymous" and status != 401):
                    let_in.append(f"{call} as {who}: {status}")
    assert let_in == []
    assert victim.sees(calls) == before


def test_what_is_somebody_elses_is_refused_like_what_is_not_there(calls, victim, strangers):
    def answer(stranger, call, id_):
        answer = stranger.request(call.method, call.at(id_), call.example)
        return answer.status, {name: value for name, value in answer.json.items()
                               if name not in ("instance", "requestId")}

    told_apart = [f"{call} as {who}" for call in calls
                  if call.takes_id and str(call) not in OPEN and KINDS[call.prefix] not in PUBLIC_KINDS
                  for who, stranger in strangers.items()
                  if answer(stranger, call, victim.of(call)) != answer(stranger, call, NOBODYS)]
    assert told_apart == []


def test_ids_of_others_in_bodies_and_queries_open_nothing(shop, stack, victim, strangers):
    rival, store = strangers["owner"], victim.ids["store"]
    products = stack.sql(f"SELECT count(*) FROM products WHERE store_id = {store}")
    for answer in (rival.post("/products", shop.product_body()), rival.post("/coupons", coupon_body(shop))):
        assert answer.status in NOT_ALLOWED, answer.body
    assert shop.owner.get(f"/coupons?storeId={store}").ok()["content"]
    assert rival.get(f"/coupons?storeId={store}").ok()["content"] == []
    file = ("storeId,name,price,thumbnailUrl,categoryIds,imageUrls,quantity\n"
            f"{store},A,1,/x.svg,{shop.category},/x.svg,1\n")
    answer = rival.post("/admin/import/products", file.encode(), Content_Type="text/csv")
    assert answer.status in NOT_ALLOWED or answer.json["imported"] == 0, answer.body
    assert stack.sql(f"SELECT count(*) FROM products WHERE store_id = {store}") == products


# Other sites

FOREIGN = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"},
           {"Origin": ALLOWED_ORIGIN + ".evil.example"},
           {"Origin": "https://evil.example", "Sec_Fetch_Site": "same-site"}]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_another_site_changes_nothing_by_any_call(shop, calls, headers):
    """An admin may call everything: it is the site that is refused."""
    changing = [call for call in calls if call.changes_state]
    assert len(changing) > 40
    for call in changing:
        answer = shop.admin.request(call.method, call.at(NOBODYS), call.example, **headers)
        assert answer.status == 403 and answer.json["code"] == "CROSS_SITE_REQUEST", f"{call}: {answer.status}"
    shop.admin.get("/users/me").ok()


def test_no_other_site_reads_the_answer_of_any_call(shop, calls):
    for call in calls:
        path = call.refused_at(NOBODYS)
        for origin in ("https://evil.example", "null", ALLOWED_ORIGIN + ".evil.example"):
            asked = shop.admin.request("OPTIONS", path, Origin=origin, Access_Control_Request_Method=call.method)
            called = shop.admin.request(call.method, path, call.example, Origin=origin)
            for answer in (asked, called):
                shared = [name for name in answer.headers if name.lower().startswith("access-control-")]
                assert shared == [], f"{call} for {origin}"
        answer = shop.anonymous().request("OPTIONS", path, Origin=ALLOWED_ORIGIN,
                                          Access_Control_Request_Method=call.method)
        assert answer["Access-Control-Allow-Origin"] == ALLOWED_ORIGIN
        assert call.method in answer["Access-Control-Allow-Methods"] and "origin" in answer["Vary"].lower()


# Sessions

def id_of(cookie):
    return cookie.partition(".")[0]


@pytest.mark.parametrize("planted", ["own", "made up"])
def test_a_cookie_that_somebody_planted_opens_nothing_after_the_login(shop, planted):
    """Session fixation: neither a live session of the attacker's nor an invented one is taken over."""
    cookie = shop.buyer().cookie if planted == "own" else f"{time.time_ns() // 1000}.{'A' * 43}"
    for enter in (lambda client, email: client.log_in(email),
                  lambda client, email: client.post("/auth/signup", {"email": "x" + email, "password": PASSWORD,
                                                                     "name": "A"})):
        email = shop.email()
        shop.buyer(email)
        client = Client(shop.url, cookie)
        assert enter(client, email).status in (200, 201)
        assert client.cookie and id_of(client.cookie) != id_of(cookie)
        Client(shop.url, cookie).get("/users/me").problem(401, "NOT_LOGGED_IN")
        # The id of the new session with the old secret is none, either.
        mixed = id_of(client.cookie) + "." + cookie.partition(".")[2]
        Client(shop.url, mixed).get("/users/me").problem(401, "NOT_LOGGED_IN")
        client.get("/users/me").ok()


def test_a_session_is_taken_from_the_cookie_only(shop, buyer):
    anonymous = shop.anonymous()
    for headers in ({"Authorization": f"Bearer {buyer.cookie}"}, {"X_Session": buyer.cookie}, {"baro": buyer.cookie}):
        anonymous.get(f"/users/me?baro={buyer.cookie}", **headers).problem(401, "NOT_LOGGED_IN")


# What is sent: a call that works for each that has a body, so that what is added or replaced in it is all that is wrong

NEEDS_SOMEBODY_ELSE = {
    "POST /auth/login/oauth": "a login provider",
    "POST /payments/webhooks/{provider}": "the provider's signature",
    "POST /fit/ai-fitting": "an upload and a credit for each call",
    "POST /orders/{id}/returns": "an order that was delivered",
}


class Working:
    """Calls with bodies that are taken, by whom they are for."""

    def __init__(self, shop, people):
        self.shop, self.buyer, self.owner, self.admin = shop, people["buyer"], shop.owner, shop.admin
        self.product = shop.product(quantity=1_000_000)
        self.look = shop.look(self.buyer, products=[self.product.id])
        self.drop = shop.product(quantity=5)
        self.drop_body = {"startsAt": "2999-01-01T00:00:00Z", "perCustomer": 1, "turnSeconds": 60,
                          "admissionsPerSecond": 10}
        self.member = shop.buyer()
        self.member_id = self.member.get("/users/me").ok()["id"]
        self.coupon = new_coupon(shop)["id"]
        self.uploader = shop.buyer()
        self.webhook = self.admin.post("/admin/webhooks", {"url": "https://127.0.0.1:9/"}).ok(201)["id"]
        self.item = self.buyer.add_to_cart(self.product.sku).ok(201)["itemId"]

    def all(self):
        """Client, path and body by operation; made anew, since names are taken once."""
        shop, product = self.shop, self.product
        texts = {"name": "이름", "description": "text", "phoneNumber": "02-123-4567", "address": "서울",
                 "thumbnailUrl": "/pictures/x.svg"}
        return {
            "POST /auth/signup": (shop.anonymous(), "/auth/signup",
                                  {"email": shop.email(), "password": PASSWORD, "name": "A"}),
            "POST /auth/login": (shop.anonymous(), "/auth/login", {"email": shop.email(), "password": PASSWORD}),
            "PATCH /users/me": (self.buyer, "/users/me",
                                {"name": "A", "phoneNumber": "010-1234-5678", "address": "서울"}),
            "PATCH /users/me/address": (self.buyer, "/users/me/address", {"address": "서울"}),
            "POST /categories": (self.admin, "/categories",
                                 {"id": str(time.time_ns() // 1000), "name": shop.unique("c")}),
            "POST /stores": (shop.owner, "/stores", texts | {"name": shop.unique("s")}),
            "PATCH /stores/{id}": (self.owner, f"/stores/{shop.store}", texts),
            "POST /products": (self.owner, "/products", shop.product_body(description="text")),
            "PATCH /products/{id}": (self.owner, f"/products/{product.id}", {
                "name": "A", "price": 12_900, "description": "text", "thumbnailUrl": "/x.svg",
                "categoryIds": [shop.category], "imageUrls": ["/x.svg"]}),
            "POST /skus/{id}/movements": (self.owner, f"/skus/{product.sku}/movements",
                                          {"delta": 1, "reason": "RECEIPT", "note": "text"}),
            "POST /looks": (self.buyer, "/looks", shop.look_body([product.id], description="text")),
            "PATCH /looks/{id}": (self.buyer, f"/looks/{self.look}", shop.look_body([product.id], description="text")),
            "PUT /looks/{id}/swipe": (self.buyer, f"/looks/{self.look}/swipe", {"reactionType": "LIKE"}),
            "PUT /looks/{id}/reaction": (self.buyer, f"/looks/{self.look}/reaction", {"reactionType": "LIKE"}),
            "POST /cart/items": (self.buyer, "/cart/items", {"skuId": product.sku, "quantity": 1}),
            "PATCH /cart/items/{itemId}": (self.buyer, f"/cart/items/{self.item}", {"quantity": 1}),
            "POST /orders": (self.buyer, "/orders", {"shippingAddress": "서울",
                                                     "orderItems": [{"skuId": product.sku, "quantity": 1}]}),
            "PUT /products/{id}/drop": (self.owner, f"/products/{self.drop.id}/drop",
                                        self.drop_body),
            "POST /products/{id}/drop/line": (self.buyer, f"/products/{self.drop.id}/drop/line", {"quantity": 1}),
            "POST /coupons": (self.owner, "/coupons", coupon_body(shop)),
            "PATCH /coupons/{id}": (self.owner, f"/coupons/{self.coupon}", {"status": "PAUSED"}),
            "PUT /skus/{id}/preorder": (self.owner, f"/skus/{product.sku}/preorder",
                                        {"cap": 1, "shipsAt": "2999-01-01T00:00:00Z"}),
            "POST /fit/source-images/upload-url": (self.uploader, "/fit/source-images/upload-url",
                                                   {"contentType": "image/png"}),
            "POST /admin/webhooks": (self.admin, "/admin/webhooks", {"url": "https://127.0.0.1:9/"}),
            "POST /admin/webhooks/{id}/replay": (self.admin, f"/admin/webhooks/{self.webhook}/replay",
                                                 {"from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00Z"}),
            "PATCH /admin/users/{id}": (self.admin, f"/admin/users/{self.member_id}", {"role": "STORE_OWNER"}),
        }

    def send(self, call, change):
        client, path, body = self.all()[str(call)]
        answer = client.request(call.method, path, change(body))
        if str(call) == "POST /admin/webhooks" and answer.status == 201:
            client.delete(f"/admin/webhooks/{answer.json['id']}").ok(204)  # there are only so many
        return client, path, answer


@pytest.fixture(scope="module")
def working(shop, strangers):
    return Working(shop, strangers)


@pytest.fixture(scope="module")
def with_bodies(calls, working):
    found = [call for call in calls if call.schema and str(call) not in NEEDS_SOMEBODY_ELSE]
    assert {str(call) for call in found} == working.all().keys(), "each call with a body has one that works here"
    return found


MARKS = {name: 770_000_001 + number for number, name in enumerate(
    ["id", "orderId", "paymentId", "price", "totalPrice", "discount", "likesCount", "available", "balance",
     "credits", "version", "epoch", "createdAt", "onHand", "refundedAmount", "usesCount"])}
POWERS = {"role": "ADMIN", "status": "TERMINATED", "orderStatus": "COMPLETED", "paid": True, "isAdmin": True,
          "passwordHash": "x", "__proto__": {"role": "ADMIN"}}
OWNERS = ["userId", "ownerId", "buyerId", "customerId", "creatorId", "user"]


# What goes on by itself is written there.
OF_THE_SHOP_ITSELF = {"outbox", "webhook_deliveries", "cluster", "nodes", "shards"}


def rows_with(stack, text):
    """The tables in which something says so, with how many rows that are and a hash of them."""
    tables = {name for [name] in stack.sql("SELECT table_name FROM information_schema.tables "
                                           "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")}
    assert len(tables) > 15
    return stack.sql("SELECT * FROM (" + " UNION ALL ".join(
        f"SELECT '{table}' AS name, count(*) AS rows, md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} t "
        f"WHERE t::text LIKE '%{text}%'" for table in tables - OF_THE_SHOP_ITSELF)
        + ") found WHERE rows > 0 ORDER BY name")


def count_of(stack, table, condition):
    return int(stack.sql(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0])


def test_members_that_a_body_does_not_have_are_never_effective(stack, with_bodies, victim, working):
    """Mass assignment: by no call does one choose a price, a state, a role, or whose it is."""
    extras = MARKS | POWERS | dict.fromkeys(OWNERS, victim.id)
    of_the_victim = rows_with(stack, victim.id)
    admins = count_of(stack, "users", "role = 'ADMIN'")

    def widened(value, schema):
        if isinstance(value, list):
            return [widened(each, schema.get("items", {})) for each in value]
        if not isinstance(value, dict):
            return value
        known = schema.get("properties", {})
        return {name: widened(each, known.get(name, {})) for name, each in value.items()} | {
            name: extra for name, extra in extras.items() if name not in known}

    for call in with_bodies:
        answer = working.send(call, lambda body: widened(body, call.schema))[2]
        fine = {200, 201, 204} | ({401} if call.path == "/auth/login" else set())
        assert answer.status in fine, f"{call}: {answer.status} {answer.body[:300]!r}"
        shown = [mark for mark in MARKS.values() if str(mark).encode() in answer.body]
        assert not shown, f"{call} takes {shown}"
    assert rows_with(stack, "7700000") == []
    assert rows_with(stack, victim.id) == of_the_victim
    assert count_of(stack, "users", "role = 'ADMIN'") == admins
    assert count_of(stack, "orders", "status <> 'ORDERED'") == count_of(stack, "stores", "status = 'TERMINATED'") == 0


HOSTILE = ["'; DROP TABLE users; --", "' OR '1'='1", "\\'; SELECT pg_sleep(30); --", "x'||(SELECT version())||'",
           '"}],"role":"ADMIN', "$1 %s %n {0} {} ${jndi:ldap://127.0.0.1/x}", "<script>alert(1)</script>",
           "=HYPERLINK(\"//x\")", "%27%20OR%201=1", "../../etc/passwd", "{1,2}", "\u202eback \U0001f455 ﷽"]


def texts_in(value, path=()):
    """The path of each text in a body."""
    if isinstance(value, str):
        yield path
    for name, each in value.items() if isinstance(value, dict) else (
            enumerate(value) if isinstance(value, list) else ()):
        yield from texts_in(each, (*path, name))


def replaced(value, path, text):
    if not path:
        return text
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = replaced(value[path[0]], path[1:], text)
    return changed


def test_a_hostile_text_is_a_text_in_every_field(stack, with_bodies, victim, working):
    """SQL injection and its kin: refused, or taken and shown as it was sent; and no row of anybody else changes."""
    of_the_victim = rows_with(stack, victim.id)
    admins = count_of(stack, "users", "role = 'ADMIN'")
    sent = taken = 0
    for call in with_bodies:
        for path in list(texts_in(working.all()[str(call)][2])):
            for text in HOSTILE:
                client, where, answer = working.send(call, lambda body: replaced(body, path, text))
                assert answer.status < 500, f"{call} {path} {text}: {answer.status} {answer.body[:300]!r}"
                sent += 1
                if answer.status not in (200, 201, 204):
                    continue
                taken += 1
                shown = answer.json if answer.body else {}
                if call.method == "PATCH" and not shown:
                    shown = client.get("/users/me" if call.path.startswith("/users/me") else where).ok()
                if isinstance(shown, dict) and isinstance(shown.get(path[0]), str):
                    assert shown[path[0]] == text, f"{call} {path}"
    assert sent > 300 and taken > 50
    assert rows_with(stack, victim.id) == of_the_victim
    assert count_of(stack, "users", "role = 'ADMIN'") == admins


def test_a_hostile_text_is_a_text_in_every_parameter(shop, calls, victim):
    sent = 0
    for call in calls:
        for name in call.query if call.method == "GET" else ():
            for text in HOSTILE:
                path = call.at(victim.of(call)) if call.takes_id else call.path
                answer = shop.admin.get(f"{path}?{name}={quote(text)}")
                assert answer.status in (200, 400), f"{call} {name}={text}: {answer.status} {answer.body[:300]!r}"
                sent += 1
    assert sent > 300


def test_a_hostile_key_is_a_key(shop, buyer):
    sku = shop.product().sku
    for key in ("'; DROP TABLE orders; --", '"}', "$1"):
        first = buyer.order([(sku, 1)], key=key).ok(201)
        assert buyer.order([(sku, 1)], key=key).ok(201) == first


def test_a_member_that_comes_twice_is_read_in_one_way(buyer):
    """What is checked is what is used."""
    answer = buyer.patch("/users/me", b'{"name":"first","name":""}')
    shown = buyer.get("/users/me").ok()["name"]
    assert (answer.status == 204 and shown == "first") or (answer.status == 400 and shown == "김바로")
    assert json.loads(answer.body or "{}").get("code", "INVALID_REQUEST") in ("INVALID_REQUEST", "MALFORMED_JSON")
