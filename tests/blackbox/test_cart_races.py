"""One cart, changed from many devices at once."""

from collections import Counter

from shop import at_once, eventually


def add_at_once(buyer, skus):
    answers = at_once([lambda c=buyer.twin(), sku=sku: c.add_to_cart(sku) for sku in skus])
    refusals = Counter(answer.json["code"] for answer in answers if answer.status != 201)
    return sum(answer.status == 201 for answer in answers), refusals


def quantities(buyer):
    return {item["skuId"]: item["quantity"] for item in buyer.get("/cart").ok()["items"]}


def test_of_21_skus_added_at_once_20_get_in(shop, buyer):
    skus = shop.skus([5] * 21)
    assert add_at_once(buyer, skus) == (20, {"CART_FULL": 1})
    assert len(quantities(buyer)) == 20


def test_50_units_added_at_once_are_50(shop, buyer):
    sku = shop.product(quantity=200).sku
    assert add_at_once(buyer, [sku] * 50) == (50, {})
    assert quantities(buyer) == {sku: 50}


def test_of_120_units_added_at_once_99_get_in(shop, buyer):
    sku = shop.product(quantity=200).sku
    assert add_at_once(buyer, [sku] * 120) == (99, {"QUANTITY_LIMIT": 21})
    assert quantities(buyer) == {sku: 99}


def test_adding_and_removing_at_once_leaves_what_the_answers_say(shop, stack, buyer):
    sku = shop.product(quantity=200).sku

    def add_and_remove(client):
        item = client.add_to_cart(sku).ok(201)["itemId"]
        return client.delete(f"/cart/items/{item}").status

    statuses = at_once([lambda c=buyer.twin(): add_and_remove(c) for _ in range(16)])
    assert set(statuses) <= {204, 404} and 204 in statuses
    user = buyer.get("/users/me").ok()["id"]
    stored = {sku: int(quantity) for sku,
              quantity in stack.sql(f"SELECT sku_id, quantity FROM cart_lines WHERE user_id = {user}")}
    assert quantities(buyer) == stored


def test_a_cart_is_the_same_after_a_crash(shop, stack, buyer):
    skus = shop.skus([50] * 5)
    add_at_once(buyer, skus * 4)
    before = quantities(buyer)
    assert before == {sku: 4 for sku in skus}
    stack.control("node", "kill")
    stack.control("node", "start")
    assert quantities(buyer) == before


def test_orders_of_the_same_cart_at_once_take_only_what_they_ordered(shop, buyer):
    skus = shop.skus([50] * 10)
    for sku in skus:
        buyer.add_to_cart(sku).ok(201)
    at_once([lambda c=buyer.twin(), sku=sku: c.order([(sku, 1)]).ok(201) for sku in skus[:6]])
    eventually(lambda: set(quantities(buyer)) == set(skus[6:]))
