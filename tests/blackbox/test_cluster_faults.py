"""Nodes that die, freeze or are cut off, while customers order: nothing is lost, nothing happens twice."""

import os
import signal
import time
from urllib.parse import urlsplit

import pytest

from cluster import Cluster, Probes, running_stack
from conftest import SETTINGS
from load import Load, check_books
from ports import free_port
from proxy import Proxy
from server import Server
from shop import eventually

ROUNDS = int(os.environ.get("BARO_ROUNDS", 1))  # more, for a long night
FROZEN_SECONDS = float(os.environ.get("BARO_FROZEN_SECONDS", 6))
CUT_SECONDS = float(os.environ.get("BARO_CUT_SECONDS", 6))
TAKE_OVER_SECONDS_MAX = 5
PROBES = 24


@pytest.fixture(scope="session")
def stack():
    yield from running_stack(SETTINGS, nodes=3)


@pytest.fixture(scope="module")
def skus(shop):
    """Some that are soon sold out, and plenty of the others."""
    return shop.skus([200, 300] + [1_000_000] * 8)


@pytest.fixture(scope="module")
def probes(shop):
    return Probes(shop, shop.skus([1_000_000] * PROBES))


def test_killed_nodes_lose_nothing_and_every_sku_is_sold_again_within_five_seconds(stack, shop, skus, probes, seed):
    cluster = Cluster(stack)
    longest = []
    with Load(shop, skus, seed, may_break=True, urls=cluster.ready_urls) as load:
        for _ in range(ROUNDS):
            for name in cluster.names:
                cluster.settle(3)
                load.wait_for_orders(50)
                stack.control("node", "kill", name)
                longest.append(probes.seconds_until_sold(cluster.ready_urls()))
                stack.control("node", "start", name)
        cluster.settle(3)
        load.wait_for_orders(50)
    print(load.statuses, "longest outages:", [f"{seconds:.2f}" for seconds in longest])
    assert load.statuses["broken"] > 0, "the crashes did not hit the load"
    check_books(stack, load)
    assert max(longest) <= TAKE_OVER_SECONDS_MAX


def orders_made_by(stack, number, until=None):
    """Ids of orders that the node of this number has made, until that moment: docs/adr/0003-ids.md."""
    ids = [int(order) for [order] in stack.sql("SELECT order_id FROM orders")]
    return {order for order in ids if (order >> 7) % 64 == number
            and (until is None or (order >> 13) + 1_767_225_600_000 <= until * 1000)}


def test_nothing_that_a_frozen_node_had_begun_is_done_after_it_was_replaced(stack, shop, skus, probes, seed):
    cluster = Cluster(stack)
    cluster.settle(3)
    frozen = "node-1"
    [[number]] = stack.sql(f"SELECT number FROM nodes WHERE name = '{frozen}'")
    before = cluster.incarnation(frozen)
    pid = next(node["pid"] for node in stack.status()["nodes"] if node["name"] == frozen)
    with Load(shop, skus, seed, may_break=True, urls=cluster.ready_urls) as load:
        load.wait_for_orders(200)
        os.kill(pid, signal.SIGSTOP)
        try:
            stopped = time.time()
            assert probes.seconds_until_sold(cluster.ready_urls()) <= TAKE_OVER_SECONDS_MAX
            assert cluster.incarnation(frozen) is None
            committed = orders_made_by(stack, int(number), stopped)
            load.go_on_for(FROZEN_SECONDS)
        finally:
            os.kill(pid, signal.SIGCONT)
        eventually(lambda: cluster.incarnation(frozen) not in (None, before))
        cluster.settle(3)
        load.wait_for_orders(200)
    print(load.statuses)
    assert committed and orders_made_by(stack, int(number), stopped) == committed
    pids = {node["name"]: node["pid"] for node in stack.status()["nodes"]}
    assert pids[frozen] == pid, "it comes back as the same process"
    check_books(stack, load)


class Cuttable:
    """A node whose ways to the database and to other nodes can be cut."""

    def __init__(self, stack, name):
        database = urlsplit(stack.status()["postgres"]["url"])
        port = free_port()
        self.database, self.peers = Proxy(database.port), Proxy(port)
        url = database._replace(netloc=database.netloc.replace(str(database.port), str(self.database.port)))
        self.server = Server(stack, name, BARO_DATABASE_URL=url.geturl(), BARO_CLUSTER_PORT=str(port),
                             BARO_CLUSTER_ADVERTISED_PORT=str(self.peers.port))
        eventually(self.server.is_ready)

    def heal(self):
        self.database.heal()
        self.peers.heal()

    def close(self):
        self.heal()
        self.server.end()
        self.database.close()
        self.peers.close()


@pytest.fixture
def cuttables(stack, shop):
    """Three of them, the oldest first: to that one the others have connected."""
    names = Cluster(stack).names
    nodes = [Cuttable(stack, f"cuttable-{number}") for number in range(3)]
    for name in names:
        stack.control("node", "stop", name)
    shop.url, before = nodes[1].server.url, shop.url
    yield nodes
    for node in nodes:
        print(node.server.name, node.server.said()[-4_000:])
        node.heal()
    for name in names:
        stack.control("node", "start", name)
    shop.url = before
    for node in nodes:
        node.close()


@pytest.mark.parametrize("cut_off_from", [{"database"}, {"peers"}, {"database", "peers"}], ids="-".join)
def test_a_node_that_is_cut_off_is_replaced_and_refuses(stack, shop, cuttables, skus, probes, seed, cut_off_from):
    cluster = Cluster(stack, [node.server for node in cuttables])
    cluster.settle(3)
    one, *others = cuttables
    name = one.server.name
    before = cluster.incarnation(name)
    with Load(shop, skus, seed, may_break=True, urls=cluster.ready_urls) as load:
        load.wait_for_orders(100)
        if "database" in cut_off_from:
            one.database.cut()
        if "peers" in cut_off_from:
            one.peers.cut()
            for other in others:
                other.peers.close_door()
        assert probes.seconds_until_sold([other.server.url for other in others]) <= TAKE_OVER_SECONDS_MAX
        eventually(lambda: not one.server.is_ready())
        load.go_on_for(CUT_SECONDS)
        assert set(probes.statuses(one.server.url)) <= {503, 504}
        for node in cuttables:
            node.heal()
        eventually(lambda: cluster.incarnation(name) not in (None, before))
        cluster.settle(3)
        load.wait_for_orders(100)
    print(load.statuses)
    check_books(stack, load)
