"""Looks: what is worn together."""

import time

import pytest


@pytest.fixture
def look(shop, stack):
    """Two pictures and three products, the last of which was withdrawn."""
    look, products = str(time.time_ns() // 1_000_000), [shop.product().id for _ in range(3)]
    stack.sql(f"""
        INSERT INTO looks (look_id, creator_id, title, description, thumbnail_url, likes_count)
        VALUES ({look}, 1, '가을', '따뜻한 "니트"', '/pictures/t.svg', 3);
        INSERT INTO look_images VALUES ({look}, 1, '/pictures/1.svg'), ({look}, 2, '/pictures/2.svg');
        INSERT INTO look_products VALUES ({look}, 1, {products[1]}), ({look}, 2, {products[2]}), ({look}, 3, {products[0]});
        UPDATE products SET withdrawn = true, on_sale = false WHERE product_id = {products[2]}""")
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
