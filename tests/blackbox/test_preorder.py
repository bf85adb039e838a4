"""Units that are sold before they are received: never more than were promised, and every one of them accounted for."""

from collections import Counter

from coupons import moment, new_coupon, order_with
from shop import at_once


def promise(shop, sku, cap, owner=None, ships_at=None):
    return (owner or shop.owner).put(f"/skus/{sku}/preorder",
                                     {"cap": cap, "shipsAt": ships_at or "2036-03-02T00:00:00.000Z"})


def sku_view(shop, product):
    [sku] = shop.anonymous().get(f"/products/{product.id}").ok()["skus"]
    return sku


def test_promised_units_are_sold_after_those_that_are_there(shop, stack, buyer):
    product = shop.product(quantity=2)
    assert "preorder" not in sku_view(shop, product)
    assert promise(shop, product.sku, 5).ok() == {"skuId": product.sku, "promised": 5, "available": 7,
                                                  "shipsAt": "2036-03-02T00:00:00.000Z"}
    shown = sku_view(shop, product)
    assert (shown["available"], shown["preorder"]) == (7, {"available": 5, "shipsAt": "2036-03-02T00:00:00.000Z"})

    [item] = buyer.order([(product.sku, 2)]).ok(201)["items"]
    assert (item["preorder"], item["shipsAt"]) == (False, None)
    buyer.add_to_cart(product.sku).ok(201)
    [line] = buyer.get("/cart").ok()["items"]
    assert line["preorder"] == {"available": 5, "shipsAt": "2036-03-02T00:00:00.000Z"} and "problem" not in line

    placed = buyer.order([(product.sku, 4)]).ok(201)
    for order in (placed, buyer.get(f"/orders/{placed['orderId']}").ok()):
        [item] = order["items"]
        assert (item["preorder"], item["shipsAt"]) == (True, "2036-03-02T00:00:00.000Z")
    buyer.order([(product.sku, 2)]).problem(409, "OUT_OF_STOCK")
    stack.audit()


def test_what_is_received_redeems_the_promise_first_and_the_ledger_says_so(shop, stack, buyer):
    product = shop.product(quantity=0)
    promise(shop, product.sku, 10).ok()
    buyer.order([(product.sku, 6)]).ok(201)
    assert shop.move(product.sku, 8, "RECEIPT").ok(201)["available"] == 4
    assert sku_view(shop, product)["preorder"]["available"] == 2
    assert shop.move(product.sku, 5, "RECEIPT").ok(201)["available"] == 7
    assert "preorder" not in sku_view(shop, product)
    entries = shop.owner.get(f"/skus/{product.sku}/ledger").ok()["content"]
    assert [(entry["reason"], entry["delta"], entry["balance"]) for entry in entries] == [
        ("PREORDER", -2, 7), ("RECEIPT", 5, 9), ("PREORDER", -8, 4), ("RECEIPT", 8, 12),
        ("SALE", -6, 4), ("PREORDER", 10, 10)]
    assert "promised" in stack.audit()


def test_the_cap_holds_however_many_want_it(shop, stack):
    product = shop.product(quantity=5)
    promise(shop, product.sku, 20).ok()
    crowd = shop.buyers(32)
    answers = at_once(lambda b=b: b.order([(product.sku, 1)]) for b in crowd)
    assert Counter(answer.status for answer in answers) == {201: 25, 409: 7}
    items = [answer.json["items"][0] for answer in answers if answer.status == 201]
    assert Counter(item["preorder"] for item in items) == {False: 5, True: 20}
    assert stack.on_hand(product.sku) == [0]
    stack.audit()


def test_what_was_sold_stays_promised_when_it_ends(shop, stack, buyer):
    product = shop.product(quantity=0)
    promise(shop, product.sku, 10).ok()
    placed = buyer.order([(product.sku, 6)]).ok(201)
    ended = shop.owner.delete(f"/skus/{product.sku}/preorder").ok()
    assert (ended["promised"], ended["available"]) == (6, 0)
    buyer.order([(product.sku, 1)]).problem(409, "OUT_OF_STOCK")
    buyer.post(f"/orders/{placed['orderId']}/cancel").ok()
    assert sku_view(shop, product)["preorder"]["available"] == 6
    assert promise(shop, product.sku, 2, ships_at=moment(days=40)).ok()["promised"] == 2
    assert stack.on_hand(product.sku) == [2]
    stack.audit()


def test_it_is_shipped_once_its_units_have_come_in_and_who_ordered_first_is_first(shop, stack):
    product = shop.product(quantity=0)
    promise(shop, product.sku, 10).ok()
    free = new_coupon(shop, amount=None, percent=100, usesMax=2)  # so they are paid
    first, second = [order_with(shop.buyer(), free["code"], [(product.sku, units)]).ok(201)["orderId"]
                     for units in (4, 3)]

    def missing(order):
        refused = shop.owner.post(f"/orders/{order}/ship").problem(409, "NOT_RECEIVED")
        return [(short["requested"], short["available"]) for short in refused["shortages"]]

    assert missing(first) == [(4, 0)] and missing(second) == [(3, 0)]
    shop.move(product.sku, 5, "RECEIPT").ok(201)
    assert missing(second) == [(3, 1)]
    assert shop.owner.post(f"/orders/{first}/ship").ok()["orderStatus"] == "SHIPPED"
    assert missing(second) == [(3, 1)]
    shop.move(product.sku, 2, "RECEIPT").ok(201)
    assert shop.owner.post(f"/orders/{second}/ship").ok()["orderStatus"] == "SHIPPED"
    stack.audit()


def test_only_the_owner_promises_and_only_what_makes_sense(shop, buyer):
    product = shop.product()
    stranger = shop.promoted("STORE_OWNER")
    promise(shop, product.sku, 5, stranger).problem(403, "FORBIDDEN")
    stranger.delete(f"/skus/{product.sku}/preorder").problem(403, "FORBIDDEN")
    promise(shop, product.sku, 5, buyer).problem(403, "FORBIDDEN")
    promise(shop, "404", 5).problem(404, "NOT_FOUND")
    promise(shop, product.sku, 0).problem(400, "INVALID_REQUEST")
    wrong = promise(shop, product.sku, 5, ships_at="soon").problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in wrong["fieldErrors"]] == ["shipsAt"]
    assert shop.move(product.sku, 5, "PREORDER").problem(400, "INVALID_REQUEST")
    assert promise(shop, product.sku, 5, shop.admin).ok()["promised"] == 5
