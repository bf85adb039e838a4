#!/usr/bin/env python3
"""Orders per second on one hot SKU and on 10,000, against a bare row lock in the same PostgreSQL.

Starts a stack of its own and deletes it at the end. README.md says how to read the table.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "blackbox"))

from cluster import Cluster  # noqa: E402
from shop import Shop  # noqa: E402
from stack import PSQL, Stack  # noqa: E402

SETTINGS = {"BARO_SESSION_RATE": "1000000", "BARO_ANONYMOUS_RATE": "1000000", "BARO_LOGIN_RATE": "1000000"}
LOADS = {"one hot SKU": (1, 1), "10,000 SKUs": (2, 10_001)}
SESSIONS = 300
CONNECTIONS = 128
RIVAL_CLIENTS = (32, 128)

# What an import would do, and so much of it that nothing sells out.
SEED_SQL = """
WITH n AS (SELECT generate_series(1, 10001) AS id, 1000000000 AS units),
     p AS (INSERT INTO products (product_id, store_id, name, price_krw, on_sale)
       SELECT id, {store}, 'Shirt ' || id, 10000, true FROM n),
     s AS (INSERT INTO skus (sku_id, product_id) SELECT id, id FROM n),
     i AS (INSERT INTO inventory (sku_id, on_hand, ledger_seq) SELECT id, units, 1 FROM n)
INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, balance) SELECT id, 1, units, 'RECEIPT', units FROM n
"""


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


class Bench:
    def __init__(self, stack, cookies, seconds):
        self.stack = stack
        self.cookies = cookies
        self.seconds = seconds
        self.urls = [url for url, _ in Cluster(stack).nodes]
        self.runs = 0
        database = stack.status()["postgres"]["url"]
        self.rival = re.sub(r"/[^/]*$", "/rival", database)

    def prepare_rival(self):
        self.stack.sql("CREATE DATABASE rival")
        run(PSQL, "-Xq", "-v", "ON_ERROR_STOP=1", "-f", HERE / "rival_schema.sql", self.rival)

    def ours(self, load):
        """Orders that were answered 201, per second; and what else wrk saw."""
        self.runs += 1
        before = self.count_orders()
        with ThreadPoolExecutor() as pool:
            results = list(pool.map(lambda number: self.load_node(load, number), range(len(self.urls))))
        result = {name: sum(one[name] for one in results) for name in ("answers", "refused", "broken")} | {
            name: max(one[name] for one in results) for name in ("seconds", "p50_ms", "p99_ms")}
        placed = result["answers"] - result["refused"]
        stored = self.count_orders() - before
        if stored < placed:
            raise SystemExit(f"{placed} orders were confirmed and only {stored} are in the database: no result")
        return result | {"rate": placed / result["seconds"]}

    def load_node(self, load, number):
        said = run("wrk", "-t2", f"-c{CONNECTIONS // len(self.urls)}", f"-d{self.seconds}s", "-s", HERE / "order.lua",
                   self.urls[number], "--", self.cookies, f"run-{self.runs}-{number}", *LOADS[load])
        return json.loads(re.search(r"^RESULT (.*)$", said, re.M)[1])

    def rivals(self, load, clients):
        first, last = LOADS[load]
        said = run("pgbench", "-n", "-M", "prepared", "-c", clients, "-j", 2, "-T", self.seconds,
                   "-D", f"first={first}", "-D", f"last={last}", "-f", HERE / "rival_order.sql", self.rival)
        return float(re.search(r"^tps = ([\d.]+)", said, re.M)[1])

    def count_orders(self):
        return int(self.stack.sql("SELECT count(*) FROM orders")[0][0])

    def measure(self, rounds):
        """In turns, so that a machine whose speed drifts drifts for all of them."""
        ours = {load: [] for load in LOADS}
        rivals = {(load, clients): [] for load in LOADS for clients in RIVAL_CLIENTS}
        for number in range(rounds):
            for load in LOADS:
                ours[load].append(self.ours(load))
                for clients in RIVAL_CLIENTS:
                    rivals[load, clients].append(self.rivals(load, clients))
            print(f"round {number + 1} of {rounds} is done", file=sys.stderr)
        return ours, rivals


def report(stack, ours, rivals, args):
    server = {name: stack.sql(f"SHOW {name}")[0][0]
              for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes")}
    print(f"\n{os.cpu_count()} cores, {args.nodes} nodes; medians of {args.rounds} rounds of {args.seconds} s in turns; "
          + ", ".join(f"{name} {value}" for name, value in server.items()) + "\n")
    columns = ["load", "BARO orders/s", *(f"pgbench, {clients} clients" for clients in RIVAL_CLIENTS),
               "ratio to the better",
               "p50 ms", "p99 ms", "refused", "broken"]
    print("| " + " | ".join(columns) + " |")
    print("|---" * len(columns) + "|")
    rates = {}
    for load in LOADS:
        rates[load] = median(run["rate"] for run in ours[load])
        rival = [median(rivals[load, clients]) for clients in RIVAL_CLIENTS]
        cells = [load, f"{rates[load]:,.0f}", *(f"{rate:,.0f}" for rate in rival), f"{rates[load] / max(rival):.2f}",
                 *(f"{median(run[name] for run in ours[load]):.1f}" for name in ("p50_ms", "p99_ms")),
                 *(str(sum(run[name] for run in ours[load])) for name in ("refused", "broken"))]
        print("| " + " | ".join(cells) + " |")
    hot, spread = rates.values()
    print(f"\nhot / spread: {hot / spread:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10, help="of each measurement")
    parser.add_argument("--nodes", type=int, default=1, help="that share the work, and the load")
    parser.add_argument("--quick", action="store_true", help="under a minute; an impression, not a result")
    args = parser.parse_args()
    if args.quick:
        args.rounds, args.seconds = 2, 2

    stack = Stack(SETTINGS)
    try:
        stack.up("--port", "0", "--no-seed", "--nodes", str(args.nodes))
        Cluster(stack).settle(args.nodes)
        shop = Shop(stack)
        stack.sql(SEED_SQL.format(store=shop.store))
        stack.sql("VACUUM ANALYZE")
        with tempfile.NamedTemporaryFile("w") as cookies:
            cookies.writelines(buyer.cookie + "\n" for buyer in shop.buyers(SESSIONS))
            cookies.flush()
            bench = Bench(stack, cookies.name, args.seconds)
            bench.prepare_rival()
            for load in LOADS:  # wakes every actor and fills every cache
                bench.ours(load)
            ours, rivals = bench.measure(args.rounds)
        audit = stack.audit()  # a run that lost or invented one unit has no result
        report(stack, ours, rivals, args)
        print(f"\n{audit.strip()}")
    finally:
        stack.down()


if __name__ == "__main__":
    main()
