"""Where drills happen: a shop of its own on one node, on three, or on one whose servers are behind wires."""

import os
import re
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import crowd  # noqa: F401  finds the fixtures of the black-box tests

from cluster import Cluster
from proxy import Proxy
from server import own_server
from shop import Shop
from stack import Stack

# Limits far above what a crowd from one address does; the rest is as in production.
SETTINGS = {"BARO_SESSION_RATE": "100000", "BARO_ANONYMOUS_RATE": "100000", "BARO_LOGIN_RATE": "100000"}
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
DISK_BYTES = 700 << 20


class Skipped(Exception):
    """It cannot be tried here; says why."""


class Place:
    def __init__(self, stack, urls=None):
        self.stack = stack
        self.shop = Shop(stack)
        self.cluster = Cluster(stack)
        self.urls = urls or [url for url, _ in self.cluster.nodes]
        # As they were started: to ask takes a moment, which a fault has not.
        self.pids = {node["name"]: node["pid"] for node in stack.status()["nodes"]}

    def begins(self):
        """The fault begins now; what came before was preparation."""
        self.injected = time.monotonic()


@contextmanager
def running(nodes=1, settings=None):
    stack = Stack(SETTINGS | (settings or {}))
    try:
        stack.up("--port", "0", "--no-seed", "--nodes", str(nodes))
        yield stack
    finally:
        stack.down()


@contextmanager
def lone(**settings):
    with running(settings=settings) as stack:
        yield Place(stack)


@contextmanager
def three():
    with running(3) as stack:
        place = Place(stack)
        place.cluster.settle(3)
        yield place


@contextmanager
def wired():
    """One node, with a wire in front of each of its servers."""
    with running() as stack:
        status = stack.status()
        wires, settings = {}, {}
        for kind, variable in (("postgres", "BARO_DATABASE_URL"), ("redis", "BARO_REDIS_URL")):
            url = urlsplit(status[kind]["url"])
            wires[kind] = Proxy(url.port)
            settings[variable] = url._replace(netloc=url.netloc.replace(str(url.port), str(wires[kind].port))).geturl()
        place = Place(stack)
        try:
            with own_server(stack, **settings) as server:
                stack.control("node", "stop")
                place.urls = [server.url]
                place.shop.url = place.shop.owner.url = place.shop.admin.url = server.url
                place.wires = wires
                place.server = server
                yield place
        finally:
            for wire in wires.values():
                wire.close()


@contextmanager
def with_small_disk():
    """PostgreSQL's folder is on a disk of its own, in memory."""
    if os.geteuid():
        raise Skipped("only root may mount a small disk")
    with lone() as place:
        stack = place.stack
        folder = (stack.data / "servers" / "postgres").resolve()
        stack.control("postgres", "stop")
        owner = folder.stat()
        with tempfile.TemporaryDirectory(prefix="baro-disk-") as aside:
            subprocess.run(["cp", "-a", f"{folder}/.", aside], check=True)
            mounted = subprocess.run(["mount", "-t", "tmpfs", "-o",
                                      f"size={DISK_BYTES},mode=700,uid={owner.st_uid},gid={owner.st_gid}",
                                      "baro-drill", folder], capture_output=True, text=True)
            if mounted.returncode:
                raise Skipped(f"no disk can be mounted here: {mounted.stderr.strip()}")
            try:
                subprocess.run(["cp", "-a", f"{aside}/.", folder], check=True)
                stack.control("postgres", "start")
                place.disk = folder
                yield place
            finally:
                stack.control("node", "stop")
                stack.control("postgres", "stop")
                subprocess.run(["umount", folder], check=True)


@contextmanager
def with_a_clock():
    """Two nodes, and a third whose clock is ours: `place.jump("+1h")`."""
    if not FAKETIME.exists():
        raise Skipped("libfaketime is not installed (Debian: faketime)")
    with running(2) as stack, tempfile.TemporaryDirectory(prefix="baro-clock-") as folder:
        clock = Path(folder) / "offset"
        clock.write_text("+0\n")
        settings = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
                    "DONT_FAKE_MONOTONIC": "1"}
        place = Place(stack)
        with own_server(stack, "jumper", **settings) as server:
            place.cluster = Cluster(stack, [server])
            place.cluster.settle(3)
            place.urls = [url for url, _ in place.cluster.nodes]
            place.jump = lambda offset: clock.write_text(offset + "\n")
            place.server = server
            yield place


def resident_mib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024
