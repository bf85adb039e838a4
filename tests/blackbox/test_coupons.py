"""Coupons: what they take off, for whom, and that nobody gets a use that is not there."""

from collections import Counter

import pytest

from coupons import coupon_body, moment, new_coupon, order_with, reason
from shop import at_once, walk

CONNECTIONS = 500
ORDERS_EACH = 2
BUYERS = 32


@pytest.fixture(scope="module")
def product(shop):
    return shop.product(quantity=100_000, price=12_900)


def used(shop, coupon):
    return shop.owner.get(f"/coupons/{coupon['id']}").ok()["used"]


# What it takes off -----------------------------------------------------------------------------------------


def test_an_order_shows_what_was_taken_off_and_owes_the_rest(shop, stack, buyer, product):
    coupon = new_coupon(shop, amount=None, percent=15)
    placed = order_with(buyer, coupon["code"].lower(), [(product.sku, 2)]).ok(201)
    assert (placed["couponCode"], placed["discount"]) == (coupon["code"], 3_870)
    assert (placed["totalPrice"], placed["orderStatus"]) == (21_930, "ORDERED")
    shown = buyer.get(f"/orders/{placed['orderId']}").ok()
    assert {name: shown[name] for name in ("couponCode", "discount", "totalPrice")} == {
        "couponCode": coupon["code"], "discount": 3_870, "totalPrice": 21_930}
    assert used(shop, coupon) == 1
    stack.audit()


def test_an_order_without_a_coupon_shows_none(buyer, product):
    placed = buyer.order([(product.sku, 1)]).ok(201)
    shown = buyer.get(f"/orders/{placed['orderId']}").ok()
    for order in (placed, shown):
        assert "couponCode" not in order and "discount" not in order


def test_no_more_is_taken_off_than_it_costs_and_what_costs_nothing_is_paid(shop, stack, buyer, product):
    coupon = new_coupon(shop, amount=1_000_000)
    placed = order_with(buyer, coupon["code"], [(product.sku, 1)]).ok(201)
    assert (placed["totalPrice"], placed["discount"], placed["orderStatus"]) == (0, 12_900, "PAID")
    shown = buyer.get(f"/orders/{placed['orderId']}").ok()
    assert (shown["orderStatus"], shown["nextActions"]) == ("PAID", ["CANCEL"]) and "paymentDueAt" not in shown
    buyer.post(f"/orders/{placed['orderId']}/payments").problem(409, "ILLEGAL_STATE")
    to_ship = shop.owner.get(f"/stores/{shop.store}/orders").ok()["content"]
    assert placed["orderId"] in [order["orderId"] for order in to_ship]
    stack.audit()


def test_a_share_has_a_limit(shop, buyer, product):
    coupon = new_coupon(shop, amount=None, percent=50, discountMax=2_000)
    assert order_with(buyer, coupon["code"], [(product.sku, 1)]).ok(201)["discount"] == 2_000


def test_a_store_s_coupon_counts_for_its_products_only(shop, stack, buyer, product):
    stranger = shop.promoted("STORE_OWNER")
    elsewhere = shop.product(owner=stranger, storeId=shop.new_store(stranger), price=50_000)
    coupon = new_coupon(shop, amount=None, percent=10, priceMin=12_901, usesMax=10, usesPerUser=10)
    assert reason(order_with(buyer, coupon["code"], [(elsewhere.sku, 1)])) == "is for another store"
    assert "at least 12901 won" in reason(order_with(buyer, coupon["code"], [(elsewhere.sku, 1), (product.sku, 1)]))
    placed = order_with(buyer, coupon["code"], [(elsewhere.sku, 1), (product.sku, 2)]).ok(201)
    assert (placed["totalPrice"], placed["discount"]) == (75_800 - 2_580, 2_580)
    everywhere = new_coupon(shop, shop.admin, storeId=None, amount=None, percent=10)
    assert order_with(buyer, everywhere["code"], [(elsewhere.sku, 1)]).ok(201)["discount"] == 5_000
    stack.audit()


def test_what_does_not_count_says_why_and_holds_nothing(shop, stack, buyer, product):
    before = stack.on_hand(product.sku)
    early = new_coupon(shop, validFrom=moment(minutes=30))
    late = new_coupon(shop, validUntil=moment(minutes=-30))
    dear = new_coupon(shop, priceMin=20_000)
    line = [(product.sku, 1)]
    assert reason(order_with(buyer, "NO-SUCH-CODE", line)) == "is no coupon"
    assert reason(order_with(buyer, early["code"], line)) == "is not valid yet"
    assert reason(order_with(buyer, late["code"], line)) == "is no longer valid"
    assert "at least 20000 won" in reason(order_with(buyer, dear["code"], line))
    buyer.post("/orders", {"shippingAddress": "Seoul", "couponCode": "한글 쿠폰",
                           "orderItems": [{"skuId": product.sku, "quantity": 1}]}).problem(400, "INVALID_REQUEST")
    assert stack.on_hand(product.sku) == before
    assert [used(shop, coupon) for coupon in (early, late, dear)] == [0, 0, 0]


# How often -------------------------------------------------------------------------------------------------


def test_one_use_under_a_thousand_orders_at_once_is_one_use(shop, stack):
    product = shop.product(quantity=1_000)
    coupon = new_coupon(shop)
    buyers = shop.buyers(BUYERS)

    def orders(number):
        client = buyers[number % BUYERS].twin()
        answers = [order_with(client, coupon["code"], [(product.sku, 1)]) for _ in range(ORDERS_EACH)]
        client.close()
        return answers

    answers = [answer for pair in at_once(lambda n=n: orders(n) for n in range(CONNECTIONS)) for answer in pair]
    for answer in answers:
        if answer.status != 201:
            answer.problem(409, "COUPON_USED_UP")
    assert Counter(answer.status for answer in answers) == {201: 1, 409: CONNECTIONS * ORDERS_EACH - 1}
    assert stack.on_hand(product.sku) == [999] and used(shop, coupon) == 1
    assert stack.sql(f"SELECT count(*) FROM coupon_redemptions WHERE coupon_id = {coupon['id']}") == [["1"]]
    stack.audit()


def test_one_user_gets_it_as_often_as_they_may_however_many_devices_they_use(shop, stack, buyer, product):
    coupon = new_coupon(shop, usesMax=100, usesPerUser=2)

    def order():
        client = buyer.twin()
        answer = order_with(client, coupon["code"], [(product.sku, 1)])
        client.close()
        return answer

    answers = at_once([order] * 32)
    for answer in answers:
        if answer.status != 201:
            answer.problem(409, "COUPON_USED_UP")
    assert Counter(answer.status for answer in answers) == {201: 2, 409: 30}
    assert used(shop, coupon) == 2
    order_with(shop.buyer(), coupon["code"], [(product.sku, 1)]).ok(201)
    stack.audit()


def test_a_cancelled_order_gives_its_use_back_once(shop, stack, buyer, product):
    coupon = new_coupon(shop)
    placed = order_with(buyer, coupon["code"], [(product.sku, 1)]).ok(201)
    other = shop.buyer()
    order_with(other, coupon["code"], [(product.sku, 1)]).problem(409, "COUPON_USED_UP")
    for _ in range(2):
        cancelled = buyer.post(f"/orders/{placed['orderId']}/cancel").ok()
        assert (cancelled["orderStatus"], cancelled["discount"]) == ("CANCELLED", 1_000)
    assert used(shop, coupon) == 0
    order_with(other, coupon["code"], [(product.sku, 1)]).ok(201)
    order_with(buyer, coupon["code"], [(product.sku, 1)]).problem(409, "COUPON_USED_UP")
    stack.audit()


def test_a_repeat_takes_no_second_use(shop, stack, buyer, product):
    coupon = new_coupon(shop)
    key = shop.unique("key")
    first = order_with(buyer, coupon["code"], [(product.sku, 1)], key=key)
    again = order_with(buyer, coupon["code"], [(product.sku, 1)], key=key)
    assert again.ok(201) == first.ok(201) and again["Idempotency-Replayed"] == "true"
    order_with(buyer, "ANOTHER", [(product.sku, 1)], key=key).problem(422, "IDEMPOTENCY_KEY_REUSED")
    assert used(shop, coupon) == 1


def test_a_short_sku_leaves_the_use(shop, buyer):
    product = shop.product(quantity=1)
    coupon = new_coupon(shop)
    order_with(buyer, coupon["code"], [(product.sku, 2)]).problem(409, "OUT_OF_STOCK")
    order_with(buyer, coupon["code"], [(product.sku, 1)]).ok(201)


# Who makes them --------------------------------------------------------------------------------------------


def test_a_coupon_is_shown_as_it_was_made(shop):
    body = coupon_body(shop, amount=None, percent=10, discountMax=5_000, priceMin=30_000, usesMax=7, usesPerUser=3)
    made = shop.owner.post("/coupons", body).ok(201)
    assert made["code"] == body["code"].upper()
    expected = {"storeId": shop.store, "amount": None, "percent": 10, "discountMax": 5_000, "priceMin": 30_000,
                "usesMax": 7, "usesPerUser": 3, "used": 0, "status": "ACTIVE"}
    assert {name: made[name] for name in expected} == expected
    assert shop.owner.get(f"/coupons/{made['id']}").ok() == made
    assert made in walk(shop.owner, "/coupons", 2)
    assert made in walk(shop.owner, f"/coupons?storeId={shop.store}", 50)


def test_a_repeat_makes_one_coupon_and_a_code_is_there_once(shop):
    key, body = shop.unique("key"), coupon_body(shop)
    first = shop.owner.post("/coupons", body, key=key).ok(201)
    assert shop.owner.post("/coupons", body, key=key).ok(201) == first
    shop.owner.post("/coupons", body | {"code": body["code"].lower()}).problem(409, "DUPLICATE")


def test_nonsense_is_refused_field_by_field(shop):
    def wrong(**fields):
        answer = shop.owner.post("/coupons", coupon_body(shop, **fields))
        return [error["field"] for error in answer.problem(400, "INVALID_REQUEST")["fieldErrors"]]

    assert wrong(code="a b") == ["code"]
    assert wrong(code="ab") == ["code"]
    assert wrong(percent=10) == ["amount"]
    assert wrong(amount=None) == ["percent"]
    assert wrong(amount=None, percent=101) == ["percent"]
    assert wrong(usesMax=0) == ["usesMax"]
    assert wrong(validUntil="tomorrow") == ["validUntil"]
    assert wrong(validUntil="2026-02-30T00:00:00Z") == ["validUntil"]
    assert wrong(validUntil=moment(hours=-2)) == ["validFrom"]
    assert wrong(validFrom=None, validUntil=moment(hours=-2)) == ["validUntil"]


def test_pausing_is_in_force_at_once_and_so_is_more(shop, buyer, product):
    coupon = new_coupon(shop, usesPerUser=10)
    path, line = f"/coupons/{coupon['id']}", [(product.sku, 1)]
    assert shop.owner.patch(path, {"status": "PAUSED"}).ok()["status"] == "PAUSED"
    assert reason(order_with(buyer, coupon["code"], line)) == "is paused"
    shop.owner.patch(path, {"status": "ACTIVE"}).ok()
    order_with(buyer, coupon["code"], line).ok(201)
    order_with(buyer, coupon["code"], line).problem(409, "COUPON_USED_UP")
    assert shop.owner.patch(path, {"usesMax": 2}).ok()["usesMax"] == 2
    order_with(buyer, coupon["code"], line).ok(201)
    shop.owner.patch(path, {"usesMax": 1}).ok()
    order_with(buyer, coupon["code"], line).problem(409, "COUPON_USED_UP")
    shop.owner.patch(path, {"usesMax": 3, "validUntil": moment(minutes=-1)}).ok()
    assert reason(order_with(buyer, coupon["code"], line)) == "is no longer valid"
    shop.owner.patch(path, {"validUntil": moment(hours=-2)}).problem(400, "INVALID_REQUEST")


def test_owners_make_and_see_those_of_their_stores_only(shop, buyer):
    stranger = shop.promoted("STORE_OWNER")
    coupon = new_coupon(shop)
    path = f"/coupons/{coupon['id']}"
    stranger.post("/coupons", coupon_body(shop)).problem(403, "FORBIDDEN")
    shop.owner.post("/coupons", coupon_body(shop, storeId=None)).problem(403, "FORBIDDEN")
    shop.owner.post("/coupons", coupon_body(shop, storeId="404")).problem(404, "NOT_FOUND")
    buyer.post("/coupons", coupon_body(shop)).problem(403, "FORBIDDEN")
    for answer in (stranger.get(path), stranger.patch(path, {"status": "PAUSED"})):
        answer.problem(404, "NOT_FOUND")
    assert stranger.get("/coupons").ok()["content"] == []
    assert shop.admin.get(path).ok() == coupon
    shop.admin.patch(path, {"status": "PAUSED"}).ok()
    [change] = shop.admin.get(f"/admin/changes?targetKind=COUPON&targetId={coupon['id']}").ok()["content"]
    assert (change["action"], change["before"], change["after"]) == (
        "COUPON_CHANGED", {"status": "ACTIVE"}, {"status": "PAUSED"})
