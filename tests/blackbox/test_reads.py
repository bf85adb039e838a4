"""Lists and details that a node keeps ready: what was changed through it shows at once, all else within a second."""

import threading
import time

import pytest

from cluster import Cluster, running_stack
from conftest import SETTINGS
from shop import Client, at_once

AGE = 1.0  # seconds: how long an answer is kept at most
SLACK = 1.0  # for a machine that is busy


@pytest.fixture(scope="session")
def stack():
    yield from running_stack(SETTINGS, nodes=2)


@pytest.fixture(scope="module")
def nodes(stack):
    cluster = Cluster(stack)
    cluster.settle(2)
    return [url for url, _ in cluster.nodes]


@pytest.fixture
def product(shop):
    return shop.product(quantity=1000)


def stock(url, product):
    return Client(url).get(f"/products/{product.id}").ok()["skus"][0]["available"]


def listed(url, path):
    return [item["id"] for item in Client(url).get(path).ok()["content"]]


def seconds_until(check):
    began = time.monotonic()
    while not check():
        assert time.monotonic() - began < 20
        threading.Event().wait(0.01)
    return time.monotonic() - began


def check_change(nodes, change, read, before, after):
    """Changes something through one node, and reads it through both, each of which has shown it before."""
    here, there = nodes
    assert read(here) == read(there) == before
    change(here)
    assert read(here) == after
    assert seconds_until(lambda: read(there) == after) <= AGE + SLACK


def test_an_order_and_its_cancellation_show_in_the_product(shop, nodes, product, buyer):
    orders = []
    read = lambda url: stock(url, product)
    for here, there in (nodes, nodes[::-1]):
        def order(url):
            orders.append(Client(url, buyer.cookie).order([(product.sku, 3)]).ok(201)["orderId"])

        def cancel(url):
            Client(url, buyer.cookie).post(f"/orders/{orders[-1]}/cancel").ok()

        check_change((here, there), order, read, 1000, 997)
        check_change((here, there), cancel, read, 997, 1000)


def test_stock_that_comes_shows_in_the_product(shop, nodes, product):
    body = {"delta": 5, "reason": "RECEIPT"}
    receive = lambda url: Client(url, shop.owner.cookie).post(f"/skus/{product.sku}/movements", body).ok(201)
    check_change(nodes, receive, lambda url: stock(url, product), 1000, 1005)


def test_a_like_shows_in_the_product_and_in_the_lists(shop, nodes, buyer):
    category = shop.new_category()
    older, newer = [shop.product(categoryIds=[category]).id for _ in range(2)]
    popular, newest = [f"/products/{order}?categoryId={category}" for order in ("popular", "newest")]

    def read(url):
        detail = Client(url).get(f"/products/{older}").ok()
        counts = {item["id"]: item["likesCount"] for item in Client(url).get(newest).ok()["content"]}
        return detail["likesCount"], listed(url, popular), counts[older]

    like = lambda url: Client(url, buyer.cookie).post(f"/products/{older}/likes").ok(204)
    unlike = lambda url: Client(url, buyer.cookie).delete(f"/products/{older}/likes").ok(204)
    plain, liked = (0, [newer, older], 0), (1, [older, newer], 1)
    check_change(nodes, like, read, plain, liked)
    assert [Client(url, buyer.cookie).get(f"/products/{older}").ok()["isLiked"] for url in nodes] == [True, True]
    check_change(nodes, unlike, read, liked, plain)


def test_a_new_product_shows_in_the_lists(shop, nodes):
    category = shop.new_category()
    path = f"/products/newest?categoryId={category}"
    made = [shop.product(categoryIds=[category]).id]

    def make(url):
        body = shop.product_body(categoryIds=[category])
        made.insert(0, Client(url, shop.owner.cookie).post("/products", body).ok(201)["id"])

    here, there = nodes
    assert listed(here, path) == listed(there, path) == made
    make(here)
    assert listed(here, path) == made
    assert seconds_until(lambda: listed(there, path) == made) <= AGE + SLACK


def test_a_store_that_pauses_leaves_the_lists(shop, nodes):
    category, store = shop.new_category(), shop.new_store(shop.owner)
    product = shop.product(storeId=store, categoryIds=[category]).id
    path = f"/products/popular?categoryId={category}"
    pause = lambda url: Client(url, shop.owner.cookie).patch(f"/stores/{store}", {"status": "PAUSED"}).ok()
    check_change(nodes, pause, lambda url: listed(url, path), [product], [])


def test_a_new_price_shows_wherever_the_product_does(shop, nodes):
    category, store, name = shop.new_category(), shop.new_store(shop.owner), "heliotrope"
    product = shop.product(categoryIds=[category], storeId=store, name=name, price=5_000).id
    lists = [f"/products/popular?categoryId={category}", f"/products/newest?categoryId={category}",
             f"/stores/{store}/products", f"/products/search?q={name}"]

    def read(url):
        items = [item for path in lists for item in Client(url).get(path).ok()["content"]]
        return [item["price"] for item in items] + [Client(url).get(f"/products/{product}").ok()["price"]]

    def cut(url):
        Client(url, shop.owner.cookie).patch(f"/products/{product}", {"price": 4_000}).ok()

    check_change(nodes, cut, read, [5_000] * 5, [4_000] * 5)


def test_a_withdrawn_product_leaves_all_lists(shop, nodes):
    category, store, name = shop.new_category(), shop.new_store(shop.owner), "columbine"
    product = shop.product(categoryIds=[category], storeId=store, name=name).id
    lists = [f"/products/popular?categoryId={category}", f"/products/newest?categoryId={category}",
             f"/stores/{store}/products", f"/products/search?q={name}"]
    withdraw = lambda url: Client(url, shop.owner.cookie).delete(f"/products/{product}").ok(204)
    check_change(nodes, withdraw, lambda url: [listed(url, path) for path in lists], [[product]] * 4, [[]] * 4)


def test_a_new_category_is_listed(shop, nodes):
    category = {"id": str(time.time_ns() // 1000), "name": shop.unique("category")}
    make = lambda url: Client(url, shop.admin.cookie).post("/categories", category).ok(201)
    check_change(nodes, make, lambda url: category in Client(url).get("/categories").ok(), False, True)


def test_who_has_ordered_never_sees_the_stock_of_before(shop, nodes, product):
    """Many who order and look at once, through one node: everybody sees at least what was sold before they looked."""
    sold, lock = [0], threading.Lock()

    def shopper(client):
        for _ in range(20):
            client.order([(product.sku, 1)]).ok(201)
            with lock:
                sold[0] += 1
                mine = sold[0]
            left = client.get(f"/products/{product.id}").ok()["skus"][0]["available"]
            assert left <= 1000 - mine, "an order that was confirmed does not show"

    clients = [Client(nodes[0], buyer.cookie) for buyer in shop.buyers(8)]
    at_once([lambda c=client: shopper(c) for client in clients])
    assert stock(nodes[0], product) == 1000 - 160
    assert seconds_until(lambda: stock(nodes[1], product) == 1000 - 160) <= AGE + SLACK


def test_a_product_that_was_looked_for_in_vain_is_there_once_it_is_made(shop, nodes):
    client = Client(nodes[0], shop.owner.cookie)
    client.get("/products/4").problem(404, "NOT_FOUND")
    for _ in range(5):
        created = client.post("/products", shop.product_body()).ok(201)["id"]
        client.get(f"/products/{created}").ok()
