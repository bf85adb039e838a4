"""Orders that are not paid in time, with nodes that come and go."""

import pytest

from cluster import running_stack
from conftest import SETTINGS
from coupons import new_coupon, order_with
from shop import Shop, eventually

WINDOW_MS = 2_500


@pytest.fixture(scope="module")
def stack():
    yield from running_stack(SETTINGS | {"BARO_PAYMENT_WINDOW": str(WINDOW_MS), "BARO_PAYMENT_CHECK_PAUSE": "300"},
                             nodes=2)


@pytest.fixture(scope="module")
def shop(stack):
    return Shop(stack)


@pytest.fixture
def buyer(shop):
    return shop.buyer()


@pytest.fixture
def sku(shop):
    return shop.skus([10])[0]


def placed(buyer, sku, quantity=10):
    return buyer.order([(sku, quantity)]).ok(201)["orderId"]


def shown(buyer, order):
    return buyer.get(f"/orders/{order}").ok()


def becomes(buyer, order, wanted):
    return eventually(lambda: shown(buyer, order)["orderStatus"] == wanted)


def test_an_order_that_is_not_paid_gives_its_units_back(shop, buyer, sku):
    order = placed(buyer, sku)
    assert shown(buyer, order)["paymentDueAt"] > shown(buyer, order)["orderedAt"]
    becomes(buyer, order, "CANCELLED")
    assert shown(buyer, order)["cancelReason"] == "UNPAID"
    assert shop.stack.on_hand(sku) == [10]
    buyer.post(f"/orders/{order}/payments").problem(409, "ILLEGAL_STATE")


def test_a_payment_that_comes_too_late_takes_the_units_again(shop, buyer, sku, payments):
    payments.behave(callback="never")
    order = placed(buyer, sku)
    payment = buyer.post(f"/orders/{order}/payments").ok(201)["paymentId"]
    becomes(buyer, order, "CANCELLED")
    # Nobody tells: the shop asks by itself.
    payments.pay(payment)
    becomes(buyer, order, "PAID")
    assert "cancelReason" not in shown(buyer, order)
    assert shop.stack.on_hand(sku) == [0]


def test_a_payment_that_comes_when_all_is_sold_is_given_back(shop, buyer, sku, payments):
    order = placed(buyer, sku)
    payment = buyer.post(f"/orders/{order}/payments").ok(201)["paymentId"]
    becomes(buyer, order, "CANCELLED")
    payments.behave(mode="confirm")
    other = shop.buyer()
    faster = placed(other, sku, 1)
    other.post(f"/orders/{faster}/payments").ok(201)
    payments.pay(payment)
    eventually(lambda: [row for row in payments.ledger()["refunds"] if row["paymentReference"] == payment])
    assert shown(buyer, order)["orderStatus"] == "CANCELLED"
    assert shown(buyer, order)["refundedAmount"] == payments.ledger()["refunds"][-1]["amount"]
    assert shop.stack.on_hand(sku) == [9]


def test_who_cancels_does_not_get_it_after_all(shop, buyer, sku, payments):
    order = placed(buyer, sku)
    payment = buyer.post(f"/orders/{order}/payments").ok(201)["paymentId"]
    becomes(buyer, order, "CANCELLED")
    assert buyer.post(f"/orders/{order}/cancel").ok()["cancelReason"] == "BUYER"
    payments.pay(payment)
    eventually(lambda: [row for row in payments.ledger()["refunds"] if row["paymentReference"] == payment])
    assert shown(buyer, order)["orderStatus"] == "CANCELLED"
    assert shop.stack.on_hand(sku) == [10]


@pytest.mark.parametrize("verb", ["stop", "kill"])
def test_time_goes_on_for_orders_whose_node_goes(shop, buyer, verb):
    stack = shop.stack
    skus = shop.skus([1] * 20)
    orders = [placed(buyer, sku, 1) for sku in skus]
    stack.control("node", verb, "node-1")
    try:
        ours = ",".join(orders)
        eventually(lambda: not stack.sql(f"SELECT 1 FROM orders WHERE order_id IN ({ours}) AND status = 'ORDERED'"))
        assert stack.on_hand(*skus) == [1] * 20
    finally:
        stack.control("node", "start", "node-1")
    stack.audit()


def test_an_order_that_lapsed_gives_its_coupon_back_and_its_late_payment_is_given_back(shop, buyer, sku, payments):
    payments.behave(callback="never")
    coupon = new_coupon(shop)
    order = order_with(buyer, coupon["code"], [(sku, 2)]).ok(201)["orderId"]
    payment = buyer.post(f"/orders/{order}/payments").ok(201)["paymentId"]
    becomes(buyer, order, "CANCELLED")
    assert shop.owner.get(f"/coupons/{coupon['id']}").ok()["used"] == 0
    other = shop.buyer()
    eventually(lambda: order_with(other, coupon["code"], [(sku, 1)]).status == 201)
    payments.pay(payment)
    eventually(lambda: shown(buyer, order).get("refundedAmount"))
    assert shown(buyer, order)["orderStatus"] == "CANCELLED"
    shop.stack.audit()
