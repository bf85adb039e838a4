"""A browser's stream of events (HTML Standard, server-sent events), read with nothing but a socket."""

import json
import socket
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

HEAD_SECONDS_MAX = 20


@dataclass(frozen=True)
class Event:
    name: str
    data: dict


class EventSource:
    """Reads in a thread of its own until the server hangs up, or close()."""

    def __init__(self, client, query="", after=None, receive_buffer=None, reads=True, path="/events"):
        address = urlsplit(client.url)
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(HEAD_SECONDS_MAX)
        self.socket.connect((address.hostname, address.port))
        lines = [f"GET {path}{query} HTTP/1.1", f"Host: {address.netloc}", f"Cookie: baro={client.cookie}"]
        lines += [f"Last-Event-ID: {after}"] if after else []
        self.socket.sendall("\r\n".join(lines + ["", ""]).encode())
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            received = self.socket.recv(4096)
            assert received, "hung up within the head"
            self.rest += received
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])
        self.head = head.decode()
        self.events, self.last_id, self.comments, self.is_over = [], after, 0, False
        self.news = threading.Condition()
        self.thread = threading.Thread(target=self._read, daemon=True)
        if reads:
            self.start()

    def start(self):
        self.socket.settimeout(None)
        self.thread.start()

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def of(self, name):
        with self.news:
            return [event.data for event in self.events if event.name == name]

    def wait(self, check, seconds=30):
        """Until check() is true of what has come; what it returns."""
        deadline = time.monotonic() + seconds
        with self.news:
            while not (result := check()):
                left = deadline - time.monotonic()
                assert left > 0, f"it did not come; what came is {self.events}, {self.is_over=}"
                self.news.wait(left)
            return result

    def wait_for_orders(self, count):
        self.wait(lambda: sum(event.name == "order" for event in self.events) >= count)
        return self.of("order")

    def wait_for_id(self):
        """Until it knows where to go on from."""
        return self.wait(lambda: self.last_id)

    def _read(self):
        data = self.rest
        while data is not None:
            self.rest = data
            while b"\n\n" in self.rest:
                block, _, self.rest = self.rest.partition(b"\n\n")
                self._take(block.decode())
            try:
                received = self.socket.recv(65536)
            except OSError:
                received = b""
            data = self.rest + received if received else None
        with self.news:
            self.is_over = True
            self.news.notify_all()

    def _take(self, block):
        name, data = "message", None
        with self.news:
            for line in block.splitlines():
                field, _, value = line.partition(": ")
                if field == "event":
                    name = value
                elif field == "id":
                    self.last_id = value
                elif field == "data":
                    data = json.loads(value)
                elif field.startswith(":"):
                    self.comments += 1
            if data is not None:
                self.events.append(Event(name, data))
            self.news.notify_all()
