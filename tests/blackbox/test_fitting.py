"""AI fitting: uploads to an object storage, credits, and pictures that somebody else's server draws."""

import json
import math
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from conftest import SETTINGS
from server import own_server
from shop import at_once, eventually
from stack import Stack
from standins import STORAGE_KEY_ID, STORAGE_REGION

HERE = Path(__file__).parent
CREDITS = 3
UPLOADS_MAX = 4
LIMITS = {
    "BARO_FITTING_CREDITS_MAX": str(CREDITS),
    "BARO_FITTING_CREDIT_INTERVAL": "3600",
    "BARO_FITTING_UPLOADS_MAX": str(UPLOADS_MAX),
    "BARO_FITTING_WAIT_MAX": "8000",
}
SLOWER_THAN_THAT_MS = 16_000


@pytest.fixture(scope="session")
def stack():
    stack = Stack(SETTINGS | LIMITS)
    try:
        stack.up()
        yield stack
    finally:
        stack.down()


@pytest.fixture(scope="module")
def clothing(stack, shop):
    """The address of a picture of the catalogue that is ours."""
    (stack.data / "pictures" / "shirt.png").write_bytes(png())
    shop.product(imageUrls=["/pictures/shirt.png"])
    return "/pictures/shirt.png"


def png(size=100):
    return (b"\x89PNG\r\n\x1a\n" + uuid.uuid4().bytes).ljust(size, b".")


def send(url, body, method="PUT", **headers):
    """The status of a call without a session, as a browser uploads."""
    request = urllib.request.Request(url, body, {name.replace("_", "-"): value for name, value in headers.items()},
                                     method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def ticket(client, **body):
    return client.post("/fit/source-images/upload-url", body).ok()


def complete(client, image):
    return client.put(f"/fit/source-images/{image}")


def images(client):
    return client.get("/fit/source-images").ok()["images"]


def upload(client, content=None, type_="image/png"):
    """Uploads a picture as a shop front does; its address."""
    there = ticket(client)
    assert send(there["presignedUrl"], content or png(), Content_Type=type_) == 200
    complete(client, there["imageId"]).ok(204)
    return next(image["imageUrl"] for image in images(client) if image["id"] == there["imageId"])


def fit(client, source, clothing, **headers):
    return client.post("/fit/ai-fitting", {"sourceImageUrl": source, "clothingImageUrl": clothing}, **headers)


def credits(client):
    return client.get("/fit/credits").ok()["credits"]


def seconds_of(moment):
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def refused_field(answer):
    return [error["field"] for error in answer.problem(400, "INVALID_REQUEST")["fieldErrors"]]


# Uploads


def test_an_upload_is_listed_once_it_is_complete(buyer):
    there = ticket(buyer, contentType="image/png")
    assert there["maxFileSize"] == 10_485_760
    assert there["allowedTypes"] == ["image/jpeg", "image/png", "image/webp"]
    content = png()
    assert send(there["presignedUrl"], content, Content_Type="image/png") == 200
    assert images(buyer) == []
    complete(buyer, there["imageId"]).ok(204)
    complete(buyer, there["imageId"]).ok(204)
    [image] = images(buyer)
    assert image["id"] == there["imageId"]
    with urllib.request.urlopen(image["imageUrl"], timeout=20) as answer:
        assert answer.read() == content
    newer = upload(buyer)
    assert [image["imageUrl"] for image in images(buyer)] == [newer, image["imageUrl"]]


@pytest.mark.parametrize("headers", [{}, {"content-type": "image/webp"}])
def test_a_presigned_url_is_what_the_sdk_of_aws_signs(buyer, storage, headers):
    there = ticket(buyer, **({"contentType": headers["content-type"]} if headers else {}))
    ours = urlsplit(there["presignedUrl"])
    query = dict(parse_qsl(ours.query))
    date = datetime.strptime(query["X-Amz-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
    call = {"method": "PUT", "url": f"{ours.scheme}://{ours.netloc}{ours.path}", "region": STORAGE_REGION,
            "keyId": STORAGE_KEY_ID, "secret": storage.secret("secret"), "expires": int(query["X-Amz-Expires"]),
            "at": date.isoformat(), "headers": headers}
    signed = subprocess.run([shutil.which("node"), HERE / "presigner.mjs"], input=json.dumps(call), text=True,
                            capture_output=True, check=True, timeout=60).stdout.strip()
    theirs = urlsplit(signed)
    assert (theirs.netloc, theirs.path) == (ours.netloc, ours.path)
    assert dict(parse_qsl(theirs.query)) == query


def test_a_presigned_url_says_when_it_expires_and_is_refused_when_it_is_changed(buyer):
    there = ticket(buyer, contentType="image/png")
    query = dict(parse_qsl(urlsplit(there["presignedUrl"]).query))
    begins = datetime.strptime(query["X-Amz-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z").timestamp()
    assert query["X-Amz-Expires"] == "600"
    assert begins <= seconds_of(there["expiresAt"]) - 600 < begins + 60
    url = there["presignedUrl"]
    path = urlsplit(url).path
    for changed in (url.replace(path, path + "x"), url.replace("Expires=600", "Expires=6000"),
                    url[:-1] + ("0" if url[-1] != "0" else "1"), url.partition("?")[0]):
        assert send(changed, png(), Content_Type="image/png") == 403
    assert send(url, png(), Content_Type="image/jpeg") == 403
    assert send(url, None, "DELETE", Content_Type="image/png") == 403
    complete(buyer, there["imageId"]).problem(409, "UPLOAD_MISSING")


def test_an_upload_that_is_not_allowed_stays_pending_until_another_is_put_there(buyer):
    there = ticket(buyer)
    url, image = there["presignedUrl"], there["imageId"]
    complete(buyer, image).problem(409, "UPLOAD_MISSING")
    assert send(url, b"<svg/>", Content_Type="image/svg+xml") == 200
    complete(buyer, image).problem(422, "PICTURE_TYPE_NOT_ALLOWED")
    assert send(url, png(10_485_761), Content_Type="image/png") == 200
    complete(buyer, image).problem(422, "PICTURE_TOO_LARGE")
    assert images(buyer) == []
    assert send(url, png(10_485_760), Content_Type="image/png") == 200
    complete(buyer, image).ok(204)


def test_only_pictures_can_be_announced(buyer):
    refused = buyer.post("/fit/source-images/upload-url", {"contentType": "text/html"})
    assert refused_field(refused) == ["contentType"]


def test_uploads_of_others_are_not_there(shop, buyer, clothing):
    stranger = shop.buyer()
    source = upload(stranger)
    [image] = images(stranger)
    complete(buyer, image["id"]).problem(404, "NOT_FOUND")
    buyer.delete(f"/fit/source-images/{image['id']}").problem(404, "NOT_FOUND")
    assert images(buyer) == []
    assert refused_field(fit(buyer, source, clothing)) == ["sourceImageUrl"]


def test_a_deleted_upload_is_gone(buyer, clothing):
    source = upload(buyer)
    [image] = images(buyer)
    buyer.delete(f"/fit/source-images/{image['id']}").ok(204)
    assert images(buyer) == []
    buyer.delete(f"/fit/source-images/{image['id']}").problem(404, "NOT_FOUND")
    assert refused_field(fit(buyer, source, clothing)) == ["sourceImageUrl"]


def test_nobody_has_more_uploads_than_are_allowed(buyer):
    twins = [buyer.twin() for _ in range(UPLOADS_MAX + 4)]
    answers = at_once(lambda twin=twin: twin.post("/fit/source-images/upload-url", {}) for twin in twins)
    assert sum(answer.status == 200 for answer in answers) == UPLOADS_MAX
    for answer in answers:
        if answer.status != 200:
            answer.problem(409, "UPLOADS_LIMIT")


def test_an_upload_that_was_never_completed_is_forgotten(stack, buyer):
    there = ticket(buyer)
    stack.sql(f"UPDATE fitting_pictures SET doomed_at = now() WHERE picture_id = {there['imageId']}")
    complete(buyer, there["imageId"]).problem(404, "NOT_FOUND")


# Fitting


def test_a_fitting_is_a_picture_and_costs_a_credit(buyer, clothing, generation, stack):
    source = upload(buyer)
    before = generation.requests()
    answer = fit(buyer, source, clothing)
    assert answer.status == 200, answer.body[:300]
    assert answer["Content-Type"] == "image/png"
    assert answer.body.startswith(b"\x89PNG")
    assert generation.requests() == before + 1
    assert credits(buyer) == CREDITS - 1
    assert stack.metric("baro_fittings_total") >= 1
    assert stack.metric("baro_fitting_seconds_count") >= 1


def test_pictures_of_looks_are_clothing_too(buyer, stack, shop, generation):
    (stack.data / "pictures" / "look.png").write_bytes(png())
    shop.look(imageUrls=["/pictures/look.png"])
    assert fit(buyer, upload(buyer), "/pictures/look.png").status == 200


def test_a_repeat_gets_the_same_picture_and_costs_nothing(buyer, clothing, generation, storage):
    source, other = upload(buyer), upload(buyer)
    key = uuid.uuid4().hex
    first = fit(buyer, source, clothing, key=key)
    assert first.status == 200, first.body[:300]
    before = generation.requests()
    again = fit(buyer, source, clothing, key=key)
    assert (again.status, again.body) == (200, first.body)
    assert again["Idempotency-Replayed"] == "true"
    assert first["Idempotency-Replayed"] is None
    assert generation.requests() == before
    assert credits(buyer) == CREDITS - 1
    fit(buyer, other, clothing, key=key).problem(422, "IDEMPOTENCY_KEY_REUSED")
    assert credits(buyer) == CREDITS - 1


def test_requests_at_once_with_one_key_make_one_picture(buyer, clothing, generation):
    source = upload(buyer)
    generation.behave(slowMs=300)
    before = generation.requests()
    key = uuid.uuid4().hex
    answers = at_once(lambda twin=buyer.twin(): fit(twin, source, clothing, key=key) for _ in range(3))
    for answer in answers:
        if answer.status != 200:
            answer.problem(409, "IDEMPOTENCY_KEY_IN_USE")
    assert generation.requests() == before + 1
    assert credits(buyer) == CREDITS - 1


def test_without_a_credit_it_is_said_when_there_is_one(buyer, clothing, generation):
    source = upload(buyer)
    key = uuid.uuid4().hex
    first = fit(buyer, source, clothing, key=key)
    for _ in range(CREDITS - 1):
        assert fit(buyer, source, clothing).status == 200
    generated = generation.requests()
    before = time.time()
    refused = fit(buyer, source, clothing)
    after = time.time()
    refused.problem(429, "CREDITS_EXHAUSTED")
    view = buyer.get("/fit/credits").ok()
    assert view["credits"] == 0
    next_at = seconds_of(view["nextCreditAt"])
    assert math.ceil(next_at - after) - 1 <= int(refused["Retry-After"]) <= math.ceil(next_at - before) + 1
    assert 3_500 < int(refused["Retry-After"]) <= 3_600
    assert fit(buyer, source, clothing, key=key).body == first.body, "a repeat is not a new fitting"
    assert generation.requests() == generated


def test_two_at_once_with_one_credit_make_one_picture(buyer, clothing, generation):
    source = upload(buyer)
    for _ in range(CREDITS - 1):
        assert fit(buyer, source, clothing).status == 200
    generation.behave(slowMs=300)
    before = generation.requests()
    answers = at_once(lambda twin=buyer.twin(): fit(twin, source, clothing) for _ in range(2))
    assert sorted(answer.status for answer in answers) == [200, 429]
    assert generation.requests() == before + 1
    assert credits(buyer) == 0


@pytest.mark.parametrize("mode, status, code", [
    ("block", 422, "GENERATION_REFUSED"), ("refuse", 422, "GENERATION_REFUSED"),
    ("text", 503, "PROVIDER_UNAVAILABLE"), ("no_picture", 503, "PROVIDER_UNAVAILABLE"),
    ("nonsense", 503, "PROVIDER_UNAVAILABLE"), ("huge", 503, "PROVIDER_UNAVAILABLE")])
def test_what_the_generator_does_not_draw_costs_nothing(buyer, clothing, generation, mode, status, code):
    source = upload(buyer)
    generation.behave(mode=mode)
    fit(buyer, source, clothing).problem(status, code)
    assert credits(buyer) == CREDITS


def test_a_generator_that_fails_or_is_slow_or_away_costs_nothing(buyer, clothing, generation):
    source = upload(buyer)
    # A call over a connection that was kept is made once more when that turns out to be dead.
    for misbehaviour in ({"failNext": 1}, {"loseNext": 2}, {"down": True}, {"slowMs": SLOWER_THAN_THAT_MS}):
        generation.behave(**misbehaviour)
        fit(buyer, source, clothing).problem(503, "PROVIDER_UNAVAILABLE")
        generation.heal()
    assert credits(buyer) == CREDITS
    assert fit(buyer, source, clothing).status == 200


def test_a_storage_that_is_away_costs_nothing(buyer, clothing, storage, generation):
    source = upload(buyer)
    there = ticket(buyer)
    before = generation.requests()
    storage.behave(down=True)
    fit(buyer, source, clothing).problem(503, "PROVIDER_UNAVAILABLE")
    complete(buyer, there["imageId"]).problem(503, "PROVIDER_UNAVAILABLE")
    storage.heal()
    assert generation.requests() == before
    assert credits(buyer) == CREDITS


class Trap(ThreadingHTTPServer):
    """Takes notice of whoever connects."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), BaseHTTPRequestHandler)
        self.connections = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def verify_request(self, request, client_address):
        self.connections += 1
        return False

    def url(self, host="127.0.0.1"):
        return f"http://{host}:{self.server_address[1]}/shirt.png"


@pytest.fixture
def trap():
    with Trap() as trap:
        yield trap
        trap.shutdown()


def test_nothing_is_fetched_that_is_no_upload_of_ones_own_or_not_in_the_catalogue(buyer, clothing, trap, generation):
    source = upload(buyer)
    before = generation.requests()
    assert refused_field(fit(buyer, trap.url(), clothing)) == ["sourceImageUrl"]
    assert refused_field(fit(buyer, source, trap.url())) == ["clothingImageUrl"]
    assert refused_field(fit(buyer, source + "/../x", clothing)) == ["sourceImageUrl"]
    assert refused_field(fit(buyer, source, clothing + "?x")) == ["clothingImageUrl"]
    assert trap.connections == 0
    assert generation.requests() == before
    assert credits(buyer) == CREDITS


def test_a_catalogue_picture_within_this_machine_is_not_fetched_whoever_listed_it(buyer, shop, trap):
    source = upload(buyer)
    for host in ("127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433"):
        url = trap.url(host)
        shop.product(imageUrls=[url])
        fit(buyer, source, url).problem(503, "PROVIDER_UNAVAILABLE")
    assert trap.connections == 0
    assert credits(buyer) == CREDITS


def test_clothing_that_is_no_picture_is_refused(buyer, stack, shop):
    source = upload(buyer)
    (stack.data / "pictures" / "text.png").write_bytes(b"no picture at all")
    shop.product(imageUrls=["/pictures/text.png", "/pictures/missing.png"])
    fit(buyer, source, "/pictures/text.png").problem(422, "PICTURE_TYPE_NOT_ALLOWED")
    fit(buyer, source, "/pictures/missing.png").problem(503, "PROVIDER_UNAVAILABLE")


def test_an_svg_is_clothing_only_where_the_generator_takes_it(buyer, stack, shop):
    (stack.data / "pictures" / "drawn.svg").write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    shop.product(imageUrls=["/pictures/drawn.svg"])
    source = upload(buyer)
    assert fit(buyer, source, "/pictures/drawn.svg").status == 200, "./baro up lets the demo's pictures in"
    with own_server(stack, BARO_PICTURES=str(stack.data / "pictures")) as server:
        client = buyer.twin()
        client.url = server.url
        fit(client, source, "/pictures/drawn.svg").problem(422, "PICTURE_TYPE_NOT_ALLOWED")


def test_an_upload_that_is_no_picture_is_refused(buyer, clothing):
    source = upload(buyer, b"no picture at all")
    fit(buyer, source, clothing).problem(422, "PICTURE_TYPE_NOT_ALLOWED")
    assert credits(buyer) == CREDITS


def test_fitting_is_for_who_is_logged_in(anonymous):
    anonymous.post("/fit/source-images/upload-url", {}).problem(401, "NOT_LOGGED_IN")
    anonymous.get("/fit/credits").problem(401, "NOT_LOGGED_IN")
    fit(anonymous, "/a", "/b").problem(401, "NOT_LOGGED_IN")


# Nodes


def test_credits_survive_a_killed_node(stack, shop, buyer, clothing):
    source = upload(buyer)
    assert fit(buyer, source, clothing).status == 200
    stack.control("node", "kill", "node-0")
    stack.control("node", "start", "node-0")
    eventually(lambda: buyer.get("/fit/credits").status == 200)
    assert credits(buyer) == CREDITS - 1
    assert fit(buyer, source, clothing).status == 200


def test_credits_are_the_same_on_all_nodes_and_move_with_them(stack, shop, clothing):
    shoppers = shop.buyers(4)
    sources = [upload(shopper) for shopper in shoppers]
    for shopper, source in zip(shoppers, sources):
        assert fit(shopper, source, clothing).status == 200
    with own_server(stack, name="second", BARO_PICTURES=str(stack.data / "pictures")) as second:
        for shopper, source in zip(shoppers, sources):
            elsewhere = shopper.twin()
            elsewhere.url = second.url
            answers = at_once([lambda: fit(shopper, source, clothing), lambda: fit(elsewhere, source, clothing)])
            assert [answer.status for answer in answers] == [200, 200]
            assert credits(elsewhere) == credits(shopper) == CREDITS - 3
    for shopper, source in zip(shoppers, sources):
        fit(shopper, source, clothing).problem(429, "CREDITS_EXHAUSTED")


def test_credits_that_move_between_nodes_while_pictures_are_made_are_taken_once(stack, shop, clothing, generation):
    shoppers = shop.buyers(4)
    sources = [upload(shopper) for shopper in shoppers]
    generation.behave(slowMs=1_000)
    with ThreadPoolExecutor(len(shoppers)) as pool:
        fittings = [pool.submit(fit, shopper, source, clothing) for shopper, source in zip(shoppers, sources)]
        with own_server(stack, name="third"):
            assert [fitting.result().status for fitting in fittings] == [200] * len(shoppers)
            assert [credits(shopper) for shopper in shoppers] == [CREDITS - 1] * len(shoppers)


def test_without_a_storage_there_is_no_fitting_and_it_says_so(stack, buyer):
    with own_server(stack, BARO_STORAGE_URL="", BARO_GENERATION_URL="") as server:
        client = buyer.twin()
        client.url = server.url
        for answer in (client.post("/fit/source-images/upload-url", {}), client.get("/fit/source-images"),
                       fit(client, "/a", "/b")):
            problem = answer.problem(503, "UNAVAILABLE")
            assert "not set up" in problem["detail"]
