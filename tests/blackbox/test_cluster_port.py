"""Who gets in through the cluster port: nodes of this cluster and release, and nobody else."""

import os
import random
import socket
import struct
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from cluster import Cluster, is_ready, running_stack
from conftest import SETTINGS
from server import BAROD, Server
from shop import Shop, eventually
from stack import BUILD

STRANGERS = int(os.environ.get("BARO_STRANGERS", 500))  # more, for a long night
BAROCTL = BUILD / "app" / "baroctl"


@pytest.fixture(scope="session")
def stack():
    yield from running_stack(SETTINGS, nodes=2)


def random_session(rng):
    """What a stranger says: noise, the beginning of what a node would say, or something in between."""
    kind = rng.randrange(5)
    if kind == 0:
        return b""
    if kind == 1:
        return rng.randbytes(rng.randrange(1, 4096))
    if kind == 2:
        return b"GET / HTTP/1.1\r\nHost: shop\r\n\r\n"
    # BASP: operation, padding, flags, length of what follows, three numbers of 8 bytes.
    length = rng.choice([0, 1, 100, 65_536, 0x7FFF_FFFF, 0xFFFF_FFFF])
    numbers = [rng.choice([0, 1, 4, rng.getrandbits(64)]) for _ in range(3)]
    return struct.pack(">BBBBIQQQ", rng.randrange(8), 0, 0, rng.choice([0, 0, 255]), length, *numbers) + (
        rng.randbytes(rng.randrange(200)))


def send_to(port, data):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(2)
        try:
            while connection.recv(65_536):
                pass  # it has hung up already
        except OSError:
            pass  # it has hung up, or waits for more


def visit(ports, seed):
    rng = random.Random(seed)
    for _ in range(STRANGERS):
        try:
            send_to(rng.choice(ports), random_session(rng))
        except OSError:
            pass  # it has hung up already


def members(cluster):
    return [(node["name"], node["id"], node["state"]) for node in cluster.report()["nodes"]]


def ports(cluster):
    return [node["port"] for node in cluster.report()["nodes"]]


def check_unharmed(stack, shop, seed):
    cluster = Cluster(stack)
    cluster.settle(2)
    before = members(cluster)
    peers, memory = stack.metric("baro_peers_connected"), stack.rss_kib()
    visit(ports(cluster), seed)
    assert stack.metric("baro_peers_connected") == peers == 1
    assert members(cluster) == before
    assert all(is_ready(ops) for _, ops in cluster.nodes)
    assert stack.rss_kib() < memory + 64 * 1024, "strangers took memory"
    sku = shop.product().sku
    shop.buyer().order([(sku, 1)]).ok(201)


def test_strangers_get_nothing_and_break_nothing(stack, shop, seed):
    check_unharmed(stack, shop, seed)


def test_strangers_who_say_nothing_keep_nobody_out(stack, shop):
    cluster = Cluster(stack)
    port = ports(cluster)[0]
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(500)]
    stack.control("node", "stop", "node-1")
    stack.control("node", "start", "node-1")
    cluster.settle(2)
    for connection in silent:
        connection.close()


def introduction(number):
    """How a node says which one it is."""
    name = b"\x01" + struct.pack(">I", number) + bytes(range(20))
    return struct.pack(">BBBBIQQQ", 1, 0, 0, 0, len(name), 0, 0, 0) + name


def message(category):
    """One without content, to an actor that is not there."""
    return struct.pack(">BBBBIQQQ", 2, 0, 0, 0, 2, category << 60, 0, 1 << 40) + bytes(2)


def is_hung_up_on(port, data):
    """Whether that is at once: who says nothing more is hung up on as well, after 1.5 s."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(data)
        deadline = time.monotonic() + 1
        while (left := deadline - time.monotonic()) > 0:
            connection.settimeout(left)
            try:
                if not connection.recv(65_536):
                    return True
            except TimeoutError:
                return False
            except OSError:
                return True
        return False


def test_nobody_has_two_names(stack):
    port = ports(Cluster(stack))[0]
    assert not is_hung_up_on(port, introduction(1))
    assert is_hung_up_on(port, introduction(2) + introduction(3)), "each name would be remembered for good"


def test_nobody_sends_streams(stack):
    port = ports(Cluster(stack))[0]
    for number, category in enumerate(range(2), 4):
        assert not is_hung_up_on(port, introduction(number) + message(category))
    for number, category in enumerate(range(2, 4), 6):
        assert is_hung_up_on(port, introduction(number) + message(category)), "taken for a stream's without a look"


# Certificates

def make_certificates(folder, *names):
    return subprocess.run([BAROCTL, "certs", "--dir", folder, *names], check=True, capture_output=True, text=True).stdout


def tls(folder, name):
    return {"BARO_CLUSTER_CA": f"{folder}/ca.pem", "BARO_CLUSTER_CERTIFICATE": f"{folder}/{name}.pem",
            "BARO_CLUSTER_KEY": f"{folder}/{name}.key"}


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory(prefix="baro-certificates-") as folder:
        make_certificates(f"{folder}/ours", "node", "guest")
        make_certificates(f"{folder}/theirs", "guest")
        yield Path(folder)


def test_keys_are_for_their_owner_and_the_authority_stays(folder):
    ours = folder / "ours"
    assert {path.name: path.stat().st_mode & 0o777 for path in ours.glob("*.key")} == {
        "ca.key": 0o600, "node.key": 0o600, "guest.key": 0o600}
    authority, guest = (ours / "ca.pem").read_bytes(), (ours / "guest.pem").read_bytes()
    make_certificates(ours, "guest")
    assert (ours / "ca.pem").read_bytes() == authority and (ours / "guest.pem").read_bytes() != guest
    for name in ("node", "guest"):
        subprocess.run(["openssl", "verify", "-x509_strict", "-CAfile", ours / "ca.pem", ours / f"{name}.pem"],
                       check=True, capture_output=True)


def test_with_certificates_only_nodes_of_the_same_authority_get_in(folder, seed):
    for stack in running_stack(SETTINGS | tls(folder / "ours", "node"), nodes=2):
        check_unharmed(stack, Shop(stack), seed)
        cluster = Cluster(stack)
        none = {"BARO_CLUSTER_CA": "", "BARO_CLUSTER_CERTIFICATE": "", "BARO_CLUSTER_KEY": ""}
        for settings in (tls(folder / "theirs", "guest"), none):
            with guest(stack, settings) as server:
                eventually(lambda: "peer_not_connected" in server.said())
                assert not server.is_ready()
                assert [shards["shards"] for shards in cluster.report()["nodes"] if shards["name"] == "guest"] == [0]
        with guest(stack, tls(folder / "ours", "guest")) as server:
            Cluster(stack, [server]).settle(3)


@contextmanager
def guest(stack, settings):
    server = Server(stack, "guest", **settings)
    try:
        yield server
    finally:
        server.end()


def refusal(stack, **settings):
    """What a barod says that does not start."""
    done = subprocess.run([BAROD, "--http-port", "0", "--ops-port", "0"], env=stack.server_env() | settings,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode in (1, 2), (done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def test_beyond_loopback_a_node_wants_certificates(stack):
    assert "baroctl certs" in refusal(stack, BARO_CLUSTER_ADDRESS="0.0.0.0")


def test_certificates_that_are_none_are_refused_by_name(stack, folder):
    broken = folder / "broken.pem"
    broken.write_text("no certificate")
    ours = tls(folder / "ours", "node")
    for name in ours:
        assert str(broken) in refusal(stack, **(ours | {name: str(broken)}))
    other = ours | {"BARO_CLUSTER_KEY": f"{folder}/ours/guest.key"}
    assert "guest.key" in refusal(stack, **other)


# Other nodes

def test_two_nodes_of_one_name_do_not_run_at_once(stack):
    assert "node-1 runs already" in refusal(stack, BARO_NODE_NAME="node-1")
    assert Cluster(stack).is_settled(2)


def test_a_node_of_another_release_is_told_which_one_it_needs(stack):
    stack.sql("INSERT INTO nodes (incarnation, name, number, wire_version, http_url, lease_until) "
              "VALUES (1000000, 'future', 63, 1000, '', clock_timestamp() + interval '1 minute')")
    try:
        said = refusal(stack, BARO_NODE_NAME="past")
        assert "the cluster speaks version 1000 (future), this binary" in said
    finally:
        stack.sql("DELETE FROM nodes WHERE name = 'future'")
