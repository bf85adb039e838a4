"""Clients from other addresses that take up room and time: each kind runs in a process of its own until it is killed."""

import itertools
import resource
import socket
import struct
import time
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from proxy import processes

IDLE = 10_000
FROM_ONE_ADDRESS = 900
EACH = 500
RESET = struct.pack("ii", 1, 0)
HEADER = b"POST /orders HTTP/1.1\r\nHost: x\r\n"
BODY = HEADER + b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
LARGE = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"


@contextmanager
def from_elsewhere(how, url):
    """A function is to be called until it says that they have all begun."""
    begun = processes.Event()
    process = processes.Process(target=how, args=(("127.0.0.1", urlsplit(url).port), begun), daemon=True)
    process.start()
    try:
        yield begun.is_set
    finally:
        process.kill()
        process.join()


def idle(server, begun):
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    connections = [connect(server, number) for number in range(IDLE)]
    begun.set()
    while connections:
        time.sleep(1)


def slow_writers(server, begun):
    connections = [start(server, number, beginning) for number, beginning in
                   enumerate([HEADER + b"X: "] * EACH + [BODY] * EACH)]
    begun.set()
    while True:
        time.sleep(1)
        for number, connection in enumerate(connections):
            try:
                connection.send(b"x")
            except OSError:  # it was hung up on, and comes back
                connection.close()
                connections[number] = start(server, number, HEADER + b"X: ")


def slow_readers(server, begun):
    connections = [start(server, number, LARGE) for number in range(EACH)]
    begun.set()
    while True:
        for number, connection in enumerate(connections):
            connection.setblocking(False)
            try:
                connection.send(LARGE)
            except BlockingIOError:
                pass
            except OSError:
                connection.close()
                connections[number] = start(server, number, LARGE)
        time.sleep(1)


def half_requests(server, begun):
    begun.set()
    for number in itertools.count():
        with suppress(OSError), connect(server, number) as connection:
            connection.sendall((HEADER, BODY, BODY + b"{")[number % 3])
            if number % 2:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        time.sleep(1 / 200)


def connect(server, number):
    """From one address so many, and then from the next."""
    return socket.create_connection(server, source_address=(f"127.0.1.{1 + number // FROM_ONE_ADDRESS % 250}", 0))


def start(server, number, beginning):
    connection = connect(server, number)
    if beginning == LARGE:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sendall(beginning)
    return connection
