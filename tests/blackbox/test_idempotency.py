"""One Idempotency-Key, one effect."""

from collections import Counter

import pytest

from shop import at_once


def replayed(answer):
    return answer["Idempotency-Replayed"] == "true"


def orders_at(stack, address):
    [[count]] = stack.sql(f"SELECT count(*) FROM orders WHERE shipping_address = '{address}'")
    return int(count)


def test_fifty_orders_with_one_key_at_once_are_one_order(shop, stack, buyer):
    sku, key = shop.product(quantity=100).sku, shop.unique("key")
    answers = at_once([lambda c=buyer.twin(): c.order([(sku, 1)], key=key, address=key) for _ in range(50)])
    placed = [answer for answer in answers if answer.status == 201]
    for answer in answers:
        if answer.status != 201:
            answer.problem(409, "IDEMPOTENCY_KEY_IN_USE")
    assert Counter(map(replayed, placed))[False] == 1
    assert len({answer.body for answer in placed}) == 1
    assert orders_at(stack, key) == 1 and stack.on_hand(sku) == [99]
    again = buyer.order([(sku, 1)], key=key, address=key)
    assert again.ok(201) and replayed(again) and again.body == placed[0].body


def test_another_request_with_a_used_key_is_refused(shop, stack, buyer):
    sku, key = shop.product().sku, shop.unique("key")
    buyer.order([(sku, 1)], key=key).ok(201)
    buyer.order([(sku, 2)], key=key).problem(422, "IDEMPOTENCY_KEY_REUSED")
    buyer.add_to_cart(sku, key=key).problem(422, "IDEMPOTENCY_KEY_REUSED")
    assert stack.on_hand(sku) == [9] and buyer.get("/cart").ok()["items"] == []


def test_different_requests_with_one_key_at_once_have_one_winner(shop, stack, buyer):
    sku, key = shop.product(quantity=100).sku, shop.unique("key")
    answers = at_once([lambda c=buyer.twin(), n=n: c.order([(sku, 1 + n)], key=key) for n in range(12)])
    assert Counter(answer.status for answer in answers)[201] == 1
    for answer in answers:
        assert answer.status in (201, 409, 422), answer.body
    [winner] = [answer.json for answer in answers if answer.status == 201]
    assert stack.on_hand(sku) == [100 - winner["items"][0]["quantity"]]


def test_two_people_may_choose_the_same_key(shop, buyer):
    sku, key = shop.product().sku, shop.unique("key")
    orders = {client.order([(sku, 1)], key=key).ok(201)["orderId"] for client in (buyer, shop.buyer())}
    assert len(orders) == 2


def test_without_a_key_every_order_is_a_new_one(shop, stack, buyer):
    sku = shop.product().sku
    assert buyer.order([(sku, 1)]).ok(201)["orderId"] != buyer.order([(sku, 1)]).ok(201)["orderId"]
    assert stack.on_hand(sku) == [8]


def test_a_refusal_does_not_use_up_the_key(shop, buyer):
    sku, key = shop.product(quantity=0).sku, shop.unique("key")
    buyer.order([(sku, 1)], key=key).problem(409, "OUT_OF_STOCK")
    shop.move(sku, 1, "RECEIPT").ok(201)
    answer = buyer.order([(sku, 1)], key=key)
    assert answer.ok(201) and not replayed(answer)


def test_a_repeat_is_answered_when_nothing_is_left_and_the_order_is_cancelled(shop, stack, buyer):
    sku, key = shop.product(quantity=1).sku, shop.unique("key")
    first = buyer.order([(sku, 1)], key=key)
    order = first.ok(201)["orderId"]
    assert buyer.order([(sku, 1)], key=key).body == first.body
    buyer.post(f"/orders/{order}/cancel").ok()
    assert buyer.order([(sku, 1)], key=key).body == first.body, "a repeat must not order once more"
    assert stack.on_hand(sku) == [1]


def creations(shop, buyer):
    """Each POST that creates something: who calls, its path and body, and the rows that it adds."""
    sku = shop.product(quantity=50).sku
    order = {"shippingAddress": "서울", "orderItems": [{"skuId": sku, "quantity": 1}]}
    store, category, product = {"name": shop.unique("store")}, shop.unique("category"), shop.product_body()
    movement = {"delta": 3, "reason": "RECEIPT", "note": "keyed"}
    return {
        "order": (buyer, "/orders", order, f"order_lines WHERE sku_id = {sku}"),
        "cart item": (buyer, "/cart/items", {"skuId": sku, "quantity": 2},
                      f"cart_lines WHERE sku_id = {sku} AND quantity = 2"),
        "store": (shop.owner, "/stores", store, f"stores WHERE name = '{store['name']}'"),
        "product": (shop.owner, "/products", product, f"products WHERE name = '{product['name']}'"),
        "movement": (shop.owner, f"/skus/{sku}/movements", movement,
                     f"stock_movements WHERE sku_id = {sku} AND note = 'keyed'"),
        "category": (shop.admin, "/categories", {"id": sku, "name": category}, f"categories WHERE name = '{category}'"),
    }


@pytest.mark.parametrize("what", ["order", "cart item", "store", "product", "movement", "category"])
def test_every_creation_happens_once_and_answers_the_same_again(shop, stack, buyer, what):
    client, path, body, rows = creations(shop, buyer)[what]
    key = shop.unique("key")
    answers = at_once([lambda c=client.twin(): c.post(path, body, key=key) for _ in range(8)])
    done = [answer for answer in answers if answer.status == 201]
    for answer in answers:
        if answer.status != 201:
            answer.problem(409, "IDEMPOTENCY_KEY_IN_USE")
    again = client.post(path, body, key=key)
    assert again.ok(201) and replayed(again)
    assert {answer.body for answer in done} == {again.body} and Counter(map(replayed, done))[False] == 1
    client.post(path, body | {"unknown": "field"}, key=key).problem(422, "IDEMPOTENCY_KEY_REUSED")
    assert stack.sql(f"SELECT count(*) FROM {rows}") == [["1"]]


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_keys_survive_a_restart(shop, stack, buyer, end):
    keyed = [(client, path, body, shop.unique("key")) for client, path, body, _ in creations(shop, buyer).values()]
    before = [client.post(path, body, key=key) for client, path, body, key in keyed]
    for answer in before:
        answer.ok(201)
    stack.control("node", end)
    stack.control("node", "start")
    for (client, path, body, key), first in zip(keyed, before):
        again = client.post(path, body, key=key)
        assert again.ok(201) and replayed(again) and again.body == first.body, path
    stack.audit()
