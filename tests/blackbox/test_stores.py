"""Stores: who sees which, and what they have on sale."""

import pytest

from shop import walk


@pytest.fixture(scope="module")
def rival(shop):
    return shop.promoted("STORE_OWNER")


def ids(rows):
    return [row["id"] for row in rows]


def test_all_see_active_stores_newest_first(shop, rival, anonymous):
    older, newer, draft = shop.new_store(shop.owner), shop.new_store(rival), shop.new_store(rival, status="DRAFT")
    listed = ids(walk(anonymous, "/stores", 2))
    assert listed == sorted(listed, key=int, reverse=True)
    assert [store for store in listed if store in (older, newer, draft)] == [newer, older]
    assert anonymous.get("/stores?size=1").ok()["content"] == [anonymous.get(f"/stores/{newer}").ok()]


def test_a_store_that_is_not_active_any_more_leaves_the_list_and_comes_back(shop, anonymous):
    store = shop.new_store(shop.owner)
    newest = lambda: ids(anonymous.get("/stores?size=100").ok()["content"])
    for status in ("PAUSED", "ACTIVE"):
        shop.owner.patch(f"/stores/{store}", {"status": status}).ok()
        assert (store in newest()) == (status == "ACTIVE")
    for status in ("SUSPENDED", "ACTIVE", "CLOSED", "TERMINATED"):
        shop.admin.patch(f"/stores/{store}", {"status": status}).ok()
        assert (store in newest()) == (status == "ACTIVE")


def test_owners_see_their_own_stores_whatever_their_status(shop, anonymous, buyer):
    owner = shop.promoted("STORE_OWNER")
    draft, active, paused = [shop.new_store(owner, status) for status in ("DRAFT", "ACTIVE", "ACTIVE")]
    owner.patch(f"/stores/{paused}", {"status": "PAUSED"}).ok()
    mine = walk(owner, "/stores/mine", 2)
    assert ids(mine) == [paused, active, draft]
    assert [store["status"] for store in mine] == ["PAUSED", "ACTIVE", "DRAFT"]
    assert shop.admin.get("/stores/mine").ok()["content"] == []
    anonymous.get("/stores/mine").problem(401, "NOT_LOGGED_IN")
    buyer.get("/stores/mine").problem(403, "FORBIDDEN")


def test_a_store_shows_what_it_has_on_sale_newest_first(shop, buyer, anonymous):
    store = shop.new_store(shop.owner)
    products = [shop.product(storeId=store).id for _ in range(5)]
    shop.owner.delete(f"/products/{products[2]}").ok(204)
    on_sale = products[4:2:-1] + products[1::-1]
    path = f"/stores/{store}/products"
    for size in (1, 3, 100):
        assert ids(walk(anonymous, path, size)) == on_sale
    buyer.post(f"/products/{products[0]}/likes").ok(204)
    assert [item["isLiked"] for item in buyer.get(path).ok()["content"]] == [False, False, False, True]
    assert [item["likesCount"] for item in anonymous.get(path).ok()["content"]] == [0, 0, 0, 1]
    shop.owner.patch(f"/stores/{store}", {"status": "PAUSED"}).ok()
    assert anonymous.get(path).ok() == {"content": [], "hasNext": False, "nextCursor": None}


def test_an_unknown_store_has_no_page(anonymous, shop):
    anonymous.get("/stores/4").problem(404, "NOT_FOUND")
    anonymous.get("/stores/4/products").problem(404, "NOT_FOUND")
    anonymous.get("/stores/x/products").problem(404, "NOT_FOUND")
    shop.owner.patch("/stores/4", {"name": "x"}).problem(404, "NOT_FOUND")


def test_pages_have_a_size(shop, anonymous):
    for path in ("/stores", f"/stores/{shop.store}/products"):
        for size in ("0", "101", "x"):
            anonymous.get(f"{path}?size={size}").problem(400, "INVALID_REQUEST")
    shop.owner.get("/stores/mine?size=0").problem(400, "INVALID_REQUEST")


def test_who_may_open_and_change_a_store(shop, rival, buyer, anonymous):
    store = shop.new_store(shop.owner)
    anonymous.post("/stores", {"name": "x"}).problem(401, "NOT_LOGGED_IN")
    buyer.post("/stores", {"name": "x"}).problem(403, "FORBIDDEN")
    anonymous.patch(f"/stores/{store}", {"name": "x"}).problem(401, "NOT_LOGGED_IN")
    buyer.patch(f"/stores/{store}", {"name": "x"}).problem(403, "FORBIDDEN")
    rival.patch(f"/stores/{store}", {"name": "x"}).problem(403, "FORBIDDEN")
    assert shop.owner.patch(f"/stores/{store}", {"description": "둘"}).ok()["description"] == "둘"
    assert shop.admin.patch(f"/stores/{store}", {"description": "셋"}).ok()["description"] == "셋"
    assert shop.admin.post("/stores", {"name": "x"}).ok(201)["status"] == "DRAFT"


@pytest.mark.parametrize("body, field", [
    ({"name": ""}, "name"), ({"name": "x" * 101}, "name"), ({"phoneNumber": "x"}, "phoneNumber"), ({"address": ""}, "address"),
    ({"thumbnailUrl": "ftp://x"}, "thumbnailUrl"), ({"status": "OPEN"}, "status"), ({"description": 5}, "description")])
def test_a_change_that_makes_no_sense_is_refused_by_the_fields_name(shop, body, field):
    problem = shop.owner.patch(f"/stores/{shop.store}", body).problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in problem["fieldErrors"]] == [field]


def test_nothing_of_a_store_that_does_not_sell_can_be_had(shop, buyer):
    for path in (["PAUSED"], ["SUSPENDED"], ["CLOSED"], ["CLOSED", "TERMINATED"]):
        store = shop.new_store(shop.owner)
        product = shop.product(storeId=store)
        for status in path:
            shop.admin.patch(f"/stores/{store}", {"status": status}).ok()
        buyer.order([(product.sku, 1)]).problem(409, "NOT_ON_SALE")
        buyer.add_to_cart(product.sku).problem(409, "NOT_ON_SALE")
        shop.owner.post("/products", shop.product_body(storeId=store)).problem(409, "STORE_NOT_ACTIVE")
