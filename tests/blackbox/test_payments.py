"""Paying, and what comes after: a real provider on another port, which can be told to be slow, silent or confused."""

import base64
import hashlib
import hmac
import json
import time

import pytest

from shop import at_once, eventually

PRICE = 12_900


@pytest.fixture
def sku(shop):
    return shop.skus([10])[0]


def placed(buyer, sku, quantity=1):
    return buyer.order([(sku, quantity)]).ok(201)["orderId"]


def status(client, order):
    return client.get(f"/orders/{order}").ok()["orderStatus"]


def becomes(client, order, wanted):
    return eventually(lambda: status(client, order) == wanted)


def start(buyer, order, key=None):
    return buyer.post(f"/orders/{order}/payments", key=key)


@pytest.fixture
def paid(shop, buyer, sku, payments):
    """An order that is paid."""
    payments.behave(mode="confirm")
    order = placed(buyer, sku, 2)
    assert start(buyer, order).ok(201)["status"] == "CONFIRMED"
    assert status(buyer, order) == "PAID"
    payments.behave(mode="manual")
    return order


def charges(payments, order):
    """What the provider says it has taken and given back for the order."""
    ledger = payments.ledger()
    mine = {row["id"]: row for row in ledger["payments"] if row["orderId"] == order}
    taken = sum(row["amount"] for row in mine.values() if row["status"] == "CONFIRMED")
    return taken, sum(row["amount"] for row in ledger["refunds"] if row["paymentId"] in mine)


def test_a_payment_that_the_buyer_makes_on_the_providers_page_is_told_by_its_webhook(shop, buyer, sku, payments):
    order = placed(buyer, sku)
    payment = start(buyer, order).ok(201)
    assert (payment["status"], payment["amount"], payment["orderId"]) == ("PENDING", PRICE, order)
    assert payment["redirectUrl"].startswith(payments.url)
    payments.pay(payment["paymentId"])
    becomes(buyer, order, "PAID")
    shown = buyer.get(f"/orders/{order}").ok()
    assert shown["nextActions"] == ["CANCEL"] and "paymentDueAt" not in shown
    assert [row["status"] for row in buyer.get(f"/orders/{order}/payments").ok()] == ["CONFIRMED"]


def test_whoever_comes_back_from_paying_need_not_wait_for_the_webhook(buyer, sku, payments):
    payments.behave(callback="never")
    order = placed(buyer, sku)
    payment = start(buyer, order).ok(201)["paymentId"]
    assert buyer.post(f"/payments/{payment}/confirm").ok()["status"] == "PENDING"
    payments.pay(payment)
    assert buyer.post(f"/payments/{payment}/confirm").ok()["status"] == "CONFIRMED"
    assert status(buyer, order) == "PAID"


def test_a_declined_payment_can_be_tried_again(buyer, sku, payments):
    order = placed(buyer, sku)
    first = start(buyer, order).ok(201)["paymentId"]
    payments.decline(first)
    eventually(lambda: buyer.get(f"/orders/{order}/payments").ok()[0]["status"] == "FAILED")
    second = start(buyer, order).ok(201)["paymentId"]
    assert second != first
    payments.pay(second)
    becomes(buyer, order, "PAID")
    assert charges(payments, order) == (PRICE, 0)


def test_a_payment_that_is_open_is_gone_on_with(buyer, sku, payments):
    order = placed(buyer, sku)
    answers = at_once([lambda twin=buyer.twin(): start(twin, order) for _ in range(8)])
    assert len({answer.ok(201)["paymentId"] for answer in answers}) == 1
    payments.pay(answers[0].json["paymentId"])
    becomes(buyer, order, "PAID")
    start(buyer, order).problem(409, "ILLEGAL_STATE")
    assert charges(payments, order) == (PRICE, 0)


def test_a_repeated_key_gets_the_first_answer_and_no_second_payment(shop, buyer, sku, payments):
    order, key = placed(buyer, sku), shop.unique("pay")
    first = start(buyer, order, key)
    payments.decline(first.ok(201)["paymentId"])
    eventually(lambda: buyer.get(f"/orders/{order}/payments").ok()[0]["status"] == "FAILED")
    again = start(buyer, order, key)
    assert again.ok(201) == first.json and again["Idempotency-Replayed"] == "true"
    assert len(buyer.get(f"/orders/{order}/payments").ok()) == 1
    start(buyer, placed(buyer, sku), key).problem(422, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize("trouble", [{"failNext": 1}, {"down": True}])
def test_a_provider_in_trouble_is_a_503_and_a_repeat_goes_on(shop, buyer, sku, payments, trouble):
    order, key = placed(buyer, sku), shop.unique("pay")
    payments.behave(**trouble)
    answer = start(buyer, order, key)
    answer.problem(503, "PROVIDER_UNAVAILABLE")
    assert int(answer["Retry-After"]) >= 1
    payments.heal()
    payment = start(buyer, order, key).ok(201)
    assert [row["paymentId"] for row in buyer.get(f"/orders/{order}/payments").ok()] == [payment["paymentId"]]


def test_an_answer_that_was_lost_does_not_charge_twice(buyer, sku, payments):
    payments.behave(mode="confirm", loseNext=3, callback="never")
    order = placed(buyer, sku)
    assert eventually(lambda: (answer := start(buyer, order)).status == 201 and answer).json["status"] == "CONFIRMED"
    assert status(buyer, order) == "PAID"
    assert charges(payments, order) == (PRICE, 0)


@pytest.mark.parametrize("callback", ["twice", "out_of_order"])
def test_however_the_provider_calls_back_it_is_one_charge(buyer, sku, payments, callback):
    payments.behave(callback=callback, mode="webhook", delayMs=0, lateMs=300)
    order = placed(buyer, sku)
    payment = start(buyer, order).ok(201)["paymentId"]
    becomes(buyer, order, "PAID")
    payments.call_back(payment)
    eventually(lambda: payments.ledger()["callbacksWaiting"] == 0)
    assert status(buyer, order) == "PAID"
    assert charges(payments, order) == (PRICE, 0)


def test_cancelling_a_paid_order_gives_the_money_back_once(shop, buyer, sku, payments, paid):
    answers = at_once([lambda twin=buyer.twin(): twin.post(f"/orders/{paid}/cancel") for _ in range(4)])
    for answer in answers:
        cancelled = answer.ok()
        assert (cancelled["orderStatus"], cancelled["cancelReason"]) == ("CANCELLED", "BUYER")
        assert cancelled["refundedAmount"] == 2 * PRICE
    eventually(lambda: charges(payments, paid) == (2 * PRICE, 2 * PRICE))
    assert shop.stack.on_hand(sku) == [10]


def test_a_refund_is_told_to_the_provider_until_it_takes_it(buyer, payments, paid):
    payments.behave(failNext=2)
    buyer.post(f"/orders/{paid}/cancel").ok()
    eventually(lambda: charges(payments, paid) == (2 * PRICE, 2 * PRICE))


def test_a_payment_for_an_order_that_was_cancelled_meanwhile_is_given_back(shop, buyer, sku, payments):
    order = placed(buyer, sku)
    payment = start(buyer, order).ok(201)["paymentId"]
    buyer.post(f"/orders/{order}/cancel").ok()
    payments.pay(payment)
    eventually(lambda: charges(payments, order) == (PRICE, PRICE))
    assert status(buyer, order) == "CANCELLED"
    assert shop.stack.on_hand(sku) == [10]


def test_the_store_takes_an_order_to_its_end(shop, buyer, paid):
    to_ship = shop.owner.get(f"/stores/{shop.store}/orders").ok()["content"]
    assert paid in [row["orderId"] for row in to_ship]
    shop.owner.post(f"/orders/{paid}/deliver").problem(409, "ILLEGAL_STATE")
    for step, state in (("ship", "SHIPPED"), ("deliver", "DELIVERED"), ("complete", "COMPLETED")):
        for _ in range(2):
            assert shop.owner.post(f"/orders/{paid}/{step}").ok()["orderStatus"] == state
        assert paid in [row["orderId"] for row in
                        shop.owner.get(f"/stores/{shop.store}/orders?status={state}").ok()["content"]]
    buyer.post(f"/orders/{paid}/cancel").problem(409, "ILLEGAL_STATE")
    assert paid not in [row["orderId"] for row in shop.owner.get(f"/stores/{shop.store}/orders").ok()["content"]]


def test_only_who_sells_all_of_an_order_moves_it(shop, buyer, payments, paid):
    stranger = shop.promoted("STORE_OWNER")
    stranger.post(f"/orders/{paid}/ship").problem(404, "NOT_FOUND")
    stranger.get(f"/orders/{paid}").problem(404, "NOT_FOUND")
    stranger.get(f"/stores/{shop.store}/orders").problem(403, "FORBIDDEN")
    buyer.post(f"/orders/{paid}/ship").problem(403, "FORBIDDEN")
    assert shop.owner.get(f"/orders/{paid}").ok()["nextActions"] == ["SHIP", "REFUND"]
    unpaid = placed(buyer, shop.skus([1])[0])
    shop.owner.get(f"/orders/{unpaid}").problem(404, "NOT_FOUND")
    theirs = shop.product(stranger, storeId=shop.new_store(stranger)).skus[0]
    mixed = buyer.order([(theirs, 1), (shop.skus([1])[0], 1)]).ok(201)["orderId"]
    payments.behave(mode="confirm")
    start(buyer, mixed).ok(201)
    shop.owner.post(f"/orders/{mixed}/ship").problem(403, "FORBIDDEN")
    assert shop.admin.post(f"/orders/{mixed}/ship").ok()["orderStatus"] == "SHIPPED"


def test_a_store_that_cannot_deliver_gives_stock_and_money_back(shop, buyer, sku, payments, paid):
    for _ in range(2):
        refunded = shop.owner.post(f"/orders/{paid}/refund").ok()
        assert (refunded["orderStatus"], refunded["cancelReason"]) == ("CANCELLED", "STORE")
    eventually(lambda: charges(payments, paid) == (2 * PRICE, 2 * PRICE))
    assert shop.stack.on_hand(sku) == [10]
    unpaid = placed(buyer, sku)
    shop.owner.post(f"/orders/{unpaid}/refund").problem(409, "ILLEGAL_STATE")


def test_what_comes_back_is_paid_back_piece_by_piece(shop, buyer, sku, payments, paid):
    def back(quantity, condition="SELLABLE", key=None):
        return shop.owner.post(f"/orders/{paid}/returns",
                               {"items": [{"skuId": sku, "quantity": quantity, "condition": condition}]}, key=key)
    back(1).problem(409, "ILLEGAL_STATE")
    for step in ("ship", "deliver"):
        shop.owner.post(f"/orders/{paid}/{step}").ok()
    back(3).problem(409, "QUANTITY_LIMIT")
    key = shop.unique("return")
    first = back(1, key=key).ok(201)
    assert (first["refundedAmount"], first["items"][0]["returnedQuantity"]) == (PRICE, 1)
    again = back(1, key=key)
    assert again.ok(201) == first and again["Idempotency-Replayed"] == "true"
    assert shop.stack.on_hand(sku) == [9]
    back(1, "UNSELLABLE").ok(201)
    assert shop.stack.on_hand(sku) == [9]
    back(1).problem(409, "QUANTITY_LIMIT")
    assert back(1, key=key).ok(201) == first, "a repeat is not refused for what it did itself"
    eventually(lambda: charges(payments, paid) == (2 * PRICE, 2 * PRICE))
    ledger = shop.owner.get(f"/skus/{sku}/ledger").ok()["content"]
    assert [(row["reason"], row["orderId"]) for row in ledger[:2]] == [("RETURN", paid), ("SALE", paid)]


# Notices ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def notice(shop, buyer, sku, payments):
    """A payment, and how its provider would tell that it was made."""
    order = placed(buyer, sku)
    payment = start(buyer, order).ok(201)["paymentId"]
    return order, {"type": "payment.confirmed", "data": {"id": "pay_x", "reference": payment, "orderId": order,
                                                         "status": "CONFIRMED", "amount": PRICE}}


def tell(shop, payments, body, *, secret=None, age=0, sent=None, provider="local", signature=None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(time.time()) - age)
    key = base64.b64decode((secret or payments.secret("webhook.secret")).removeprefix("whsec_"))
    mac = hmac.new(key, b"evt_1." + stamp.encode() + b"." + raw, hashlib.sha256).digest()
    headers = {"webhook_id": "evt_1", "webhook_timestamp": stamp,
               "webhook_signature": "v1," + base64.b64encode(mac).decode() if signature is None else signature}
    return shop.anonymous().post(f"/payments/webhooks/{provider}", sent or raw, **headers)


def test_a_notice_counts_once_however_often_it_comes(shop, buyer, payments, notice):
    order, body = notice
    for _ in range(3):
        tell(shop, payments, body).ok(204)
    assert status(buyer, order) == "PAID"


@pytest.mark.parametrize("forged", [
    {"secret": "whsec_" + base64.b64encode(b"x" * 32).decode()}, {"age": 400}, {"age": -400}, {"signature": ""},
    {"signature": "v1,"}, {"signature": "v1,AAAA"}, {"sent": b'{"type":"payment.confirmed"}'},
])
def test_a_notice_that_is_not_the_providers_is_refused_before_it_is_read(shop, buyer, payments, notice, forged):
    order, body = notice
    tell(shop, payments, body, **forged).problem(401, "WRONG_SIGNATURE")
    assert status(buyer, order) == "ORDERED"


def test_a_notice_of_another_amount_or_payment_changes_nothing(shop, buyer, payments, notice):
    order, body = notice
    wrong = body | {"data": body["data"] | {"amount": 1}}
    assert tell(shop, payments, wrong).problem(400, "INVALID_REQUEST")["fieldErrors"]
    unknown = body | {"data": body["data"] | {"reference": "4"}}
    tell(shop, payments, unknown).problem(404, "NOT_FOUND")
    tell(shop, payments, body, provider="elsewhere").problem(404, "NOT_FOUND")
    tell(shop, payments, {"type": "payment.confirmed"}).problem(400, "INVALID_REQUEST")
    tell(shop, payments, b"{").problem(400, "MALFORMED_JSON")
    tell(shop, payments, body | {"type": "dispute.opened"}).ok(204)
    assert status(buyer, order) == "ORDERED"


def test_payments_are_their_buyers_alone(shop, buyer, payments, notice):
    order, body = notice
    stranger = shop.buyer()
    stranger.get(f"/orders/{order}/payments").problem(404, "NOT_FOUND")
    start(stranger, order).problem(404, "NOT_FOUND")
    stranger.post(f"/payments/{body['data']['reference']}/confirm").problem(404, "NOT_FOUND")
    start(buyer, "4").problem(404, "NOT_FOUND")


def test_the_books_agree_with_the_provider(shop, payments):
    eventually(lambda: not shop.stack.sql("SELECT refund_id FROM refunds WHERE status = 'DUE'"))
    shop.stack.audit()
    ledger = payments.ledger()
    [[charged, refunded]] = shop.stack.sql(
        "SELECT (SELECT coalesce(sum(amount_krw), 0) FROM payments WHERE status = 'CONFIRMED' AND reference <> 'pay_x'),"
        " (SELECT coalesce(sum(amount_krw), 0) FROM refunds)")
    assert (ledger["charged"], ledger["refunded"]) == (int(charged), int(refunded))
