#!/usr/bin/env python3
"""What it costs that an entity lives on another node: the same requests, by how many messages crossed.

Starts two nodes on one machine and deletes them at the end. docs/PERFORMANCE.md says how to read the tables.
"""

import argparse
import os
import re
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median, quantiles

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "blackbox"))

from cluster import Cluster  # noqa: E402
from shop import Shop  # noqa: E402
from stack import Stack  # noqa: E402

SETTINGS = {"BARO_SESSION_RATE": "1000000", "BARO_ANONYMOUS_RATE": "1000000", "BARO_LOGIN_RATE": "1000000",
            "BARO_AUDIT_INTERVAL": "0"}
BUYERS = 40
SKUS = 40


class Crossings:
    """How many requests have gone from one node to the other, either way."""

    def __init__(self, cluster):
        self.ops = [ops for _, ops in cluster.nodes]
        self.seen = self.total()

    def total(self):
        text = "".join(urllib.request.urlopen(ops + "/metrics", timeout=10).read().decode() for ops in self.ops)
        return sum(float(count) for count in re.findall(r'^baro_peer_requests_total{direction="out"} (\S+)', text, re.M))

    def since_last(self):
        before, self.seen = self.seen, self.total()
        return int(self.seen - before)


def measure(crossings, request, times):
    """Microseconds of each request, by how many messages it made cross."""
    by_crossings = {}
    for number in range(times):
        began = time.perf_counter()
        answer = request(number)
        took = (time.perf_counter() - began) * 1e6
        assert answer.status in (200, 201), answer
        by_crossings.setdefault(crossings.since_last(), []).append(took)
    return by_crossings


def report(title, by_crossings):
    print(f"\n{title}\n\n| messages that cross | requests | p50 us | p95 us | more than none, p50 us |\n|---|---|---|---|---|")
    least = median(by_crossings[min(by_crossings)])
    for crossed, taken in sorted(by_crossings.items()):
        if len(taken) >= 30:
            print(f"| {crossed} | {len(taken)} | {median(taken):.0f} | {quantiles(taken, n=20)[18]:.0f} "
                  f"| {median(taken) - least:+.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3_000, help="requests of each kind")
    args = parser.parse_args()
    stack = Stack(SETTINGS)
    try:
        stack.up("--port", "0", "--no-seed", "--nodes", "2")
        cluster = Cluster(stack)
        cluster.settle(2)
        shop = Shop(stack)
        buyers, skus = shop.buyers(BUYERS), shop.skus([1_000_000] * SKUS)
        crossings = Crossings(cluster)
        carts = measure(crossings, lambda n: buyers[n % BUYERS].get("/cart"), args.times)
        orders = measure(crossings, lambda n: buyers[n % BUYERS].order([(skus[n * 7 % SKUS], 1)]), args.times)
        print(f"{os.cpu_count()} cores; two nodes, one client, one request at a time")
        report("`GET /cart`: asks the session and the cart", carts)
        report("`POST /orders`, one line: asks the session and the checkout, which asks the SKU, and tells it and the cart",
               orders)
        stack.audit()
    finally:
        stack.down()


if __name__ == "__main__":
    main()
