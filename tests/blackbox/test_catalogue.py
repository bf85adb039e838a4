"""Categories, stores, products, and the stock behind them."""

import pytest

from shop import at_once, eventually, walk


@pytest.fixture(scope="module")
def rival(shop):
    """A store owner whose store is another one."""
    return shop.promoted("STORE_OWNER")


def ids(rows):
    return [row["id"] for row in rows]


def ledger(client, sku, size=100):
    return walk(client, f"/skus/{sku}/ledger", size)


# Categories

def test_only_an_admin_makes_categories(shop, buyer, anonymous):
    body = {"id": "77", "name": shop.unique("category")}
    anonymous.post("/categories", body).problem(401, "NOT_LOGGED_IN")
    buyer.post("/categories", body).problem(403, "FORBIDDEN")
    shop.owner.post("/categories", body).problem(403, "FORBIDDEN")
    assert shop.admin.post("/categories", body).ok(201) == body
    assert body in anonymous.get("/categories").ok()


def test_a_category_is_a_duplicate_by_id_and_by_name(shop):
    name = shop.unique("category")
    shop.admin.post("/categories", {"id": "78", "name": name}).ok(201)
    shop.admin.post("/categories", {"id": "78", "name": shop.unique("category")}).problem(409, "DUPLICATE")
    shop.admin.post("/categories", {"id": "79", "name": name}).problem(409, "DUPLICATE")


# Stores

def test_a_store_begins_as_a_draft_and_its_owner_opens_it(shop, anonymous):
    body = {"name": "가게", "phoneNumber": "02-123-4567", "address": "서울"}
    store = shop.owner.post("/stores", body).ok(201)
    assert store == body | {"id": store["id"], "description": None, "thumbnailUrl": None, "status": "DRAFT"}
    opened = shop.owner.patch(f"/stores/{store['id']}", {"status": "ACTIVE"}).ok()
    assert opened == {**store, "status": "ACTIVE"}
    assert anonymous.get(f"/stores/{store['id']}").ok() == opened


def test_a_buyer_owns_no_store(buyer):
    buyer.post("/stores", {"name": "가게"}).problem(403, "FORBIDDEN")


def test_somebody_elses_store_stays_as_it_is(shop, rival, anonymous):
    before = anonymous.get(f"/stores/{shop.store}").ok()
    rival.patch(f"/stores/{shop.store}", {"name": "mine"}).problem(403, "FORBIDDEN")
    rival.post("/products", shop.product_body()).problem(403, "FORBIDDEN")
    assert anonymous.get(f"/stores/{shop.store}").ok() == before


def test_an_admin_may_do_what_the_owner_may(shop):
    store = shop.new_store(shop.owner)
    assert shop.admin.patch(f"/stores/{store}", {"status": "PAUSED"}).ok()["status"] == "PAUSED"


def test_only_an_admin_suspends_a_store_and_ends_it(shop, buyer):
    store = shop.new_store(shop.owner)
    sku = shop.product(storeId=store).sku
    shop.owner.patch(f"/stores/{store}", {"status": "SUSPENDED"}).problem(409, "ILLEGAL_STATE")
    shop.admin.patch(f"/stores/{store}", {"status": "SUSPENDED"}).ok()
    buyer.order([(sku, 1)]).problem(409, "NOT_ON_SALE")
    shop.owner.patch(f"/stores/{store}", {"status": "ACTIVE"}).problem(409, "ILLEGAL_STATE")
    shop.admin.patch(f"/stores/{store}", {"status": "ACTIVE"}).ok()
    buyer.order([(sku, 1)]).ok(201)


def test_only_an_admin_terminates_a_store_and_it_never_opens_again(shop):
    store = shop.new_store(shop.owner)
    shop.owner.patch(f"/stores/{store}", {"status": "CLOSED"}).ok()
    shop.owner.patch(f"/stores/{store}", {"status": "TERMINATED"}).problem(409, "ILLEGAL_STATE")
    shop.admin.patch(f"/stores/{store}", {"status": "TERMINATED"}).ok()
    for client in (shop.owner, shop.admin):
        client.patch(f"/stores/{store}", {"status": "ACTIVE"}).problem(409, "ILLEGAL_STATE")


def test_only_an_active_store_lists_products(shop):
    draft = shop.new_store(shop.owner, status="DRAFT")
    shop.owner.post("/products", shop.product_body(storeId=draft)).problem(409, "STORE_NOT_ACTIVE")


def test_a_paused_store_stops_selling_and_sells_again_when_it_opens(shop, buyer):
    store = shop.new_store(shop.owner)
    product = shop.product(storeId=store)
    buyer.add_to_cart(product.sku).ok(201)

    shop.owner.patch(f"/stores/{store}", {"status": "PAUSED"}).ok()
    buyer.order([(product.sku, 1)]).problem(409, "NOT_ON_SALE")
    shop.buyer().add_to_cart(product.sku).problem(409, "NOT_ON_SALE")
    cart = buyer.get("/cart").ok()
    assert [item["problem"] for item in cart["items"]] == ["NOT_ON_SALE"]
    assert cart["totalPrice"] == 0

    shop.owner.patch(f"/stores/{store}", {"status": "ACTIVE"}).ok()
    assert "problem" not in buyer.get("/cart").ok()["items"][0]
    buyer.order([(product.sku, 1)]).ok(201)


def test_what_a_paused_store_sells_is_not_listed(shop, anonymous):
    category, store = shop.new_category(), shop.new_store(shop.owner)
    product = shop.product(storeId=store, categoryIds=[category])
    listed = lambda: ids(anonymous.get(f"/products/newest?categoryId={category}").ok()["content"])
    assert listed() == [product.id]
    shop.owner.patch(f"/stores/{store}", {"status": "PAUSED"}).ok()
    eventually(lambda: listed() == [])


# Products

def test_a_product_with_a_quantity_has_one_sku(shop, anonymous):
    body = shop.product_body(name="니트", price=39_000, description="따뜻한\n니트", quantity=7)
    created = shop.owner.post("/products", body).ok(201)
    [sku] = created["skus"]
    assert created["name"] == "니트" and sku["available"] == 7 and sku["stock"] == "IN_STOCK" and sku["options"] == {}
    detail = anonymous.get(f"/products/{created['id']}").ok()
    store = anonymous.get(f"/stores/{shop.store}").ok()
    [category] = [c["name"] for c in anonymous.get("/categories").ok() if c["id"] == shop.category]
    assert detail == {"id": created["id"], "storeId": shop.store, "storeName": store["name"], "productName": "니트",
                      "price": 39_000, "description": "따뜻한\n니트", "images": body["imageUrls"],
                      "categories": [category], "likesCount": 0, "isLiked": None, "drop": None,
                      "skus": created["skus"]}


def test_a_product_has_one_sku_for_each_combination_of_options(shop, anonymous):
    wanted = [({"size": "S", "color": "검정"}, 0, "SOLD_OUT"), ({"size": "S"}, 5, "LOW"),
              ({"color": "검정"}, 6, "IN_STOCK")]
    product = shop.product(quantity=None, skus=[{"options": options, "quantity": n} for options, n, _ in wanted])
    skus = anonymous.get(f"/products/{product.id}/skus").ok()
    assert [(sku["options"], sku["available"], sku["stock"]) for sku in skus] == wanted
    assert [sku["skuId"] for sku in skus] == product.skus


def test_two_skus_with_the_same_options_are_a_duplicate(shop):
    twice = [{"options": {"size": "M"}, "quantity": 1}] * 2
    shop.owner.post("/products", shop.product_body(quantity=None, skus=twice)).problem(409, "DUPLICATE")


def test_who_may_list_products(shop, buyer, anonymous):
    body = shop.product_body()
    anonymous.post("/products", body).problem(401, "NOT_LOGGED_IN")
    buyer.post("/products", body).problem(403, "FORBIDDEN")
    created = shop.admin.post("/products", body).ok(201)
    assert anonymous.get(f"/products/{created['id']}").ok()["storeId"] == shop.store


def test_a_product_of_no_store_or_no_category_is_not_made(shop):
    shop.owner.post("/products", shop.product_body(storeId="4")).problem(404, "NOT_FOUND")
    shop.owner.post("/products", shop.product_body(categoryIds=["4"])).problem(404, "NOT_FOUND")


def test_the_newest_products_come_first_page_by_page(shop, anonymous):
    category = shop.new_category()
    made = [shop.product(categoryIds=[category]).id for _ in range(7)]
    for size in (1, 3, 7, 100):
        assert ids(walk(anonymous, f"/products/newest?categoryId={category}", size)) == made[::-1]


def test_the_most_liked_products_come_first_and_ties_break_by_age(shop, anonymous):
    category = shop.new_category()
    made = [shop.product(categoryIds=[category]).id for _ in range(6)]
    likes = [2, 0, 1, 2, 0, 3]
    fans = shop.buyers(3)
    for product, count in zip(made, likes):
        for fan in fans[:count]:
            fan.post(f"/products/{product}/likes").ok(204)
    expected = [product for _, product in sorted(zip(likes, made), key=lambda row: (row[0], int(row[1])), reverse=True)]
    path = f"/products/popular?categoryId={category}"
    eventually(lambda: ids(anonymous.get(path).ok()["content"]) == expected)
    for size in (1, 2, 5):
        assert ids(walk(anonymous, path, size)) == expected


def test_an_empty_list_has_no_cursor(shop, anonymous):
    category = shop.new_category()
    for order in ("popular", "newest"):
        page = anonymous.get(f"/products/{order}?categoryId={category}").ok()
        assert page == {"content": [], "hasNext": False, "nextCursor": None}


def test_a_like_counts_once_however_often_it_is_given(shop, anonymous, buyer):
    product = shop.product().id
    path = f"/products/{product}"
    assert anonymous.get(path).ok()["isLiked"] is None
    assert buyer.get(path).ok()["isLiked"] is False
    at_once([lambda c=buyer.twin(): c.post(path + "/likes").ok(204) for _ in range(10)])
    detail = buyer.get(path).ok()
    assert (detail["isLiked"], detail["likesCount"]) == (True, 1)
    assert anonymous.get(path).ok()["isLiked"] is None
    for _ in range(2):
        buyer.delete(path + "/likes").ok(204)
    detail = buyer.get(path).ok()
    assert (detail["isLiked"], detail["likesCount"]) == (False, 0)


def test_parallel_likes_of_many_people_all_count(shop, anonymous):
    product = shop.product().id
    at_once([lambda c=fan: c.post(f"/products/{product}/likes").ok(204) for fan in shop.buyers(12)])
    assert anonymous.get(f"/products/{product}").ok()["likesCount"] == 12


def test_liking_what_does_not_exist_is_not_found(buyer, anonymous):
    buyer.post("/products/4/likes").problem(404, "NOT_FOUND")
    anonymous.post("/products/4/likes").problem(401, "NOT_LOGGED_IN")


# Products are changed

def test_an_owner_changes_what_is_given_of_a_product(shop, anonymous):
    other = shop.new_category()
    product = shop.product(name="니트", price=39_000, description="따뜻한\n니트", quantity=7).id
    path = f"/products/{product}"
    before = anonymous.get(path).ok()
    assert shop.owner.patch(path, {}).ok() == before | {"isLiked": False}
    changes = {"price": 29_000, "name": "울 니트", "description": "더 따뜻한", "imageUrls": ["/pictures/b.svg", "/pictures/a.svg"],
               "categoryIds": [other, other]}
    names = {category["id"]: category["name"] for category in anonymous.get("/categories").ok()}
    after = before | {"price": 29_000, "productName": "울 니트", "description": "더 따뜻한",
                      "images": ["/pictures/b.svg", "/pictures/a.svg"], "categories": [names[other]]}
    assert shop.owner.patch(path, changes).ok() == after | {"isLiked": False}
    assert anonymous.get(path).ok() == after
    shop.owner.patch(path, {"thumbnailUrl": "/pictures/b.svg"}).ok()
    [item] = anonymous.get(f"/products/newest?categoryId={other}").ok()["content"]
    assert (item["id"], item["price"], item["productName"], item["thumbnailUrl"]) == (product, 29_000, "울 니트", "/pictures/b.svg")


def test_a_new_price_is_what_is_paid_from_then_on(shop, buyer):
    product = shop.product(price=10_000)
    first = buyer.order([(product.sku, 1)]).ok(201)
    buyer.add_to_cart(product.sku, 2).ok(201)
    shop.owner.patch(f"/products/{product.id}", {"price": 8_000, "name": "세일"}).ok()
    [line] = buyer.get("/cart").ok()["items"]
    assert (line["price"], line["subtotal"], line["productName"]) == (8_000, 16_000, "세일")
    second = buyer.order([(product.sku, 1)]).ok(201)
    assert (first["totalPrice"], second["totalPrice"]) == (10_000, 8_000)
    assert buyer.get(f"/orders/{first['orderId']}").ok()["items"][0]["priceAtPurchase"] == 10_000


def test_likes_go_along_into_another_category(shop, buyer, anonymous):
    here, there = shop.new_category(), shop.new_category()
    product = shop.product(categoryIds=[here]).id
    buyer.post(f"/products/{product}/likes").ok(204)
    assert shop.owner.patch(f"/products/{product}", {"categoryIds": [there]}).ok()["likesCount"] == 1
    listed = lambda category: [(item["id"], item["likesCount"])
                               for item in anonymous.get(f"/products/popular?categoryId={category}").ok()["content"]]
    assert (listed(here), listed(there)) == ([], [(product, 1)])
    buyer.delete(f"/products/{product}/likes").ok(204)
    assert listed(there) == [(product, 0)]


def test_categories_change_while_people_like(shop, stack):
    categories = [shop.new_category() for _ in range(3)]
    product = shop.product(categoryIds=categories[:1]).id

    def shuffle(client):
        for n in range(20):
            client.patch(f"/products/{product}", {"categoryIds": [categories[n % 3]]}).ok()

    def like(client):
        for _ in range(20):
            client.post(f"/products/{product}/likes").ok(204)
            client.delete(f"/products/{product}/likes").ok(204)
        client.post(f"/products/{product}/likes").ok(204)

    at_once([lambda: shuffle(shop.owner.twin())] + [lambda c=fan: like(c) for fan in shop.buyers(4)])
    assert shop.anonymous().get(f"/products/{product}").ok()["likesCount"] == 4
    stack.audit()


def test_a_store_and_its_products_change_at_once(shop, stack):
    store = shop.new_store(shop.owner)
    products = [shop.product(storeId=store).id for _ in range(3)]

    def change_store(client):
        for n in range(10):
            client.patch(f"/stores/{store}", {"name": f"Store {n}", "status": ("PAUSED", "ACTIVE")[n % 2]}).ok()

    def change_product(client, product):
        for n in range(20):
            client.patch(f"/products/{product}", {"name": f"Shirt {n}", "categoryIds": [shop.category]}).ok()

    at_once([lambda: change_store(shop.owner.twin())]
            + [lambda p=product: change_product(shop.owner.twin(), p) for product in products])
    assert [item["productName"] for item in shop.anonymous().get(f"/stores/{store}/products").ok()["content"]] == ["Shirt 19"] * 3
    stack.audit()


def test_a_withdrawn_product_is_off_sale_and_its_orders_stay(shop, buyer, anonymous):
    category = shop.new_category()
    product = shop.product(categoryIds=[category])
    path = f"/products/{product.id}"
    order = buyer.order([(product.sku, 1)]).ok(201)
    buyer.add_to_cart(product.sku).ok(201)
    buyer.post(path + "/likes").ok(204)
    for _ in range(2):
        shop.owner.delete(path).ok(204)
    anonymous.get(path).problem(404, "NOT_FOUND")
    anonymous.get(path + "/skus").problem(404, "NOT_FOUND")
    shop.owner.patch(path, {"price": 1}).problem(404, "NOT_FOUND")
    buyer.post(path + "/likes").problem(404, "NOT_FOUND")
    for order_by in ("popular", "newest"):
        assert anonymous.get(f"/products/{order_by}?categoryId={category}").ok()["content"] == []
    assert product.id not in ids(buyer.get("/products/liked").ok()["content"])
    buyer.order([(product.sku, 1)]).problem(409, "NOT_ON_SALE")
    cart = buyer.get("/cart").ok()
    assert [item["problem"] for item in cart["items"]] == ["NOT_ON_SALE"] and cart["totalPrice"] == 0
    assert buyer.get(f"/orders/{order['orderId']}").ok()["items"][0]["productId"] == product.id
    buyer.post(f"/orders/{order['orderId']}/cancel").ok()


def test_a_withdrawn_product_stays_so_when_its_store_opens_again(shop, anonymous):
    store = shop.new_store(shop.owner)
    product = shop.product(storeId=store).id
    shop.owner.delete(f"/products/{product}").ok(204)
    for status in ("PAUSED", "ACTIVE"):
        shop.owner.patch(f"/stores/{store}", {"status": status}).ok()
    assert anonymous.get(f"/stores/{store}/products").ok()["content"] == []


def test_only_its_owner_and_an_admin_change_a_product(shop, rival, buyer, anonymous):
    product = shop.product().id
    path = f"/products/{product}"
    for client, status, code in ((anonymous, 401, "NOT_LOGGED_IN"), (buyer, 403, "FORBIDDEN"), (rival, 403, "FORBIDDEN")):
        client.patch(path, {"price": 1}).problem(status, code)
        client.delete(path).problem(status, code)
    assert shop.admin.patch(path, {"price": 5}).ok()["price"] == 5
    shop.admin.delete(path).ok(204)
    for client in (shop.owner, shop.admin):
        client.patch("/products/4", {"price": 1}).problem(404, "NOT_FOUND")
        client.delete("/products/4").problem(404, "NOT_FOUND")


@pytest.mark.parametrize("body, field", [
    ({"price": 0}, "price"), ({"price": "x"}, "price"), ({"name": ""}, "name"), ({"name": "x" * 101}, "name"),
    ({"categoryIds": []}, "categoryIds"), ({"imageUrls": []}, "imageUrls"), ({"imageUrls": ["x"]}, "imageUrls[0]"),
    ({"thumbnailUrl": "/" + "x" * 300}, "thumbnailUrl"), ({"description": "x" * 10_001}, "description")])
def test_a_change_that_makes_no_sense_is_refused_by_the_fields_name(shop, body, field):
    product = shop.product().id
    problem = shop.owner.patch(f"/products/{product}", body).problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in problem["fieldErrors"]] == [field]


def test_a_product_does_not_come_into_a_category_that_does_not_exist(shop, anonymous):
    product = shop.product()
    before = anonymous.get(f"/products/{product.id}").ok()
    shop.owner.patch(f"/products/{product.id}", {"price": 1, "categoryIds": ["4"]}).problem(404, "NOT_FOUND")
    assert anonymous.get(f"/products/{product.id}").ok() == before


# What one likes

def test_what_one_likes_is_listed_newest_product_first(shop, anonymous):
    fan = shop.buyer()
    assert fan.get("/products/liked").ok() == {"content": [], "hasNext": False, "nextCursor": None}
    store = shop.new_store(shop.owner)
    made = [shop.product(storeId=store).id for _ in range(5)]
    for product in (made[3], made[0], made[4], made[1]):
        fan.post(f"/products/{product}/likes").ok(204)
    liked = [made[4], made[3], made[1], made[0]]
    for size in (1, 3, 4, 100):
        assert ids(walk(fan, "/products/liked", size)) == liked
    assert {item["isLiked"] for item in fan.get("/products/liked").ok()["content"]} == {True}
    fan.delete(f"/products/{made[3]}/likes").ok(204)
    shop.owner.delete(f"/products/{made[1]}").ok(204)
    assert ids(walk(fan, "/products/liked", 1)) == [made[4], made[0]]
    assert shop.buyer().get("/products/liked").ok()["content"] == []
    anonymous.get("/products/liked").problem(401, "NOT_LOGGED_IN")
    fan.get("/products/liked?size=101").problem(400, "INVALID_REQUEST")


def test_each_sees_own_likes_in_every_list(shop, buyer, anonymous):
    category = shop.new_category()
    liked, other = [shop.product(categoryIds=[category]).id for _ in range(2)]
    buyer.post(f"/products/{liked}/likes").ok(204)
    for order_by in ("popular", "newest"):
        path = f"/products/{order_by}?categoryId={category}"
        seen = lambda client: {item["id"]: item["isLiked"] for item in client.get(path).ok()["content"]}
        assert seen(buyer) == {liked: True, other: False}
        assert seen(anonymous) == {liked: None, other: None}


# Stock

def test_a_ledger_is_a_chain_from_zero_to_what_is_on_hand(shop, stack, buyer):
    sku = shop.product(quantity=10).sku
    moved = shop.owner.post(f"/skus/{sku}/movements", {"delta": 5, "reason": "RECEIPT", "note": "입고"}).ok(201)
    assert (moved["skuId"], moved["delta"], moved["reason"], moved["available"]) == (sku, 5, "RECEIPT", 15)
    order = buyer.order([(sku, 3)]).ok(201)
    shop.move(sku, -2).ok(201)
    buyer.post(f"/orders/{order['orderId']}/cancel").ok()
    shop.move(sku, 1, "RETURN").ok(201)

    entries = ledger(shop.owner, sku)
    assert [(e["delta"], e["reason"], e["balance"]) for e in entries[::-1]] == [
        (10, "RECEIPT", 10), (5, "RECEIPT", 15), (-3, "SALE", 12), (-2, "ADJUSTMENT", 10), (3, "CANCELLATION", 13),
        (1, "RETURN", 14)]
    assert [e.get("orderId") for e in entries[::-1]] == [None, None, order["orderId"], None, order["orderId"], None]
    assert entries[-2]["note"] == "입고"
    assert ledger(shop.owner, sku, size=2) == entries
    assert stack.on_hand(sku) == [14]


def test_stock_never_goes_below_zero(shop, buyer):
    sku = shop.product(quantity=3).sku
    shop.move(sku, -4).problem(409, "OUT_OF_STOCK")
    buyer.order([(sku, 2)]).ok(201)
    shop.move(sku, -2).problem(409, "OUT_OF_STOCK")
    assert shop.move(sku, -1).ok(201)["available"] == 0


def test_parallel_withdrawals_take_exactly_what_is_there(shop, stack):
    sku = shop.product(quantity=10).sku
    answers = at_once([lambda c=shop.owner.twin(): shop.move(sku, -1, owner=c) for _ in range(16)])
    assert sorted(answer.status for answer in answers) == [201] * 10 + [409] * 6
    assert stack.on_hand(sku) == [0]


def test_a_movement_that_makes_no_sense_is_refused_by_the_fields_name(shop):
    sku = shop.product().sku
    for body, field in (({"delta": 0, "reason": "RECEIPT"}, "delta"), ({"delta": 1}, "reason"),
                        ({"delta": 1, "reason": "SALE"}, "reason"), ({"delta": 1, "reason": "RETURN", "note": ""}, "note")):
        problem = shop.owner.post(f"/skus/{sku}/movements", body).problem(400, "INVALID_REQUEST")
        assert [error["field"] for error in problem["fieldErrors"]] == [field]
    shop.owner.get(f"/skus/{sku}/ledger?size=0").problem(400, "INVALID_REQUEST")


def test_stock_that_does_not_exist_is_not_found(shop, anonymous):
    shop.move("4", 1).problem(404, "NOT_FOUND")
    shop.owner.get("/skus/4/ledger").problem(404, "NOT_FOUND")
    anonymous.get("/products/4/skus").problem(404, "NOT_FOUND")


def test_an_admin_moves_and_reads_anybodys_stock(shop):
    sku = shop.product(quantity=3).sku
    shop.move(sku, -3, owner=shop.admin).ok(201)
    assert [entry["balance"] for entry in ledger(shop.admin, sku)] == [0, 3]


def test_somebody_elses_stock_is_neither_moved_nor_read(shop, rival, buyer, anonymous):
    sku = shop.product(quantity=3).sku
    anonymous.get(f"/skus/{sku}/ledger").problem(401, "NOT_LOGGED_IN")
    shop.move(sku, 1, owner=anonymous).problem(401, "NOT_LOGGED_IN")
    for stranger in (rival, buyer):
        shop.move(sku, 1, owner=stranger).problem(403, "FORBIDDEN")
        stranger.get(f"/skus/{sku}/ledger").problem(403, "FORBIDDEN")
    assert len(ledger(shop.owner, sku)) == 1


def test_no_unit_is_lost_by_all_this(stack):
    stack.audit()
