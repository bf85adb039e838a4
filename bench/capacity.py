#!/usr/bin/env python3
"""What one of each costs: a session, a cart, an order, a connection, in memory and on disk. And how long a start takes.

Starts a stack and deletes it at the end. docs/CAPACITY.md says how to read the tables, and what follows from them.
"""

import argparse
import re
import resource
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "blackbox"))

from events import EventSource  # noqa: E402
from kakao import Kakao, person  # noqa: E402
from shop import BROKEN, Client, Shop  # noqa: E402
from stack import Stack  # noqa: E402

SKUS = 200
STREAMS = 1_000
SIGN_UPS = 300
LONE = 30
THREADS = 8
LIMITS = {"BARO_SESSION_RATE": "1000000", "BARO_ANONYMOUS_RATE": "1000000", "BARO_LOGIN_RATE": "1000000",
          "BARO_LOGIN_BURST": "1000000", "BARO_CONNECTIONS_MAX": "20000", "BARO_CONNECTIONS_PER_ADDRESS_MAX": "0",
          "BARO_ENTITY_IDLE_MAX": "3600", "BARO_AUDIT_INTERVAL": "0"}
TABLES_SQL = """
SELECT relname, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def each(count, do):
    """do(0) to do(count - 1), some at a time; what they return."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(do, range(count)))


class Meter:
    """What the server, Redis and the database have come to."""

    def __init__(self, stack):
        self.stack = stack

    def memory(self):
        return {"barod": self.stack.rss_kib() * 1024, "awake": self.stack.metric("baro_entities_awake"),
                "Redis": self._redis_bytes()}

    def disk(self):
        """Bytes of each table with its indexes and TOAST, those of the indexes alone, and of the log since it began."""
        sizes = {name: (int(all_), int(indexes)) for name, all_, indexes in self.stack.sql(TABLES_SQL)}
        return sizes, self.log_bytes()

    def log_bytes(self):
        return int(self.stack.sql("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")[0][0])

    def redo(self):
        """How many bytes of its log the database has gone through after its last crash, and in how many seconds."""
        said = (self.stack.data / "servers" / "postgres.log").read_text()
        (first_high, first), (last_high, last, seconds) = (re.findall(pattern, said)[-1] for pattern in (
            r"redo starts at (\w+)/(\w+)", r"redo done at (\w+)/(\w+) .* elapsed: ([\d.]+) s"))
        return ((int(last_high, 16) - int(first_high, 16)) << 32) + int(last, 16) - int(first, 16), float(seconds)

    def backends(self):
        """The database's processes for this node, and the bytes that each has for itself."""
        pids = [pid for pid, in self.stack.sql("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
                                               "AND pid <> pg_backend_pid()")]
        sizes = [int(re.search(r"RssAnon:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) * 1024 for pid in pids]
        return len(pids), sum(sizes) / len(pids)

    def _redis_bytes(self):
        url = urlsplit(self.stack.status()["redis"]["url"])
        said = subprocess.run(["redis-cli", "-p", str(url.port), "info", "memory"], check=True, capture_output=True,
                              text=True, timeout=20, env={"REDISCLI_AUTH": url.password, "PATH": "/usr/bin:/bin"}).stdout
        return int(re.search(r"used_memory:(\d+)", said)[1])


def measured(meter, title, count, work):
    """Does the work, prints what it left behind for each of `count`, and returns what it returned."""
    memory, (tables, log) = meter.memory(), meter.disk()
    began = time.monotonic()
    result = work()
    seconds = time.monotonic() - began
    memory_now, (tables_now, log_now) = meter.memory(), meter.disk()
    print(f"\n**{title}**, {count:,} in {seconds:.1f} s. Bytes of each: "
          + ", ".join(f"{what} {(memory_now[what] - memory[what]) / count:,.0f}" for what in ("barod", "Redis"))
          + f", write-ahead log {(log_now - log) / count:,.0f}; "
            f"{(memory_now['awake'] - memory['awake']) / count:.2f} more actors awake", flush=True)
    for name, (size, indexes) in sorted(tables_now.items(), key=lambda row: row[1][0] - tables.get(row[0], (0, 0))[0]):
        size_before, indexes_before = tables.get(name, (0, 0))
        if (grown := (size - size_before) / count) >= 4:
            print(f"- `{name}` {grown:,.0f}, of which indexes {(indexes - indexes_before) / count:,.0f}")
    return result


def idle_connection(url):
    address = urlsplit(url)
    connection = socket.create_connection((address.hostname, address.port), timeout=20)
    connection.sendall(b"GET /categories HTTP/1.1\r\nHost: shop\r\n\r\n")
    assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200")
    return connection


def stream_of(client):
    stream = EventSource(client, reads=False)
    assert stream.status == 200, stream.head
    return stream


def seconds_until_ordered(buyer, sku):
    began = time.monotonic()
    while time.monotonic() - began < 120:
        try:
            if buyer.order([(sku, 1)]).status == 201:
                return time.monotonic() - began
        except BROKEN:
            time.sleep(0.01)
    raise AssertionError("nothing can be ordered any more")


def pay(client, order):
    assert client.post(f"/orders/{order}/payments").ok(201)["status"] == "CONFIRMED"
    client.close()


def swipe(client, look):
    client.swipe(look).ok(204)
    client.close()


def measure(stack, kakao, count):
    print(f"**A server that nobody has used yet**: {stack.rss_kib() * 1024:,} bytes", flush=True)
    shop, meter = Shop(stack), Meter(stack)
    skus = [sku for _ in range(SKUS // 20) for sku in shop.skus([10**7] * 20)]
    stack.payments.behave(mode="confirm")

    def log_in(number):
        client = Client(stack.url)
        token = kakao.token(person(number, f"somebody{number}@kakao.example", nickname="김바로"))
        client.post("/auth/login/oauth", {"provider": "KAKAO", "accessToken": token}).ok()
        client.close()
        return client

    def order(client, number, lines):
        items = [(skus[(number + line) % SKUS], 1) for line in range(lines)]
        made = client.order(items, key=f"{number}-{lines}-of-some-length-like-a-uuid").ok(201)["orderId"]
        client.close()
        return made

    def use(number):
        clients[number].get("/users/me").ok()
        clients[number].close()

    def log_of_lone_order(number):
        """Whatever it changes is on a page that has not changed since the last checkpoint, and so is logged whole."""
        stack.sql("CHECKPOINT")
        before = meter.log_bytes()
        order(clients[number], number, 2)
        return meter.log_bytes() - before

    def add(number):
        clients[number].add_to_cart(skus[number % SKUS]).ok(201)
        clients[number].close()

    # Whatever is made once, for all, is made by these.
    for number, client in enumerate(each(200, lambda number: log_in(10**9 + number))):
        client.add_to_cart(skus[number % SKUS]).ok(201)
        pay(client, order(client, number, 1))

    clients = measured(meter, "Users who have logged in", count, lambda: each(count, log_in))
    measured(meter, "Sessions that are used", count, lambda: each(count, use))
    look = shop.look()
    measured(meter, "Swipes, the first ones of their users", count, lambda: each(count, lambda i: swipe(clients[i], look)))
    measured(meter, "Carts of one line", count, lambda: each(count, add))
    for compression in ("lz4", "off"):
        stack.sql(f"ALTER SYSTEM SET wal_compression = {compression}")
        stack.sql("SELECT pg_reload_conf()")
        time.sleep(1)
        logged = [log_of_lone_order(i + (LONE if compression == "off" else 0)) for i in range(LONE)]
        print(f"\n**An order of 2 lines alone after a checkpoint**, wal_compression {compression}: "
              f"{sum(logged) / LONE:,.0f} bytes of log", flush=True)

    orders = {lines: measured(meter, f"Orders of {lines} lines", count,
                              lambda: each(count, lambda i: order(clients[i], i, lines))) for lines in (1, 3)}
    measured(meter, "Payments of orders of 1 line", count, lambda: each(count, lambda i: pay(clients[i], orders[1][i])))
    streams = measured(meter, "Streams of events", STREAMS, lambda: each(STREAMS, lambda i: stream_of(clients[i])))
    for stream in streams:
        stream.close()
    connections = measured(meter, "Idle connections", count, lambda: each(count, lambda _: idle_connection(stack.url)))
    for connection in connections:
        connection.close()

    measured(meter, "Sign-ups with a password", SIGN_UPS, lambda: shop.buyers(SIGN_UPS))

    print("\n**Connections to the database** {:,}, each of which costs it {:,.0f} bytes".format(*meter.backends()))

    print(f"\n**Back after a crash**, with {stack.metric('baro_entities_awake'):,.0f} actors awake, seconds until an order succeeds:")
    for what in ("postgres", "node"):
        stack.control(what, "kill")
        began = time.monotonic()
        stack.control(what, "start")
        started = time.monotonic() - began
        print(f"- `{what}` {started + seconds_until_ordered(clients[0], skus[0]):.1f}, of which {started:.1f} until "
              f"`./baro {what} start` came back", flush=True)
    print("- the database went through {:,} bytes of its log in {:.2f} s".format(*meter.redo()))
    print("\n" + stack.audit().strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=5_000, help="of each")
    count = parser.parse_args().count
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    kakao = Kakao()
    stack = Stack(LIMITS | kakao.settings())
    try:
        stack.up()
        measure(stack, kakao, max(count, STREAMS))
    finally:
        stack.down()
        kakao.close()


if __name__ == "__main__":
    main()
