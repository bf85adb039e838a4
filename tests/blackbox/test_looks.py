"""Looks: what is worn together, and who may put it together."""

import time

import pytest


@pytest.fixture
def look(shop, stack, buyer):
    """Three likes, two pictures and three products, the last of which was withdrawn."""
    look, products = str(time.time_ns() // 1_000_000), [shop.product().id for _ in range(3)]
    stack.sql(f"""
        INSERT INTO looks (look_id, creator_id, title, description, thumbnail_url, likes_count)
        SELECT {look}, min(user_id), '가을', '따뜻한 "니트"', '/pictures/t.svg', 3 FROM users;
        INSERT INTO swipes (user_id, look_id, reaction) SELECT user_id, {look}, 'LIKE' FROM users LIMIT 3;
        INSERT INTO look_images VALUES ({look}, 1, '/pictures/1.svg'), ({look}, 2, '/pictures/2.svg');
        INSERT INTO look_products VALUES ({look}, 1, {products[1]}), ({look}, 2, {products[2]}), ({look}, 3, {products[0]});
        UPDATE products SET withdrawn = true, on_sale = false WHERE product_id = {products[2]};
        UPDATE product_categories SET on_sale = false WHERE product_id = {products[2]}""")
    return look, products[1], products[0]


def test_a_look_shows_its_pictures_and_what_is_worn_in_their_order(shop, anonymous, look):
    look, first, second = look
    store = anonymous.get(f"/stores/{shop.store}").ok()["name"]

    def worn(product, order):
        name = anonymous.get(f"/products/{product}").ok()["productName"]
        return {"productId": product, "storeName": store, "productName": name, "price": 12_900,
                "thumbnailUrl": "/pictures/shirt.svg", "displayOrder": order}

    assert anonymous.get(f"/looks/{look}").ok() == {
        "lookId": look, "title": "가을", "description": '따뜻한 "니트"', "thumbnailUrl": "/pictures/t.svg", "likesCount": 3,
        "images": [{"imageUrl": f"/pictures/{n}.svg", "displayOrder": n} for n in (1, 2)],
        "lookImageUrls": ["/pictures/1.svg", "/pictures/2.svg"],
        "products": [worn(first, 1), worn(second, 3)]}


def test_a_look_is_the_same_for_everybody_and_kept_until_it_changes(anonymous, buyer, look):
    first = anonymous.get(f"/looks/{look[0]}")
    assert buyer.get(f"/looks/{look[0]}").ok() == first.ok()
    again = anonymous.get(f"/looks/{look[0]}", If_None_Match=first["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_a_look_that_does_not_exist_is_not_found(anonymous):
    anonymous.get("/looks/4").problem(404, "NOT_FOUND")


def test_whoever_is_logged_in_puts_looks_together(shop, anonymous, buyer):
    first, second = shop.product().id, shop.product().id
    look = buyer.post("/looks", {
        "title": "바다", "description": "여름\n저녁", "thumbnailUrl": "/pictures/t.svg", "imageUrls": ["/pictures/1.svg", "/pictures/2.svg"],
        "productIds": [second, first, second]}).ok(201)["lookId"]
    shown = anonymous.get(f"/looks/{look}").ok()
    assert (shown["title"], shown["description"], shown["likesCount"]) == ("바다", "여름\n저녁", 0)
    assert shown["lookImageUrls"] == ["/pictures/1.svg", "/pictures/2.svg"]
    assert [product["productId"] for product in shown["products"]] == [second, first]


def test_products_that_do_not_exist_are_named(shop, buyer):
    known = shop.product().id
    problem = buyer.post("/looks", shop.look_body([known, "4", "5"])).problem(404, "PRODUCTS_NOT_FOUND")
    assert sorted(problem["missing"]) == ["4", "5"]
    look = shop.look(buyer)
    assert buyer.patch(f"/looks/{look}", {"productIds": ["6"]}).problem(404, "PRODUCTS_NOT_FOUND")["missing"] == ["6"]


@pytest.mark.parametrize("wrong", [
    {"title": ""}, {"title": "x" * 101}, {"title": None}, {"description": "x" * 2001}, {"thumbnailUrl": "ftp://x"}, {"imageUrls": []},
    {"imageUrls": ["/pictures/1.svg"] * 21}, {"productIds": []}, {"productIds": ["1"] * 31}, {"productIds": ["x"]}])
def test_a_look_that_is_not_as_it_should_be_is_refused_with_the_field(shop, buyer, wrong):
    body = shop.look_body(["1"]) | wrong
    errors = buyer.post("/looks", body).problem(400, "INVALID_REQUEST")["fieldErrors"]
    assert errors[0]["field"].startswith(next(iter(wrong)))


def test_a_repeated_post_makes_one_look(shop, stack, buyer):
    body = shop.look_body()
    first = buyer.post("/looks", body, key="look")
    again = buyer.post("/looks", body, key="look")
    assert again.ok(201) == first.ok(201)
    assert again["Idempotency-Replayed"] == "true"
    buyer.post("/looks", body | {"title": "another"}, key="look").problem(422, "IDEMPOTENCY_KEY_REUSED")
    assert stack.sql(f"SELECT count(*) FROM looks WHERE title = '{body['title']}'") == [["1"]]


def test_a_look_is_changed_and_deleted_by_its_creator_or_an_admin_only(shop, anonymous, buyer):
    look, product = shop.look(buyer), shop.product().id
    buyer.patch(f"/looks/{look}", {"title": "새 제목", "productIds": [product]}).ok(204)
    shown = anonymous.get(f"/looks/{look}").ok()
    assert shown["title"] == "새 제목" and shown["lookImageUrls"] == ["/pictures/1.svg"]
    assert [worn["productId"] for worn in shown["products"]] == [product]
    for other in (shop.owner, shop.buyer()):
        other.patch(f"/looks/{look}", {"title": "x"}).problem(403, "FORBIDDEN")
        other.delete(f"/looks/{look}").problem(403, "FORBIDDEN")
    shop.admin.patch(f"/looks/{look}", {"description": "of the admin"}).ok(204)
    shop.admin.delete(f"/looks/{look}").ok(204)
    assert shop.look(buyer) != look


def test_a_deleted_look_is_nowhere(shop, anonymous, buyer):
    look = shop.look(buyer)
    buyer.swipe(look).ok(204)
    other = shop.buyer()
    assert look in [card["lookId"] for card in other.get("/looks/swipe?size=100").ok()["content"]]
    buyer.delete(f"/looks/{look}").ok(204)
    for method, path, body in (("GET", "", None), ("PATCH", "", {"title": "x"}), ("DELETE", "", None),
                               ("PUT", "/swipe", {"reactionType": "LIKE"}), ("DELETE", "/swipe", None)):
        buyer.request(method, f"/looks/{look}{path}", body).problem(404, "NOT_FOUND")
    assert buyer.get("/looks/liked").ok()["content"] == []
    assert look not in [card["lookId"] for card in other.get("/looks/swipe?size=100").ok()["content"]]


def test_who_is_not_logged_in_changes_no_look(shop, anonymous):
    look = shop.look()
    # Decided before the body is looked at.
    anonymous.post("/looks", {}).problem(401, "NOT_LOGGED_IN")
    anonymous.patch(f"/looks/{look}", {"title": ""}).problem(401, "NOT_LOGGED_IN")
    anonymous.delete(f"/looks/{look}").problem(401, "NOT_LOGGED_IN")


def test_what_does_not_exist_cannot_be_changed(buyer):
    buyer.patch("/looks/4", {"title": "x"}).problem(404, "NOT_FOUND")
    buyer.delete("/looks/4").problem(404, "NOT_FOUND")
