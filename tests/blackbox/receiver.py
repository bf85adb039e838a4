"""Somebody whom webhooks are delivered to, and who takes only what is signed (Standard Webhooks)."""

import hmac
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ports import free_port
from standins import webhook_headers

TOLERANCE_SECONDS = 300


class Receiver:
    def __init__(self, secret=None):
        self.secret = secret  # may be set later: whoever sends may be the one to choose it
        self.refuses = False
        self.taken = []  # (webhook-id, event), in the order in which they came
        self.refused = []
        self.port = free_port()
        self._listen()
        self.url = f"http://127.0.0.1:{self.port}/hook?of=shop"

    def _listen(self):
        receiver = self

        class Handler(_Handler):
            owner = receiver

        self.server = ThreadingHTTPServer(("127.0.0.1", receiver.port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, headers, body):
        """Whether it takes it."""
        id_, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
        expected = webhook_headers(self.secret, id_, timestamp, body)["webhook-signature"]
        is_good = (not self.refuses and hmac.compare_digest(expected, headers["webhook-signature"])
                   and abs(time.time() - int(timestamp)) <= TOLERANCE_SECONDS)
        (self.taken if is_good else self.refused).append((id_, json.loads(body)))
        return is_good

    def types(self):
        return [event["type"] for _, event in self.taken]

    @contextmanager
    def away(self):
        """Nobody listens."""
        self.close()
        try:
            yield
        finally:
            self._listen()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204 if self.owner.take(self.headers, body) else 503)
        self.end_headers()


@contextmanager
def receiving(secret=None):
    receiver = Receiver(secret)
    try:
        yield receiver
    finally:
        receiver.close()
