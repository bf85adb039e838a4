"""What stands in for other people's servers is as strict as they are, and forgets nothing that it has answered."""

import base64
import hashlib
import hmac
import json
import random
import struct
import urllib.error
import urllib.request
import zlib
from collections import Counter
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlsplit

import pytest

from receiver import receiving
from shop import BROKEN, at_once, eventually
from standins import STORAGE_BUCKET, STORAGE_KEY_ID, STORAGE_REGION, Generation, Payments, Storage, own_standin


def call(method, url, body=None, **headers):
    """Status, headers and body; header names have _ for -."""
    request = urllib.request.Request(url, body, {name.replace("_", "-"): value for name, value in headers.items()},
                                     method=method)
    try:
        with NO_REDIRECTS.open(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


NO_REDIRECTS = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def running_payments():
    with own_standin(Payments) as payments:
        yield payments


@pytest.fixture
def payments(running_payments):
    yield running_payments
    running_payments.heal()


numbers = iter(range(1, 1_000_000))


def charge(payments, amount=10_000, key=None, reference=None, receiver=None, **fields):
    reference = reference or key or f"payment-{next(numbers)}"
    body = {"reference": reference, "orderId": "7", "amount": amount, "currency": "KRW"} | fields
    if receiver:
        body["webhookUrl"] = receiver.url
    return post(payments, "/v1/payments", body, key or reference)


def refund(payments, payment, amount, key):
    return post(payments, f"/v1/payments/{payment}/refunds", {"amount": amount, "reference": key}, key)


def post(payments, path, body, key):
    status, headers, answer = call("POST", payments.url + path, json.dumps(body).encode(), Idempotency_Key=key,
                                   Authorization="Bearer " + payments.secret("api.key"))
    return status, json.loads(answer), headers.get("Idempotency-Replayed")


# Payments

def test_one_key_makes_one_payment_however_often_and_at_once_it_comes(payments):
    answers = at_once(lambda: charge(payments, key="same") for _ in range(16))
    assert {status for status, _, _ in answers} == {201}
    assert len({payment["id"] for _, payment, _ in answers}) == 1
    assert Counter(replayed for _, _, replayed in answers) == {None: 1, "true": 15}
    assert [row["reference"] for row in payments.ledger()["payments"]].count("same") == 1


def test_a_key_with_another_body_and_a_reference_with_another_key_are_refused(payments):
    charge(payments, key="first")
    assert charge(payments, key="first", amount=1)[0] == 422
    assert charge(payments, key="second", reference="first")[0] == 409


def test_a_payment_is_found_by_its_reference_and_by_its_id(payments):
    _, payment, _ = charge(payments)
    key = "Bearer " + payments.secret("api.key")
    _, _, found = call("GET", f"{payments.url}/v1/payments?reference={payment['reference']}", Authorization=key)
    assert json.loads(found) == {"payments": [payment]}
    _, _, shown = call("GET", f"{payments.url}/v1/payments/{payment['id']}", Authorization=key)
    assert json.loads(shown) == payment
    _, _, none = call("GET", f"{payments.url}/v1/payments?reference=nobody", Authorization=key)
    assert json.loads(none) == {"payments": []}


@pytest.mark.parametrize("fields", [
    {"amount": 0}, {"amount": "10"}, {"amount": 1.5}, {"amount": True}, {"currency": "USD"}, {"reference": 7},
    {"reference": "x" * 101}, {"webhookUrl": "ftp://shop/"}, {"returnUrl": "javascript:alert(1)"},
])
def test_a_wrong_field_is_refused_by_name(payments, fields):
    status, problem, _ = charge(payments, **{"key": "wrong", "reference": "wrong"} | fields)
    assert status == 400 and next(iter(fields)) in problem["error"]["message"]


def test_nobody_gets_in_without_the_api_key(payments):
    for key in ("", "Bearer ", "Bearer other", payments.secret("api.key")):
        assert call("GET", payments.url + "/v1/payments?reference=x", Authorization=key)[0] == 401


def test_refunds_never_exceed_the_charge(payments, seed):
    """Also when many come at once."""
    chance = random.Random(seed)
    _, payment, _ = charge(payments, amount=1_000)
    assert refund(payments, payment["id"], 1, "early")[0] == 409, "nothing has been paid yet"
    payments.pay(payment["id"])
    amounts = [chance.randrange(1, 400) for _ in range(24)]
    answers = at_once(lambda number=number, amount=amount: refund(payments, payment["id"], amount, f"refund-{number}")
                      for number, amount in enumerate(amounts))
    done = sum(row["amount"] for status, row, _ in answers if status == 201)
    assert {status for status, _, _ in answers} <= {201, 422} and done <= 1_000
    for (status, row, _), amount in zip(answers, amounts):
        assert status == 201 or done + amount > 1_000 or row["error"]["code"] == "REFUND_TOO_LARGE"
    [shown] = [row for row in payments.ledger()["payments"] if row["id"] == payment["id"]]
    assert shown["refunded"] == done


def test_one_key_makes_one_refund(payments):
    payments.behave(mode="confirm")
    _, payment, _ = charge(payments, amount=1_000)
    first, again = (refund(payments, payment["id"], 600, "once") for _ in range(2))
    assert first[:2] == (201, again[1]) and again[2] == "true"
    assert refund(payments, payment["id"], 601, "once")[0] == 422
    assert refund(payments, payment["id"], 401, "other")[0] == 422
    assert refund(payments, payment["id"], 400, "other")[0] == 201


def test_modes_say_what_becomes_of_a_payment(payments):
    payments.behave(mode="confirm")
    assert charge(payments)[1]["status"] == "CONFIRMED"
    payments.behave(mode="decline")
    assert charge(payments)[1]["status"] == "FAILED"
    payments.behave(mode="webhook", delayMs=50)
    with receiving(payments.secret("webhook.secret")) as receiver:
        _, payment, _ = charge(payments, receiver=receiver)
        assert payment["status"] == "PENDING"
        [(_, event)] = eventually(lambda: list(receiver.taken))
    assert event["type"] == "payment.confirmed"
    assert event["data"] == {"id": payment["id"], "reference": payment["reference"], "orderId": "7",
                             "status": "CONFIRMED", "amount": 10_000}


def test_a_callback_is_repeated_until_it_is_taken_with_one_id(payments):
    with receiving(payments.secret("webhook.secret")) as receiver:
        receiver.refuses = True
        _, payment, _ = charge(payments, receiver=receiver)
        payments.pay(payment["id"])
        eventually(lambda: len(receiver.refused) >= 2)
        receiver.refuses = False
        eventually(lambda: receiver.taken)
    assert len({id_ for id_, _ in receiver.taken + receiver.refused}) == 1


def test_callbacks_come_twice_or_out_of_order_or_never_when_told_so(payments):
    with receiving(payments.secret("webhook.secret")) as receiver:
        payments.behave(mode="confirm", callback="twice")
        charge(payments, receiver=receiver)
        eventually(lambda: len(receiver.taken) == 2)
        assert receiver.taken[0] == receiver.taken[1]

        receiver.taken.clear()
        payments.behave(callback="out_of_order", lateMs=1_000)
        _, payment, _ = charge(payments, receiver=receiver)
        refund(payments, payment["id"], 1, "late")
        eventually(lambda: len(receiver.taken) == 2)
        assert receiver.types() == ["refund.done", "payment.confirmed"]

        receiver.taken.clear()
        payments.behave(callback="never")
        _, payment, _ = charge(payments, receiver=receiver)
        payments.call_back(payment["reference"])
        eventually(lambda: receiver.taken)
        assert len(receiver.taken) == 1, "it came by itself"


def test_a_lost_answer_has_had_its_effect_and_a_failure_has_not(payments):
    payments.behave(loseNext=1)
    with pytest.raises(BROKEN):
        charge(payments, key="lost")
    payments.behave(failNext=1)
    assert charge(payments, key="failed")[0] == 500
    references = [row["reference"] for row in payments.ledger()["payments"]]
    assert "lost" in references and "failed" not in references
    assert charge(payments, key="lost")[2] == "true" and charge(payments, key="failed")[0] == 201


def test_while_it_is_down_it_hangs_up_on_everybody_but_the_test(payments):
    payments.behave(down=True)
    with pytest.raises(BROKEN):
        charge(payments)
    payments.heal()
    assert charge(payments)[0] == 201


@pytest.mark.parametrize("fields", [{"mode": "free"}, {"slowMs": -1}, {"slowMs": "1"}, {"down": 1}, {"slow": 1}])
def test_a_behaviour_that_makes_no_sense_is_refused(payments, fields):
    status, _, _ = call("POST", payments.url + "/control", json.dumps(fields).encode())
    assert status == 400


def test_a_person_pays_or_declines_on_a_page(payments):
    for button, status in (("pay", "CONFIRMED"), ("decline", "FAILED")):
        _, payment, _ = charge(payments, amount=1_234_567, orderId="<b>7</b>", returnUrl="http://shop.example/done")
        _, _, page = call("GET", payment["redirectUrl"])
        assert "₩1,234,567" in page.decode() and "<b>7" not in page.decode()
        for _ in range(2):  # pressed twice
            code, headers, _ = call("POST", f"{payment['redirectUrl']}/{button}", b"")
            assert code == 303 and headers["Location"] == "http://shop.example/done"
        [shown] = [row for row in payments.ledger()["payments"] if row["id"] == payment["id"]]
        assert shown["status"] == status


def test_a_killed_provider_knows_everything_that_it_had_answered():
    with own_standin(Payments) as payments, receiving(payments.secret("webhook.secret")) as receiver:
        receiver.refuses = True
        payments.behave(mode="confirm")
        _, paid, _ = charge(payments, key="paid", receiver=receiver)
        _, returned, _ = refund(payments, paid["id"], 4_000, "returned")
        payments.behave(mode="webhook", delayMs=600)
        _, pending, _ = charge(payments, key="pending", receiver=receiver)
        before = payments.ledger()
        payments.process.kill()
        # What was being written when it died had not been answered.
        with (payments.folder / "journal").open("ab") as journal:
            journal.write(b'["payment", "half')
        payments.process.start()
        assert payments.ask("GET", "/control")["mode"] == "webhook"
        assert charge(payments, key="paid", receiver=receiver)[1:] == (paid | {"refunded": 4_000}, "true")
        assert refund(payments, paid["id"], 4_000, "returned")[1:] == (returned, "true")
        assert refund(payments, paid["id"], 6_001, "more")[0] == 422
        receiver.refuses = False
        eventually(lambda: len({id_ for id_, _ in receiver.taken}) == 3)
        assert Counter(receiver.types()) == {"payment.confirmed": 2, "refund.done": 1}
        after = payments.ledger()
        assert [row["id"] for row in after["payments"]] == [row["id"] for row in before["payments"]]
        assert after["refunds"] == before["refunds"]
        assert after["charged"] == 20_000 and after["refunded"] == 4_000
        assert [row["status"] for row in after["payments"] if row["id"] == pending["id"]] == ["CONFIRMED"]


# Storage

@pytest.fixture(scope="module")
def storage():
    with own_standin(Storage) as storage:
        yield storage


def sign(storage, method, url, headers, payload, when, secret=None):
    """Scope and signature by the rules of Signature Version 4."""
    parts = urlsplit(url)
    names = sorted(headers)
    canonical = "\n".join((method, parts.path, parts.query, "".join(f"{name}:{headers[name]}\n" for name in names),
                           ";".join(names), payload))
    scope = f"{when[:8]}/{STORAGE_REGION}/s3/aws4_request"
    text = "\n".join(("AWS4-HMAC-SHA256", when, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = ("AWS4" + (secret or storage.secret("secret"))).encode()
    for part in (*scope.split("/"), text):
        key = hmac.digest(key, part.encode(), "sha256")
    return key.hex()


def presigned(storage, method, key, at=None, expires=600, host=None, secret=None):
    when = (at or datetime.now(timezone.utc)).strftime("%Y%m%dT%H%M%SZ")
    scope = quote(f"{STORAGE_KEY_ID}/{when[:8]}/{STORAGE_REGION}/s3/aws4_request", safe="")
    url = (f"{storage.url}/{STORAGE_BUCKET}/{quote(key)}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={scope}"
           f"&X-Amz-Date={when}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host")
    headers = {"host": host or urlsplit(storage.url).netloc}
    return url + "&X-Amz-Signature=" + sign(storage, method, url, headers, "UNSIGNED-PAYLOAD", when, secret)


def signed(storage, method, key, body=b"", claimed=None, at=None):
    """An exchange that is signed in its header."""
    when = (at or datetime.now(timezone.utc)).strftime("%Y%m%dT%H%M%SZ")
    url = f"{storage.url}/{STORAGE_BUCKET}/{quote(key)}"
    payload = hashlib.sha256(body).hexdigest() if claimed is None else claimed
    headers = {"host": urlsplit(url).netloc, "x-amz-content-sha256": payload, "x-amz-date": when}
    signature = sign(storage, method, url, headers, payload, when)
    del headers["host"]
    authorization = (f"AWS4-HMAC-SHA256 Credential={STORAGE_KEY_ID}/{when[:8]}/{STORAGE_REGION}/s3/aws4_request, "
                     f"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}")
    return call(method, url, body or None, Authorization=authorization, **headers)


def refusal(answer, status, code):
    assert answer[0] == status and f"<Code>{code}</Code>".encode() in answer[2], answer


def test_an_object_is_put_by_a_presigned_url_and_read_by_anybody(storage):
    key = "사진/1 (a)+b.png"
    status, headers, _ = call("PUT", presigned(storage, "PUT", key), b"picture", Content_Type="image/png")
    assert status == 200 and headers["ETag"] == f'"{hashlib.md5(b"picture").hexdigest()}"'
    for how in (f"{storage.url}/{STORAGE_BUCKET}/{quote(key)}", presigned(storage, "GET", key)):
        status, headers, body = call("GET", how)
        assert (status, headers["Content-Type"], body) == (200, "image/png", b"picture")
    status, headers, body = signed(storage, "HEAD", key)
    assert (status, headers["Content-Length"], body) == (200, "7", b"")
    assert signed(storage, "DELETE", key)[0] == 204 and signed(storage, "DELETE", key)[0] == 204
    refusal(signed(storage, "GET", key), 404, "NoSuchKey")


def test_a_url_is_good_for_its_method_key_host_and_time_only(storage):
    good = presigned(storage, "PUT", "one")
    other_url = good.replace("/one?", "/two?")
    refusal(call("PUT", other_url, b"x"), 403, "SignatureDoesNotMatch")
    refusal(call("DELETE", good), 403, "SignatureDoesNotMatch")
    refusal(call("PUT", good.replace("Expires=600", "Expires=6000"), b"x"), 403, "SignatureDoesNotMatch")
    refusal(call("PUT", good[:-1] + ("0" if good[-1] != "0" else "1"), b"x"), 403, "SignatureDoesNotMatch")
    refusal(call("PUT", presigned(storage, "PUT", "one", host="elsewhere"), b"x"), 403, "SignatureDoesNotMatch")
    refusal(call("PUT", presigned(storage, "PUT", "one", secret="guessed"), b"x"), 403, "SignatureDoesNotMatch")
    now = datetime.now(timezone.utc)
    refusal(call("PUT", presigned(storage, "PUT", "one", now - timedelta(seconds=700)), b"x"), 403, "AccessDenied")
    refusal(call("PUT", presigned(storage, "PUT", "one", now + timedelta(hours=1)), b"x"), 403, "AccessDenied")
    refusal(call("PUT", presigned(storage, "PUT", "one", expires=8 * 86_400), b"x"), 400,
            "AuthorizationQueryParametersError")
    refusal(call("PUT", f"{storage.url}/{STORAGE_BUCKET}/one", b"x"), 403, "AccessDenied")
    refusal(call("PUT", good, b"x", x_amz_acl="public-read"), 403, "AccessDenied")
    refusal(call("GET", f"{storage.url}/{STORAGE_BUCKET}/one"), 404, "NoSuchKey")
    assert call("PUT", good, b"x")[0] == 200


def test_a_signed_header_covers_the_body_and_is_good_for_minutes(storage):
    assert signed(storage, "PUT", "body", b"mine")[0] == 200
    assert signed(storage, "PUT", "body", b"mine", claimed="UNSIGNED-PAYLOAD")[0] == 200
    other = hashlib.sha256(b"other").hexdigest()
    refusal(signed(storage, "PUT", "body", b"mine", claimed=other), 400, "XAmzContentSHA256Mismatch")
    old = datetime.now(timezone.utc) - timedelta(minutes=16)
    refusal(signed(storage, "PUT", "body", b"mine", at=old), 403, "RequestTimeTooSkewed")


def test_a_browser_may_ask_before_it_uploads(storage):
    status, headers, _ = call("OPTIONS", f"{storage.url}/{STORAGE_BUCKET}/one", Origin="https://front.example",
                              Access_Control_Request_Method="PUT", Access_Control_Request_Headers="content-type")
    assert status == 200 and headers["Access-Control-Allow-Origin"] == "*"
    assert "PUT" in headers["Access-Control-Allow-Methods"]
    assert headers["Access-Control-Allow-Headers"] == "content-type"


def test_objects_outlive_a_kill_and_keys_are_no_paths(storage):
    for key in ("kept", "../../kept", "a/../b"):
        path = quote(key, safe="")
        url = presigned(storage, "PUT", key)
        assert call("PUT", url, key.encode())[0] == 200
        storage.process.kill()
        storage.process.start()
        assert call("GET", f"{storage.url}/{STORAGE_BUCKET}/{path}")[2] == key.encode()
    assert not [path for path in storage.folder.iterdir() if path.name not in ("secret", "port", "objects")]


# Generation

PNG = b"\x89PNG\r\n\x1a\n" + b"a dress"
JPEG = b"\xff\xd8\xff" + b"a person"


@pytest.fixture(scope="module")
def running_generation():
    with own_standin(Generation) as generation:
        yield generation


@pytest.fixture
def generation(running_generation):
    yield running_generation
    running_generation.heal()


def generate(generation, *pictures, key=None, data="inlineData", type_="mimeType"):
    parts = [{"text": "Dress them."}] + [{data: {type_: kind, "data": base64.b64encode(content).decode()}}
                                         for kind, content in pictures]
    status, _, body = call("POST", generation.url + "/v1beta/models/any-model:generateContent",
                           json.dumps({"contents": [{"parts": parts}]}).encode(), Content_Type="application/json",
                           x_goog_api_key=key or generation.secret("api.key"))
    return status, body


def drawn(answer):
    status, body = answer
    assert status == 200, body
    *_, part = json.loads(body)["candidates"][0]["content"]["parts"]
    assert part["inlineData"]["mimeType"] == "image/png"
    return base64.b64decode(part["inlineData"]["data"])


def test_it_draws_a_png_that_depends_on_the_pictures(generation):
    before = generation.requests()
    first = drawn(generate(generation, ("image/png", PNG), ("image/jpeg", JPEG)))
    again = drawn(generate(generation, ("image/png", PNG), ("image/jpeg", JPEG), data="inline_data", type_="mime_type"))
    other = drawn(generate(generation, ("image/png", PNG + b"!"), ("image/jpeg", JPEG)))
    assert first == again and first != other and generation.requests() == before + 3
    width, height, depth, colours = struct.unpack(">IIBB", first[16:26])
    start = first.index(b"IDAT") + 4
    assert (depth, colours) == (8, 2) and len(zlib.decompress(first[start:])) == height * (1 + 3 * width)


def test_it_takes_pictures_only_and_only_from_those_who_have_the_key(generation):
    assert generate(generation, ("image/png", PNG), key="guessed")[0] == 403
    assert generate(generation)[0] == 400
    assert generate(generation, ("image/png", JPEG))[0] == 400
    assert generate(generation, ("image/gif", b"GIF89a"))[0] == 400
    assert call("POST", generation.url + "/v1beta/models/m:generateContent", b'{"contents":7}',
                x_goog_api_key=generation.secret("api.key"))[0] == 400


def test_it_blocks_refuses_and_talks_nonsense_when_told_so(generation):
    def say(mode):
        generation.behave(mode=mode)
        return generate(generation, ("image/png", PNG))[1]

    assert json.loads(say("block"))["promptFeedback"]["blockReason"] == "SAFETY"
    assert json.loads(say("refuse"))["candidates"][0]["finishReason"] == "IMAGE_SAFETY"
    assert all("inlineData" not in part for part in json.loads(say("text"))["candidates"][0]["content"]["parts"])
    assert not drawn((200, say("no_picture"))).startswith(b"\x89PNG")
    assert len(say("huge")) > 32 << 20
    with pytest.raises(ValueError):
        json.loads(say("nonsense"))
