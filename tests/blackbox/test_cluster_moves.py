"""Nodes that come, go and restart while customers order: nobody is refused, nothing is done twice."""

import os
import random
import re
import urllib.request

import pytest

from cluster import SHARDS, Cluster, running_stack
from conftest import SETTINGS
from load import Load, check_books
from shop import eventually

CLIENTS = int(os.environ.get("BARO_CLIENTS", 32))
RESTARTS = int(os.environ.get("BARO_RESTARTS", 1))  # of all nodes, one after the other
FORCED_MOVES = int(os.environ.get("BARO_FORCED_MOVES", 40))


@pytest.fixture(scope="session")
def stack():
    yield from running_stack(SETTINGS, nodes=2)


@pytest.fixture(scope="module")
def skus(shop):
    return shop.skus([500] + [1_000_000] * 15)


@pytest.fixture
def cluster(stack):
    cluster = Cluster(stack)
    cluster.settle(len(cluster.nodes))
    return cluster


def pauses(cluster):
    """How many shards were handed over by the nodes that run, and how many within each number of seconds."""
    within = {}
    for _, ops in cluster.nodes:
        text = urllib.request.urlopen(ops + "/metrics", timeout=10).read().decode()
        for bound, count in re.findall(r'^baro_shard_pause_seconds_bucket{le="([^"]+)"} (\S+)', text, re.M):
            within[float(bound)] = within.get(float(bound), 0) + float(count)
    return within


def refused(load):
    return {status: count for status, count in load.statuses.items() if status not in (200, 201, 409)}


def test_a_node_is_added_and_removed_and_nobody_is_refused(stack, shop, skus, cluster, seed):
    with Load(shop, skus, seed, may_break=False, urls=cluster.ready_urls, clients=CLIENTS) as load:
        load.wait_for_orders(100)
        stack.baro("node", "add", "--data", stack.data)
        cluster.look()
        cluster.settle(3)
        load.wait_for_orders(100)
        print("pauses", pauses(cluster))
        stack.control("node", "stop", "node-0")
        cluster.settle(2)
        load.wait_for_orders(100)
        stack.control("node", "start", "node-0")
        cluster.settle(3)
        load.wait_for_orders(100)
    print(load.statuses)
    assert refused(load) == {}
    check_books(stack, load)


def test_all_nodes_are_restarted_one_by_one_and_nobody_is_refused(stack, shop, skus, cluster, seed):
    with Load(shop, skus, seed, may_break=False, urls=cluster.ready_urls, clients=CLIENTS) as load:
        for name in cluster.names * RESTARTS:
            load.wait_for_orders(50)
            stack.control("node", "stop", name)
            stack.control("node", "start", name)
        cluster.settle(len(cluster.names))
        load.wait_for_orders(50)
    print(load.statuses)
    assert refused(load) == {}
    check_books(stack, load)


# By whom a shard is owned, against all rules: at once, without a word to its owner.
SEIZE_SQL = """
WITH seized AS (
  UPDATE shards
     SET owner = (SELECT incarnation FROM nodes WHERE incarnation <> shards.owner ORDER BY random() LIMIT 1),
         next_owner = NULL, epoch = epoch + 1
   WHERE shard = {shard} RETURNING 1)
UPDATE cluster SET map_version = map_version + 1 WHERE EXISTS (SELECT FROM seized)
"""


def test_of_two_activations_of_one_sku_only_the_newer_sells_and_the_other_s_customers_are_served_there(
        stack, shop, cluster, seed):
    [sku] = shop.skus([1_000_000])
    shard = re.search(r"shard (\d+)", stack.ctl("where", f"sku:{sku}"))[1]
    rng = random.Random(seed)

    def epoch():
        return int(stack.sql(f"SELECT epoch FROM inventory WHERE sku_id = {sku}")[0][0])

    with Load(shop, [sku], seed, may_break=False, urls=cluster.ready_urls) as load:
        load.wait_for_orders(20)
        first = epoch()
        for _ in range(FORCED_MOVES):
            stack.sql(SEIZE_SQL.format(shard=shard))
            load.wait_for_orders(rng.randint(1, 20))
        activations = epoch() - first
    print(load.statuses, "activations", activations)
    assert activations >= FORCED_MOVES // 2, "the SKU was activated anew again and again"
    assert refused(load) == {}
    check_books(stack, load)


def test_where_says_on_which_node_an_entity_is(stack, cluster):
    said = stack.ctl("where", "sku:123")
    owner = re.search(r"belongs to (node-\d+) \(incarnation (\d+)\)", said)
    assert owner and owner[2] == cluster.incarnation(owner[1])
    wrong = stack.baro("ctl", "--data", stack.data, "where", "shoe:123", check=False)
    assert wrong.returncode != 0 and "sku:123" in wrong.stdout


def test_a_node_that_is_started_twice_says_so(stack, cluster):
    said = stack.baro("node", "start", "0", "--data", stack.data).stdout
    assert "Starting" not in said
    unknown = stack.baro("node", "start", "17", "--data", stack.data, check=False)
    assert unknown.returncode != 0 and "./baro node add" in unknown.stdout


def test_up_with_fewer_nodes_stops_the_others(stack, cluster):
    stack.baro("up", "--data", stack.data, "--no-build", "--no-seed", "--nodes", "2")
    eventually(lambda: Cluster(stack).names == ["node-0", "node-1"])
    cluster.settle(2)
    assert sum(int(node["shards"]) for node in cluster.report()["nodes"]) == SHARDS
