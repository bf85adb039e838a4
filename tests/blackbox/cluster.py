"""Several nodes that share the work, as operators and load balancers see them."""

import http.client
import json
import threading
import time
from urllib.parse import urlsplit

from shop import BROKEN, Client, at_once, eventually
from stack import Stack

SHARDS = 1024
PROBE_SECONDS_MAX = 1


def running_stack(settings, nodes):
    """For a fixture: a stack with so many nodes."""
    stack = Stack(settings)
    try:
        stack.up("--port", "0", "--no-seed", "--nodes", str(nodes))
        yield stack
    finally:
        stack.down()


def is_ready(ops):
    probe = http.client.HTTPConnection(urlsplit(ops).netloc, timeout=PROBE_SECONDS_MAX)
    try:
        probe.request("GET", "/readyz")
        return probe.getresponse().status == 200
    except BROKEN:
        return False
    finally:
        probe.close()


class Cluster:
    def __init__(self, stack, others=()):
        """`others` are nodes that ./baro knows nothing of, each with a `url` and an `ops`."""
        self.stack = stack
        self.others = list(others)
        self.look()

    def look(self):
        """Asks ./baro anew which nodes run."""
        nodes = [node for node in self.stack.status()["nodes"] if node["pid"]]
        self.names = [node["name"] for node in nodes]
        self.nodes = [(node["http"], node["ops"]) for node in nodes] + [(one.url, one.ops) for one in self.others]

    def ready_urls(self):
        """Where a load balancer would send people; anywhere if nobody is ready."""
        return [url for url, ops in self.nodes if is_ready(ops)] or [url for url, _ in self.nodes]

    def report(self):
        return json.loads(self.stack.ctl("cluster", "--json"))

    def incarnation(self, name):
        """None while it is no member."""
        return next((node["id"] for node in self.report()["nodes"] if node["name"] == name), None)

    def is_settled(self, count):
        """Whether so many nodes serve, with an equal share of the shards each."""
        report = self.report()
        serving = [node["shards"] for node in report["nodes"] if node["state"] == "SERVING"]
        return (len(serving) == len(report["nodes"]) == count and None not in report["shards"] and not report["moves"]
                and all(abs(shards - SHARDS / count) <= SHARDS / count / 10 for shards in serving))

    def settle(self, count):
        """Until it is settled, and load balancers send people to all of them."""
        eventually(lambda: self.is_settled(count) and sum(is_ready(ops) for _, ops in self.nodes) == count)


class Probes:
    """One customer for each SKU, who buys one unit now and then."""

    def __init__(self, shop, skus):
        self.customers = list(zip(skus, shop.buyers(len(skus))))

    def seconds_until_sold(self, urls):
        """How long it takes until each SKU was sold at one of those URLs; the longest of them."""
        began = time.monotonic()
        return max(at_once(lambda sku=sku, buyer=buyer: self._buy(sku, buyer, urls, began)
                           for sku, buyer in self.customers))

    def statuses(self, url):
        """What each is told who tries it there."""
        return at_once(lambda sku=sku, buyer=buyer: Client(url, buyer.cookie).order([(sku, 1)]).status
                       for sku, buyer in self.customers)

    def _buy(self, sku, buyer, urls, began):
        for attempt in range(10_000):
            try:
                answer = Client(urls[attempt % len(urls)], buyer.cookie).order([(sku, 1)])
            except BROKEN:
                threading.Event().wait(0.02)
                continue
            if answer.status == 201:
                return time.monotonic() - began
            assert answer.status in (503, 504), answer
            assert time.monotonic() - began < 30, f"SKU {sku} is not sold any more: {answer}"
            threading.Event().wait(0.02)
        raise AssertionError("never sold")
