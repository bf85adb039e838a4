"""Coupons, as owners make them and customers use them."""

from datetime import datetime, timedelta, timezone


def moment(**from_now):
    return (datetime.now(timezone.utc) + timedelta(**from_now)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def coupon_body(shop, **fields):
    """Takes 1,000 won off once, for everybody at the shop's store, unless the fields say otherwise."""
    body = {"code": shop.unique("C"), "storeId": shop.store, "amount": 1_000, "usesMax": 1,
            "validFrom": moment(hours=-1), "validUntil": moment(hours=1)} | fields
    return {name: value for name, value in body.items() if value is not None}


def new_coupon(shop, owner=None, **fields):
    return (owner or shop.owner).post("/coupons", coupon_body(shop, **fields)).ok(201)


def order_with(buyer, code, lines, *, key=None):
    items = [{"skuId": sku, "quantity": quantity} for sku, quantity in lines]
    return buyer.post("/orders", {"shippingAddress": "Seoul", "orderItems": items, "couponCode": code}, key=key)


def reason(answer):
    """Why a coupon does not count."""
    [wrong] = answer.problem(409, "COUPON_INVALID")["fieldErrors"]
    assert wrong["field"] == "couponCode"
    return wrong["reason"]
