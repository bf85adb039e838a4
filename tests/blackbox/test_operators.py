"""What operators see of the cluster over HTTP, and what they may ask of it."""

import pytest

from cluster import SHARDS, Cluster, running_stack
from conftest import SETTINGS
from events import EventSource
from shop import Client, eventually


@pytest.fixture(scope="session")
def stack():
    yield from running_stack(SETTINGS, nodes=2)


@pytest.fixture
def cluster(stack):
    cluster = Cluster(stack)
    cluster.settle(len(cluster.nodes))
    return cluster


def named(status, name):
    return next(node for node in status["nodes"] if node["name"] == name)


def test_each_node_shows_all_nodes_and_who_owns_what(shop, cluster):
    for url, _ in cluster.nodes:
        status = Client(url, shop.admin.cookie).get("/admin/cluster").ok()
        assert sorted(node["name"] for node in status["nodes"]) == ["node-0", "node-1"]
        assert len(status["shards"]) == SHARDS and status["moves"] == []
        for node in status["nodes"]:
            assert node["state"] == "SERVING" and not node["isToLeave"]
            assert 0 < node["leaseLeftMs"] <= 3_000
            assert status["shards"].count(node["id"]) == node["shards"] > 0
        assert status["coordinator"] in [node["id"] for node in status["nodes"]]


def test_a_node_says_what_it_does(shop, cluster):
    def requests():
        return sum(node["vitals"]["requests"] for node in shop.admin.get("/admin/cluster").ok()["nodes"])

    eventually(lambda: all(node["vitals"] for node in shop.admin.get("/admin/cluster").ok()["nodes"]))
    before = requests()
    for _ in range(10):
        shop.anonymous().get("/categories").ok()
    eventually(lambda: requests() >= before + 10)
    vitals = shop.admin.get("/admin/cluster").ok()["nodes"][0]["vitals"]
    assert vitals["memoryBytes"] > 1 << 20 and vitals["cpuSeconds"] > 0
    assert {"reader", "stock_writer"} <= {queue["name"] for queue in vitals["queues"]}
    assert {"sku", "cart"} <= {entities["kind"] for entities in vitals["entities"]}


def test_what_many_ask_for_is_shown_as_hot(shop, cluster):
    product = shop.product(quantity=1_000)
    buyer = shop.buyer()

    def is_hot():
        for _ in range(40):
            buyer.order([(product.sku, 1)]).ok(201)
        nodes = shop.admin.get("/admin/cluster").ok()["nodes"]
        return any(hot["skuId"] == product.sku for node in nodes for hot in node["vitals"]["hot"])

    eventually(is_hot)


def test_an_entity_is_found_where_baroctl_says(stack, shop, cluster):
    place = shop.admin.get("/admin/cluster/place?kind=sku&id=123").ok()
    assert f"shard {place['shard']}, which belongs to {place['owner']['name']}" in stack.ctl("where", "sku:123")
    assert place["nextOwner"] is None
    shop.admin.get("/admin/cluster/place?kind=shoe&id=123").problem(400, "INVALID_REQUEST")
    shop.admin.get("/admin/cluster/place?kind=sku").problem(400, "INVALID_REQUEST")


def test_the_stream_tells_it_again_and_again(shop, cluster):
    with EventSource(shop.admin, path="/admin/cluster/events") as source:
        source.wait(lambda: len(source.of("cluster")) >= 2)
        first, second = source.of("cluster")[:2]
    assert len(first["shards"]) == SHARDS
    assert [node["id"] for node in first["nodes"]] == [node["id"] for node in second["nodes"]]


def test_a_node_is_drained_and_its_shards_go_over(stack, shop, cluster):
    """Last: one node is left."""
    other = next(Client(url, shop.admin.cookie) for url, _ in cluster.nodes)
    status = other.get("/admin/cluster").ok()
    leaving = named(status, "node-1")["id"]
    other.post("/admin/nodes/4000000000/drain").problem(404, "NOT_FOUND")
    other.post(f"/admin/nodes/{leaving}/drain").ok(204)
    eventually(lambda: [node["name"] for node in other.get("/admin/cluster").ok()["nodes"]] == ["node-0"])
    status = other.get("/admin/cluster").ok()
    assert set(status["shards"]) == {status["nodes"][0]["id"]}
    eventually(lambda: [node["pid"] for node in stack.status()["nodes"] if node["name"] == "node-1"] == [None])
    other.post(f"/admin/nodes/{status['nodes'][0]['id']}/drain").problem(409, "ILLEGAL_STATE")
    change = other.get("/admin/changes?targetKind=NODE&targetId=" + leaving).ok()["content"][0]
    assert change["action"] == "NODE_DRAINED" and change["before"] == {"name": "node-1"}
