"""GET /products/search: what is found by which words, in which order, and for whom."""

from urllib.parse import quote

import pytest

from shop import walk


def search(client, text, **filters):
    return f"/products/search?q={quote(text)}" + "".join(f"&{name}={value}" for name, value in filters.items())


def found(client, text, **filters):
    return [item["id"] for item in client.get(search(client, text, **filters)).ok()["content"]]


@pytest.fixture(scope="module")
def wardrobe(shop):
    """A store of its own name, a category of its own, and what the tests look for, by short names."""
    store, category = shop.new_store(shop.owner), shop.new_category()
    shop.owner.patch(f"/stores/{store}", {"name": "담백상점 Quillon"}).ok()
    names = {"shirt": ("오버핏 린넨셔츠", 20_000), "tee": ("Relaxed V-neck t-shirt", 30_000),
             "hoodie": ("Washed zip hoodies", 40_000), "coat": ("캐시미어 코트", 50_000)}
    made = {short: shop.product(storeId=store, name=name, price=price, categoryIds=[category]).id
            for short, (name, price) in names.items()}
    made["knit"] = shop.product(name="Merino knit", description="Soft wool,\nfor zephyrous days").id
    return made | {"store": store, "category": category}


@pytest.mark.parametrize("text, expected", [
    ("린넨셔츠", "shirt"), ("린넨", "shirt"), ("셔츠", "shirt"), ("넨셔", "shirt"), ("오버핏 셔츠", "shirt"),
    ("셔", "shirt"), ("relaxed", "tee"), ("RELAX", "tee"), ("v-neck", "tee"), ("Ｒｅｌａｘｅｄ", "tee"),
    ("hoodie", "hoodie"), ("hoodies", "hoodie"), ("washing hoodie", "hoodie"), ("the hoodie", "hoodie"),
    ("zephyrous", "knit"), ("wool", "knit"), ("캐시", "coat")])
def test_is_found(wardrobe, anonymous, text, expected):
    assert found(anonymous, text) == [wardrobe[expected]]


@pytest.mark.parametrize("text, expected", [("hodie", "hoodie"), ("relaxd", "tee"), ("merrino knit", "knit")])
def test_is_found_in_spite_of_a_small_mistake(wardrobe, anonymous, text, expected):
    assert found(anonymous, text) == [wardrobe[expected]]


@pytest.mark.parametrize("text", ["셔츠 코트", "없는말", "qqqqqqqq", "hoodie zephyrous", "umbrella"])
def test_is_not_found(wardrobe, anonymous, text):
    assert found(anonymous, text) == []


@pytest.mark.parametrize("text", [
    "!!!", "' | '", "a:*", "& | !", "(((", "\\", "'; DROP TABLE products; --", "<->", "셔츠'", "½ ㈜", "%_%", "a" * 100,
    "가" * 100, "😀", "ᄉ" * 100, " ".join("abcdefghijklmnopqrstuvwxyz"), "\u200b", "NaN", "'':*"])
def test_whatever_somebody_types_is_words(wardrobe, anonymous, text):
    anonymous.get(search(anonymous, text)).ok()


def test_a_store_is_found_by_its_name_also_when_it_gets_another(shop, anonymous):
    store = shop.new_store(shop.owner)
    product = shop.product(storeId=store).id
    assert found(anonymous, "vermilion") == []
    shop.owner.patch(f"/stores/{store}", {"name": "Vermilion 서울상회"}).ok()
    assert found(anonymous, "vermilion") == found(anonymous, "상회") == [product]
    shop.owner.patch(f"/stores/{store}", {"name": "Another"}).ok()
    assert found(anonymous, "vermilion") == []


def test_filters_narrow_it_down(shop, wardrobe, anonymous):
    of_store = [wardrobe[name] for name in ("coat", "hoodie", "tee", "shirt")]
    assert found(anonymous, "quillon") == of_store
    assert found(anonymous, "quillon", storeId=wardrobe["store"]) == of_store
    assert found(anonymous, "quillon", categoryId=wardrobe["category"]) == of_store
    assert found(anonymous, "quillon", storeId=wardrobe["store"], categoryId=wardrobe["category"]) == of_store
    assert found(anonymous, "quillon", storeId=shop.store) == []
    assert found(anonymous, "quillon", categoryId=shop.category) == []
    assert found(anonymous, "quillon", storeId=wardrobe["store"], categoryId=shop.category) == []
    assert found(anonymous, "quillon", minPrice=30_000, maxPrice=40_000) == of_store[1:3]
    assert found(anonymous, "quillon", minPrice=50_000) == of_store[:1]
    assert found(anonymous, "quillon", maxPrice=0) == []
    assert found(anonymous, "quillon", storeId="4") == []


def test_pages_are_newest_first_and_fit_together(wardrobe, anonymous):
    expected = [wardrobe[name] for name in ("coat", "hoodie", "tee", "shirt")]
    for size in (1, 2, 3, 4, 100):
        assert [item["id"] for item in walk(anonymous, search(anonymous, "quillon"), size)] == expected


def test_only_what_is_on_sale_is_found(shop, anonymous):
    store = shop.new_store(shop.owner)
    kept, withdrawn = [shop.product(storeId=store, name=f"Marigold {n}").id for n in range(2)]
    shop.owner.delete(f"/products/{withdrawn}").ok(204)
    assert found(anonymous, "marigold") == [kept]
    shop.owner.patch(f"/stores/{store}", {"status": "PAUSED"}).ok()
    assert found(anonymous, "marigold") == []
    shop.owner.patch(f"/stores/{store}", {"status": "ACTIVE"}).ok()
    assert found(anonymous, "marigold") == [kept]


def test_a_renamed_product_is_found_by_its_new_name_only(shop, anonymous):
    product = shop.product(name="Heliotrope").id
    assert found(anonymous, "heliotrope") == [product]
    shop.owner.patch(f"/products/{product}", {"name": "제비꽃원피스", "description": "columbine"}).ok()
    assert found(anonymous, "heliotrope") == []
    assert found(anonymous, "원피스") == found(anonymous, "columbine") == [product]


def test_each_sees_own_likes(shop, wardrobe, buyer, anonymous):
    buyer.post(f"/products/{wardrobe['coat']}/likes").ok(204)
    likes = lambda client: [item["isLiked"] for item in client.get(search(client, "quillon")).ok()["content"]]
    assert likes(buyer) == [True, False, False, False]
    assert likes(anonymous) == [None] * 4
    [item] = anonymous.get(search(anonymous, "캐시미어")).ok()["content"]
    assert item == {"id": wardrobe["coat"], "storeName": "담백상점 Quillon", "productName": "캐시미어 코트", "price": 50_000,
                    "thumbnailUrl": "/pictures/shirt.svg", "likesCount": 1, "isLiked": None}
    buyer.delete(f"/products/{wardrobe['coat']}/likes").ok(204)
    assert likes(buyer) == [False] * 4


@pytest.mark.parametrize("query, field", [
    ("", "q"), ("q=", "q"), ("q=" + "a" * 101, "q"), ("q=%20", "q"), ("q=a&minPrice=2&maxPrice=1", "minPrice"),
    ("q=a&minPrice=-1", "minPrice"), ("q=a&maxPrice=x", "maxPrice"), ("q=a&categoryId=0", "categoryId"),
    ("q=a&storeId=x", "storeId"), ("q=a&size=0", "size"), ("q=a&size=101", "size"), ("q=a&cursorId=x", "cursorId")])
def test_a_search_that_makes_no_sense_is_refused_by_the_fields_name(anonymous, query, field):
    problem = anonymous.get(f"/products/search?{query}").problem(400, "INVALID_REQUEST")
    assert [error["field"] for error in problem["fieldErrors"]] == [field]


def test_an_unchanged_page_is_not_sent_again(wardrobe, anonymous):
    path = search(anonymous, "merino")
    tag = anonymous.get(path)["ETag"]
    assert anonymous.get(path, If_None_Match=tag).status == 304
