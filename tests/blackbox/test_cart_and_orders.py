"""From the cart to the order, and back."""

import pytest

from shop import at_once, eventually, walk


def cart_lines(client):
    return [(item["skuId"], item["quantity"]) for item in client.get("/cart").ok()["items"]]


# Cart

def test_a_new_cart_is_empty(buyer, anonymous):
    cart = buyer.get("/cart").ok()
    assert (cart["items"], cart["totalPrice"]) == ([], 0)
    anonymous.get("/cart").problem(401, "NOT_LOGGED_IN")


def test_an_added_item_shows_what_it_is_and_what_it_costs(shop, buyer, anonymous):
    sizes = [{"options": {"size": "L"}, "quantity": 4}]
    product = shop.product(name="코트", price=250_000, quantity=None, skus=sizes)
    item = buyer.add_to_cart(product.sku, 2).ok(201)
    store = anonymous.get(f"/stores/{shop.store}").ok()["name"]
    assert item == {"itemId": item["itemId"], "productId": product.id, "skuId": product.sku, "options": {"size": "L"},
                    "productName": "코트",
                    "productThumbnailUrl": "/pictures/shirt.svg", "storeName": store, "price": 250_000, "quantity": 2,
                    "subtotal": 500_000, "available": 4}
    cart = buyer.get("/cart").ok()
    assert cart["items"] == [item] and cart["totalPrice"] == 500_000


def test_adding_the_same_sku_again_adds_up_in_one_line(shop, buyer):
    sku = shop.product().sku
    first = buyer.add_to_cart(sku, 2).ok(201)
    second = buyer.add_to_cart(sku, 3).ok(201)
    assert second["itemId"] == first["itemId"] and second["quantity"] == 5
    assert cart_lines(buyer) == [(sku, 5)]


def test_a_product_with_one_sku_can_be_named_alone(shop, buyer):
    product = shop.product()
    assert buyer.post("/cart/items", {"productId": product.id, "quantity": 1}).ok(201)["skuId"] == product.sku
    order = buyer.post("/orders",
                       {"shippingAddress": "서울", "orderItems": [{"productId": product.id, "quantity": 1}]}).ok(201)
    assert order["items"][0]["skuId"] == product.sku


def test_a_product_with_several_skus_needs_a_choice(shop, buyer):
    sku = shop.skus([1, 1])[0]
    product = buyer.add_to_cart(sku).ok(201)["productId"]
    buyer.post("/cart/items", {"productId": product, "quantity": 1}).problem(400, "SKU_REQUIRED")
    body = {"shippingAddress": "서울", "orderItems": [{"productId": product, "quantity": 1}]}
    buyer.post("/orders", body).problem(400, "SKU_REQUIRED")


def test_a_line_changes_and_goes(shop, buyer):
    skus = shop.skus([9, 9])
    items = [buyer.add_to_cart(sku).ok(201)["itemId"] for sku in skus]
    buyer.patch(f"/cart/items/{items[0]}", {"quantity": 7}).ok(204)
    buyer.delete(f"/cart/items/{items[1]}").ok(204)
    assert cart_lines(buyer) == [(skus[0], 7)]
    buyer.delete(f"/cart/items/{items[1]}").problem(404, "NOT_FOUND")
    buyer.patch(f"/cart/items/{items[1]}", {"quantity": 1}).problem(404, "NOT_FOUND")


def test_a_line_of_somebody_elses_cart_is_not_found(shop, buyer):
    sku = shop.product().sku
    item = buyer.add_to_cart(sku).ok(201)["itemId"]
    stranger = shop.buyer()
    stranger.patch(f"/cart/items/{item}", {"quantity": 5}).problem(404, "NOT_FOUND")
    stranger.delete(f"/cart/items/{item}").problem(404, "NOT_FOUND")
    assert cart_lines(buyer) == [(sku, 1)]


def test_a_cart_holds_twenty_skus(shop, buyer):
    skus = shop.skus([5] * 21)
    for sku in skus[:20]:
        buyer.add_to_cart(sku).ok(201)
    buyer.add_to_cart(skus[20]).problem(409, "CART_FULL")
    buyer.add_to_cart(skus[0]).ok(201)
    item = buyer.get("/cart").ok()["items"][1]["itemId"]
    buyer.delete(f"/cart/items/{item}").ok(204)
    buyer.add_to_cart(skus[20]).ok(201)


def test_a_line_holds_ninety_nine_units(shop, buyer):
    sku = shop.product(quantity=200).sku
    buyer.add_to_cart(sku, 99).ok(201)
    buyer.add_to_cart(sku, 1).problem(409, "QUANTITY_LIMIT")
    assert cart_lines(buyer) == [(sku, 99)]


def test_what_cannot_be_ordered_shows_as_a_problem_and_costs_nothing(shop, buyer):
    plenty, few, gone = shop.skus([9, 9, 9])
    for sku in (plenty, few, gone):
        buyer.add_to_cart(sku, 5).ok(201)
    shop.move(few, -6).ok(201)
    shop.move(gone, -9).ok(201)
    cart = buyer.get("/cart").ok()
    assert {item["skuId"]: (item.get("problem"), item["available"]) for item in cart["items"]} == {
        plenty: (None, 9), few: ("NOT_ENOUGH", 3), gone: ("SOLD_OUT", 0)}
    assert cart["totalPrice"] == 5 * 12_900


def test_what_its_store_does_not_sell_now_stays_in_the_cart_as_a_problem(shop, buyer):
    store = shop.new_store(shop.owner)
    sku, kept = shop.product(storeId=store).sku, shop.product().sku
    buyer.add_to_cart(sku, 2).ok(201)
    buyer.add_to_cart(kept).ok(201)
    shop.owner.patch(f"/stores/{store}", {"status": "PAUSED"}).ok()
    cart = buyer.get("/cart").ok()
    assert {item["skuId"]: item.get("problem") for item in cart["items"]} == {sku: "NOT_ON_SALE", kept: None}
    assert cart["totalPrice"] == 12_900
    shop.buyer().add_to_cart(sku).problem(409, "NOT_ON_SALE")
    buyer.order([(sku, 1)]).problem(409, "NOT_ON_SALE")
    shop.owner.patch(f"/stores/{store}", {"status": "ACTIVE"}).ok()
    assert [item.get("problem") for item in buyer.get("/cart").ok()["items"]] == [None, None]


@pytest.mark.parametrize("quantity", [0, -1, 100, 1.5, "x", None, 2**63])
def test_a_line_holds_1_to_99_units(shop, buyer, quantity):
    sku = shop.product().sku
    buyer.post("/cart/items", {"skuId": sku, "quantity": quantity}).problem(400, "INVALID_REQUEST")
    item = buyer.add_to_cart(sku).ok(201)["itemId"]
    buyer.patch(f"/cart/items/{item}", {"quantity": quantity}).problem(400, "INVALID_REQUEST")
    assert cart_lines(buyer) == [(sku, 1)]


def test_an_item_names_either_its_sku_or_its_product(shop, buyer):
    product = shop.product()
    for names in ({}, {"skuId": product.sku, "productId": product.id}):
        problem = buyer.post("/cart/items", {"quantity": 1} | names).problem(400, "INVALID_REQUEST")
        assert problem["fieldErrors"]
    assert cart_lines(buyer) == []


def test_a_key_puts_units_into_the_cart_once(shop, buyer):
    sku, key = shop.product().sku, shop.unique("key")
    first = buyer.add_to_cart(sku, 2, key=key)
    again = buyer.add_to_cart(sku, 2, key=key)
    assert again.ok(201) == first.ok(201) and again["Idempotency-Replayed"] == "true"
    buyer.add_to_cart(sku, 3, key=key).problem(422, "IDEMPOTENCY_KEY_REUSED")
    assert cart_lines(buyer) == [(sku, 2)]


def test_a_cart_is_for_buyers(shop, anonymous):
    for client, status, code in ((anonymous, 401, "NOT_LOGGED_IN"), (shop.owner, 403, "FORBIDDEN")):
        client.get("/cart").problem(status, code)
        client.add_to_cart("4").problem(status, code)
        client.patch("/cart/items/4", {"quantity": 1}).problem(status, code)
        client.delete("/cart/items/4").problem(status, code)
    assert shop.admin.get("/cart").ok()["items"] == []


def test_a_cart_survives_a_new_login(shop):
    email = shop.email()
    buyer, sku = shop.buyer(email), shop.product().sku
    buyer.add_to_cart(sku, 3).ok(201)
    again = shop.anonymous()
    again.log_in(email).ok()
    assert cart_lines(again) == [(sku, 3)]


def test_the_version_of_a_cart_rises_with_each_change(shop, buyer):
    sku = shop.product().sku
    versions = [buyer.get("/cart").ok()["version"]]
    item = buyer.add_to_cart(sku).ok(201)["itemId"]
    versions.append(buyer.get("/cart").ok()["version"])
    buyer.patch(f"/cart/items/{item}", {"quantity": 2}).ok(204)
    versions.append(buyer.get("/cart").ok()["version"])
    buyer.delete(f"/cart/items/{item}").ok(204)
    versions.append(buyer.get("/cart").ok()["version"])
    assert versions == sorted(set(versions)), versions


# Orders

def test_an_order_is_what_was_asked_for_and_stays_so(shop, buyer, stack):
    one, two = shop.product(price=1_000), shop.product(price=20_000)
    order = buyer.order([(one.sku, 3), (two.sku, 1)], address="서울시 강남구\n테헤란로 1").ok(201)
    assert order["orderStatus"] == "ORDERED" and order["nextActions"] == ["PAY", "CANCEL"]
    assert order["shippingAddress"] == "서울시 강남구\n테헤란로 1" and order["totalPrice"] == 23_000
    assert order["orderedAt"].endswith("Z") and order["paymentDueAt"] > order["orderedAt"]
    lines = {item["skuId"]: (item["productId"], item["quantity"], item["priceAtPurchase"]) for item in order["items"]}
    assert lines == {one.sku: (one.id, 3, 1_000), two.sku: (two.id, 1, 20_000)}
    assert buyer.get(f"/orders/{order['orderId']}").ok() == order
    assert stack.on_hand(one.sku, two.sku) == [7, 9]
    assert shop.available(one.id) == [7]


def test_lines_of_one_sku_are_added_up_before_the_check(shop, buyer, stack):
    sku = shop.product(quantity=10).sku
    buyer.order([(sku, 6), (sku, 5)]).problem(409, "OUT_OF_STOCK")
    order = buyer.order([(sku, 6), (sku, 4)]).ok(201)
    assert [item["quantity"] for item in order["items"]] == [10]
    assert stack.on_hand(sku) == [0]


def test_huge_sums_of_lines_never_raise_the_stock(shop, buyer, stack):
    sku = shop.product(quantity=10).sku
    problem = buyer.order([(sku, 99)] * 50).problem(409, "OUT_OF_STOCK")
    assert problem["shortages"] == [{"skuId": sku, "requested": 99 * 50, "available": 10}]
    assert stack.on_hand(sku) == [10]


def test_a_short_order_names_every_short_sku_and_takes_nothing(shop, buyer, stack):
    plenty, few, none = shop.skus([50, 2, 0])
    problem = buyer.order([(plenty, 10), (few, 3), (none, 1)]).problem(409, "OUT_OF_STOCK")
    assert sorted((s["skuId"], s["requested"], s["available"])
                  for s in problem["shortages"]) == sorted([(few, 3, 2), (none, 1, 0)])
    assert stack.on_hand(plenty, few, none) == [50, 2, 0]
    buyer.order([(plenty, 50), (few, 2)]).ok(201)


def test_an_unknown_sku_or_product_is_not_found(shop, buyer):
    sku = shop.product().sku
    buyer.order([(sku, 1), ("4", 1)]).problem(404, "NOT_FOUND")
    buyer.add_to_cart("4").problem(404, "NOT_FOUND")
    buyer.post("/cart/items", {"productId": "4", "quantity": 1}).problem(404, "NOT_FOUND")


def test_somebody_elses_order_is_not_found(shop, buyer):
    order = buyer.order([(shop.product().sku, 1)]).ok(201)["orderId"]
    stranger = shop.buyer()
    stranger.get(f"/orders/{order}").problem(404, "NOT_FOUND")
    stranger.post(f"/orders/{order}/cancel").problem(404, "NOT_FOUND")
    shop.owner.get(f"/orders/{order}").problem(404, "NOT_FOUND")
    assert buyer.get(f"/orders/{order}").ok()["orderStatus"] == "ORDERED"


def test_an_admin_sees_any_order(shop, buyer):
    order = buyer.order([(shop.product().sku, 1)]).ok(201)
    assert shop.admin.get(f"/orders/{order['orderId']}").ok() == order


@pytest.mark.parametrize("change", [
    {"shippingAddress": ""}, {"shippingAddress": "x" * 501}, {"shippingAddress": None}, {"orderItems": []},
    {"orderItems": [{"skuId": "1", "quantity": 1}] * 51}, {"orderItems": [{"skuId": "1", "quantity": 0}]},
    {"orderItems": [{"skuId": "1", "quantity": 100}]}, {"orderItems": [{"quantity": 1}]},
    {"orderItems": [{"skuId": "1", "productId": "1", "quantity": 1}]}, {"orderItems": "1"},
])
def test_an_order_that_is_out_of_bounds_is_refused(buyer, change):
    body = {"shippingAddress": "서울", "orderItems": [{"skuId": "1", "quantity": 1}]} | change
    assert buyer.post("/orders", body).problem(400, "INVALID_REQUEST")["fieldErrors"]


def test_an_order_that_was_shipped_is_not_cancelled(shop, buyer, stack, payments):
    payments.behave(mode="confirm")
    sku = shop.product().sku
    order = buyer.order([(sku, 1)]).ok(201)["orderId"]
    buyer.post(f"/orders/{order}/payments").ok(201)
    shop.owner.post(f"/orders/{order}/ship").ok()
    buyer.post(f"/orders/{order}/cancel").problem(409, "ILLEGAL_STATE")
    assert stack.on_hand(sku) == [9]


def test_orders_are_listed_newest_first_page_by_page(shop, buyer):
    sku = shop.product(quantity=100).sku
    made = [buyer.order([(sku, 1)]).ok(201) for _ in range(12)]
    expected = [{name: order[name] for name in ("orderId", "totalPrice", "orderStatus", "orderedAt")}
                for order in made[::-1]]
    for size in (1, 5, 12, 100):
        assert walk(buyer, "/orders", size) == expected
    page = buyer.get("/orders").ok()
    assert (len(page["content"]), page["hasNext"]) == (10, True)
    assert walk(shop.buyer(), "/orders", 10) == []


def test_a_cancelled_order_gives_its_stock_back_exactly_once(shop, buyer, stack):
    one, two = shop.skus([10, 10])
    order = buyer.order([(one, 4), (two, 10)]).ok(201)["orderId"]
    answers = at_once([lambda c=buyer.twin(): c.post(f"/orders/{order}/cancel") for _ in range(20)])
    for answer in answers:
        cancelled = answer.ok()
        assert (cancelled["orderStatus"], cancelled["nextActions"]) == ("CANCELLED", [])
    assert stack.on_hand(one, two) == [10, 10]
    assert stack.sql(f"SELECT count(*) FROM stock_movements WHERE order_id = {order}") == [["2"]]
    assert buyer.get(f"/orders/{order}").ok()["orderStatus"] == "CANCELLED"
    shop.buyer().order([(one, 10), (two, 10)]).ok(201)


def test_what_was_ordered_leaves_the_cart_and_the_rest_stays(shop, buyer):
    bought, kept = shop.skus([9, 9])
    buyer.add_to_cart(bought, 2).ok(201)
    buyer.add_to_cart(kept, 3).ok(201)
    buyer.order([(bought, 1)]).ok(201)
    eventually(lambda: cart_lines(buyer) == [(kept, 3)])


def test_an_order_keeps_the_price_at_which_it_was_placed(shop, buyer, stack):
    product = shop.product(price=5_000)
    order = buyer.order([(product.sku, 2)]).ok(201)
    stack.sql(f"UPDATE products SET price_krw = 9000 WHERE product_id = {product.id}")
    assert buyer.get(f"/orders/{order['orderId']}").ok() == order


def test_a_buyer_may_order_only_when_logged_in(shop, anonymous):
    anonymous.order([(shop.product().sku, 1)]).problem(401, "NOT_LOGGED_IN")


def test_no_unit_is_lost_by_all_this(stack):
    stack.audit()
