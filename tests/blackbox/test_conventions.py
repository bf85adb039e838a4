"""What holds for every call."""

import json
import re
import uuid

import pytest

from conftest import ALLOWED_ORIGIN
from malformed import CHUNKED, get, post
from shop import Operator, raw

ROUTES = """
POST /auth/signup · POST /auth/login · POST /auth/login/oauth · POST /auth/logout
GET /auth/sessions · DELETE /auth/sessions · DELETE /auth/sessions/{}
GET /users/me · PATCH /users/me · PATCH /users/me/address
GET /categories · POST /categories
POST /stores · GET /stores/{} · PATCH /stores/{}
GET /products/popular · GET /products/newest
POST /products · GET /products/{} · GET /products/{}/skus
POST /products/{}/likes · DELETE /products/{}/likes
POST /skus/{}/movements · GET /skus/{}/ledger
GET /cart · POST /cart/items · PATCH /cart/items/{} · DELETE /cart/items/{}
POST /orders · GET /orders · GET /orders/{} · POST /orders/{}/cancel
GET /admin/users · GET /admin/users/{} · PATCH /admin/users/{} · GET /admin/changes
GET /events · GET /admin/webhooks · POST /admin/webhooks · DELETE /admin/webhooks/{}
GET /admin/webhooks/{}/deliveries · POST /admin/webhooks/{}/replay
"""


@pytest.fixture(scope="module")
def ops(stack):
    return Operator(stack.ops)


# Problems

def test_a_problem_names_its_path_and_its_request(anonymous):
    request = "test-" + uuid.uuid4().hex
    answer = anonymous.get("/products/4", X_Request_Id=request)
    problem = answer.problem(404, "NOT_FOUND")
    assert problem["instance"] == "/products/4" and problem["requestId"] == request
    assert answer["Cache-Control"] == "no-store"


def test_every_answer_has_a_request_id_of_its_own(anonymous):
    ids = {anonymous.get(path)["X-Request-Id"] for path in ("/categories", "/categories", "/nowhere", "/cart")}
    assert len(ids) == 4 and all(ids)


@pytest.mark.parametrize("unfit", ["", "x" * 1000, "a\tb", "한국".encode()])
def test_an_unfit_request_id_is_replaced(anonymous, unfit):
    given = anonymous.get("/categories", X_Request_Id=unfit)["X-Request-Id"]
    assert given and len(given) <= 128 and given.isascii()
    assert given != unfit


@pytest.mark.parametrize("accepted,language", [
    (None, "ko"), ("ko-KR,ko;q=0.9", "ko"), ("en", "en"), ("en-US,en;q=0.9,ko;q=0.5", "en"), ("ko,en;q=0.8", "ko"),
    ("fr", "ko"), ("en;q=0", "ko"), (";;,,q", "ko"),
])
def test_the_message_speaks_the_shoppers_language(anonymous, accepted, language):
    answer = anonymous.get("/cart", Accept_Language=accepted)
    message = answer.problem(401, "NOT_LOGGED_IN")["message"]
    assert message == {"ko": "로그인이 필요합니다.", "en": "Please log in."}[language]
    assert answer["Content-Language"] == language


def test_every_wrong_field_is_named_with_its_value_and_reason(buyer):
    body = {"shippingAddress": "", "orderItems": [{"skuId": "1", "quantity": 1}, {"skuId": "x", "quantity": 100}]}
    problem = buyer.post("/orders", body).problem(400, "INVALID_REQUEST")
    errors = {error["field"]: error["rejectedValue"] for error in problem["fieldErrors"]}
    assert errors == {"shippingAddress": "", "orderItems[1].skuId": "x", "orderItems[1].quantity": 100}
    assert all(error["reason"] for error in problem["fieldErrors"])


def test_a_rejected_password_is_not_repeated(shop, anonymous):
    answer = anonymous.post("/auth/signup", {"email": shop.email(), "password": "hunter2", "name": "A"})
    assert answer.problem(400, "INVALID_REQUEST")["fieldErrors"][0]["field"] == "password"
    assert b"hunter2" not in answer.body


def test_who_asks_is_decided_before_what_is_asked(anonymous, buyer):
    anonymous.post("/orders", b"{broken").problem(401, "NOT_LOGGED_IN")
    buyer.post("/categories", b"{broken").problem(403, "FORBIDDEN")
    buyer.post("/categories", b"x", Content_Type="text/plain").problem(403, "FORBIDDEN")


# Methods and bodies

@pytest.mark.parametrize("path", [
    "/nowhere", "/products/1/nowhere", "/cart/", "//cart", "/Cart", "/orders/1/cancel/2", "/%63art%2f",
])
def test_a_path_that_does_not_exist_is_not_found(buyer, path):
    buyer.get(path).problem(404, "NOT_FOUND")


@pytest.mark.parametrize("method,path,allowed", [
    ("DELETE", "/cart", {"GET", "HEAD"}), ("PUT", "/users/me", {"GET", "HEAD", "PATCH"}),
    ("GET", "/auth/login", {"POST"}),
    ("POST", "/products/1", {"GET", "HEAD", "PATCH", "DELETE"}), ("PATCH", "/products/1/likes", {"POST", "DELETE"}),
    ("TRACE", "/categories", {"GET", "HEAD", "POST"}),
])
def test_a_wrong_method_is_told_the_right_ones(buyer, method, path, allowed):
    answer = buyer.request(method, path)
    answer.problem(405, "METHOD_NOT_ALLOWED")
    assert set(re.split(r",\s*", answer["Allow"])) - {"OPTIONS"} == allowed


def test_a_body_may_have_one_mebibyte_and_no_more(buyer):
    body = {"name": "A", "ignored": ""}
    body["ignored"] = "x" * (2**20 - len(json.dumps(body)))
    buyer.patch("/users/me", body).ok(204)
    body["ignored"] += "x"
    buyer.patch("/users/me", body).problem(413, "BODY_TOO_LARGE")


def test_a_body_that_grows_too_large_on_the_way_is_refused(shop):
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    request = post(CHUNKED, chunk * 17 + b"0\r\n\r\n")
    raw(shop.url, request).problem(413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("media_type", [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx", "json",
])
def test_only_json_is_read(buyer, media_type):
    buyer.patch("/users/me", b'{"name":"A"}', Content_Type=media_type).problem(415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_may_be_called_so_in_any_way(buyer, media_type):
    buyer.patch("/users/me", b'{"name":"A"}', Content_Type=media_type).ok(204)


def test_unknown_fields_are_ignored(buyer):
    buyer.patch("/users/me", {"name": "A", "unknown": {"deep": [1, 2]}}).ok(204)


def test_an_id_may_come_as_text_or_number(shop, buyer):
    sku = shop.product(quantity=5).sku
    for form in (sku, int(sku)):
        order = buyer.order([(form, 1)]).ok(201)
        assert order["items"][0]["skuId"] == sku and isinstance(order["orderId"], str)


@pytest.mark.parametrize("size", ["0", "101", "-1", "x", "1.5", "", "99999999999999999999"])
@pytest.mark.parametrize("path", ["/products/popular", "/products/newest", "/orders"])
def test_a_page_has_1_to_100_rows(buyer, path, size):
    buyer.get(f"{path}?size={size}").problem(400, "INVALID_REQUEST")


def test_every_list_declares_the_limits_of_its_pages(anonymous):
    """Limits that a route declares are checked before its handler runs."""
    document = anonymous.get("/openapi.json").ok()
    schemas = document["components"]["schemas"]
    lists = 0
    for path, methods in document["paths"].items():
        answer = methods.get("get", {}).get("responses", {}).get("200", {})
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        schema = schemas.get(schema.get("$ref", "").rsplit("/", 1)[-1], schema)
        if "hasNext" not in schema.get("properties", {}):
            continue
        lists += 1
        size = next(each["schema"] for each in methods["get"]["parameters"] if each["name"] == "size")
        assert (size["minimum"], size["maximum"]) == (1, 100), path
    assert lists >= 10, f"only {lists} were found"


@pytest.mark.parametrize("query", [
    "cursorId=1", "cursorLikes=1", "cursorId=x&cursorLikes=1", "cursorId=1&cursorLikes=x", "categoryId=0",
])
def test_a_popular_page_needs_a_whole_cursor(anonymous, query):
    anonymous.get("/products/popular?" + query).problem(400, "INVALID_REQUEST")


# Caching

def test_an_unchanged_answer_is_not_sent_again(shop, anonymous):
    product = shop.product(quantity=5)
    for path in ("/categories", "/products/popular", "/products/newest", f"/products/{product.id}",
                 f"/stores/{shop.store}"):
        tag = anonymous.get(path)["ETag"]
        answer = anonymous.get(path, If_None_Match=tag)
        assert (answer.status, answer.body, answer["ETag"]) == (304, b"", tag), path
        assert anonymous.get(path, If_None_Match='"another"').ok()


def test_a_changed_answer_has_another_tag(shop, buyer):
    product = shop.product(quantity=5)
    path = f"/products/{product.id}"
    before = buyer.get(path)["ETag"]
    buyer.order([(product.sku, 1)]).ok(201)
    answer = buyer.get(path, If_None_Match=before)
    assert answer.ok()["skus"][0]["available"] == 4 and answer["ETag"] != before


def test_private_answers_are_not_for_shared_caches(buyer):
    for path in ("/cart", "/orders", "/users/me"):
        control = buyer.get(path)["Cache-Control"]
        assert control and re.search("private|no-store", control), f"{path}: {control}"


def test_head_is_get_without_the_body(shop, anonymous):
    for path in ("/categories", f"/products/{shop.product().id}"):
        get, head = anonymous.get(path), anonymous.request("HEAD", path)
        assert head.status == 200 and head.body == b""
        assert (head["Content-Type"], head["Content-Length"], head["ETag"]) == (get["Content-Type"], str(len(get.body)),
                                                                                get["ETag"])
    missing = anonymous.request("HEAD", "/products/4")
    assert (missing.status, missing.body) == (404, b"")
    anonymous.get("/categories").ok()


# Other sites

def test_an_allowed_origin_may_call_with_its_cookie(anonymous):
    answer = anonymous.request("OPTIONS", "/orders", Origin=ALLOWED_ORIGIN, Access_Control_Request_Method="POST",
                               Access_Control_Request_Headers="content-type, idempotency-key")
    assert answer.status in (200, 204)
    assert answer["Access-Control-Allow-Origin"] == ALLOWED_ORIGIN
    assert answer["Access-Control-Allow-Credentials"] == "true"
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert {"content-type", "idempotency-key"} <= set(re.split(r",\s*", answer["Access-Control-Allow-Headers"].lower()))
    answer = anonymous.get("/categories", Origin=ALLOWED_ORIGIN)
    assert answer["Access-Control-Allow-Origin"] == ALLOWED_ORIGIN and "origin" in answer["Vary"].lower()


@pytest.mark.parametrize("origin", [
    "https://evil.example", "null", ALLOWED_ORIGIN + ".evil.example", ALLOWED_ORIGIN.upper() + "x",
    "http://front.example",
])
def test_another_origin_is_given_nothing(anonymous, origin):
    preflight = anonymous.request("OPTIONS", "/orders", Origin=origin, Access_Control_Request_Method="POST")
    assert preflight["Access-Control-Allow-Origin"] is None
    assert anonymous.get("/categories", Origin=origin)["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize("headers", [
    {"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
    {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"},
])
def test_another_site_changes_nothing(buyer, headers):
    buyer.patch("/users/me", {"name": "stolen"}, **headers).problem(403, "CROSS_SITE_REQUEST")
    buyer.post("/auth/logout", **headers).problem(403, "CROSS_SITE_REQUEST")
    assert buyer.get("/users/me").ok()["name"] != "stolen"


def test_our_own_site_and_programs_may_change_things(shop, buyer):
    for headers in ({}, {"Sec_Fetch_Site": "same-origin", "Origin": shop.url}, {"Sec_Fetch_Site": "none"},
                    {"Sec_Fetch_Site": "cross-site", "Origin": ALLOWED_ORIGIN}):
        buyer.patch("/users/me", {"name": "mine"}, **headers).ok(204)


# Limits, documents, operations

def test_every_answer_tells_what_is_left_of_the_rate_limit(buyer, anonymous):
    for client in (buyer, anonymous):
        left = []
        for _ in range(3):
            answer = client.get("/categories")
            assert re.search(r"\bq=\d+", answer["RateLimit-Policy"]), answer["RateLimit-Policy"]
            left.append(int(re.search(r"\br=(\d+)", answer["RateLimit"])[1]))
        assert left[0] > 0 and max(left) <= left[0]


def test_the_openapi_document_lists_every_route_and_only_those(anonymous):
    document = anonymous.get("/openapi.json").ok()
    assert document["openapi"].startswith("3.1")
    listed = {f"{method.upper()} {re.sub('{[^}]*}', '{}', path)}" for path,
              methods in document["paths"].items() for method in methods}
    wanted = set(re.split(r"\s*[·\n]\s*", ROUTES.strip()))
    assert wanted - listed == set()
    for call in listed:
        method, path = call.split()
        answer = anonymous.request(method, path.replace("{}", "4"))
        missing_route = answer.status in (404, 405) and answer.status != 405 and "{}" not in path
        assert answer.status != 405 and not missing_route, f"{call} is documented, but does not exist"


def test_the_openapi_document_says_what_bodies_and_answers_look_like(anonymous):
    document = anonymous.get("/openapi.json").ok()
    order = document["paths"]["/orders"]["post"]
    assert "application/json" in order["requestBody"]["content"] and "201" in order["responses"]
    text = json.dumps(document)
    for name in re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', text):
        assert name in document["components"]["schemas"], f"{name} is referred to and not there"


def test_the_documentation_is_a_page(anonymous):
    answer = anonymous.get("/docs")
    assert answer.status == 200 and answer["Content-Type"].startswith("text/html") and b"<html" in answer.body.lower()


def test_whoever_opens_the_shop_in_a_browser_sees_a_page(anonymous):
    answer = anonymous.get("/")
    assert answer.status == 200 and answer["Content-Type"].startswith("text/html") and b"<html" in answer.body.lower()


def test_operators_see_that_it_lives_and_is_ready(ops):
    assert ops.get("/livez").status == 200
    assert ops.get("/readyz").status == 200
    answer = ops.get("/metrics")
    assert answer.status == 200 and b"# TYPE" in answer.body and b"baro_entities_awake" in answer.body


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/livez"])
def test_shoppers_do_not_see_what_operators_see(anonymous, path):
    anonymous.get(path).problem(404, "NOT_FOUND")


def test_users_are_in_no_metric(ops, shop, buyer):
    user = buyer.get("/users/me").ok()["id"]
    sku = shop.product().sku
    buyer.order([(sku, 1)]).ok(201)
    text = ops.get("/metrics").body.decode()
    assert user not in text and sku not in text


# Pictures

@pytest.fixture(scope="module")
def picture(stack):
    (stack.data / "pictures" / "shirt.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return "/pictures/shirt.svg"


def test_a_picture_is_served_and_may_be_kept(anonymous, picture):
    answer = anonymous.get(picture)
    assert (answer.status, answer["Content-Type"]) == (200, "image/svg+xml") and answer.body.startswith(b"<svg")
    assert re.search(r"max-age=[1-9]", answer["Cache-Control"]) and answer["X-Content-Type-Options"] == "nosniff"
    assert anonymous.get(picture, If_None_Match=answer["ETag"]).status == 304


@pytest.mark.parametrize("path", [
    "../secret.svg", "..%2fsecret.svg", "%2e%2e/secret.svg", "%2e%2e%2fsecret.svg", "..\\secret.svg", "..%5csecret.svg",
    "./../secret.svg", "x/../../secret.svg", "//secret.svg", "%00shirt.svg", "shirt.svg%00", "....//secret.svg",
    "..%252fsecret.svg",
    ".", "..", "", "/etc/passwd", "%2fetc%2fpasswd", ".hidden.svg", "link.svg", "missing.svg",
])
def test_nothing_but_pictures_can_be_read(shop, stack, picture, path):
    (stack.data / "secret.svg").write_text("confidential")
    (stack.data / "pictures" / ".hidden.svg").write_text("confidential")
    link = stack.data / "pictures" / "link.svg"
    if not link.is_symlink():
        link.symlink_to(stack.data / "secret.svg")
    answer = raw(shop.url, get(b"/pictures/" + path.encode()))
    assert answer.status in (400, 404) and b"confidential" not in answer.body and b"root:" not in answer.body
