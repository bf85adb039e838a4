"""Somebody to whom events are delivered: checks signatures by the scheme's own words, and can be told to misbehave."""

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ports import free_port

CLOCK_SECONDS_MAX = 300


@dataclass(frozen=True)
class Delivery:
    id: str
    event: dict
    is_signed: bool


class EventReceiver:
    def __init__(self):
        self.deliveries = []  # those that were taken, and those that were not
        self.taken = []
        self.secret = None
        self.refuses = lambda event: None  # the status that an event is refused with
        self.lock = threading.Lock()
        self.port = free_port()
        self._listen()
        self.url = f"http://127.0.0.1:{self.port}/baro"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def start(self):
        self._listen()

    def sequences(self, order, of=None):
        """In which order the steps of an order were taken."""
        with self.lock:
            return [one.event["sequence"] for one in of or self.taken if one.event["orderId"] == order]

    def first_sequences(self, order):
        """The same, without what came more than once."""
        return list(dict.fromkeys(self.sequences(order)))

    def is_signed(self, headers, body):
        signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return (f"v1,{mac}" in headers["webhook-signature"].split()
                and abs(time.time() - int(headers["webhook-timestamp"])) < CLOCK_SECONDS_MAX)

    def take(self, headers, body):
        """The status that is answered."""
        event = json.loads(body)
        delivery = Delivery(headers["webhook-id"], event, bool(self.secret) and self.is_signed(headers, body))
        status = self.refuses(event)
        with self.lock:
            self.deliveries.append(delivery)
            if status is None:
                self.taken.append(delivery)
        return status or 204

    def _listen(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(receiver.take(self.headers, body))
                self.send_header("Content-Length", "0")
                self.send_header("Connection", "close")  # or whoever has stopped would go on with those who are here
                self.end_headers()
                self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", receiver.port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
