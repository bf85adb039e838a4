"""Calls to the shop, signed by the Standard Webhooks scheme, until each is taken."""

import base64
import hashlib
import hmac
import heapq
import http.client
import itertools
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

SENDERS = 16
ANSWER_SECONDS_MAX = 5
RETRY_SECONDS_MIN = 0.2
RETRY_SECONDS_MAX = 5


class Timers:
    """Runs functions later, in a few threads of its own."""

    def __init__(self):
        self.due = []
        self.numbers = itertools.count()
        self.changed = threading.Condition()
        self.pool = ThreadPoolExecutor(SENDERS)
        threading.Thread(target=self._run, daemon=True).start()

    def after(self, seconds, function, *arguments):
        with self.changed:
            heapq.heappush(self.due, (time.monotonic() + seconds, next(self.numbers), function, arguments))
            self.changed.notify()

    def _run(self):
        while True:
            with self.changed:
                while not self.due or self.due[0][0] > time.monotonic():
                    self.changed.wait(self.due[0][0] - time.monotonic() if self.due else None)
                _, _, function, arguments = heapq.heappop(self.due)
            self.pool.submit(self._call, function, arguments)

    @staticmethod
    def _call(function, arguments):
        try:
            function(*arguments)
        except Exception:
            traceback.print_exc()


def read_key(secret):
    """What a secret stands for, as the scheme writes them; None: it is none."""
    prefix, _, text = secret.partition("_")
    try:
        return base64.b64decode(text, validate=True) if prefix == "whsec" else None
    except ValueError:
        return None


def signature(key, id_, timestamp, body):
    digest = hmac.digest(key, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(digest).decode()


def is_taken(key, id_, url, body):
    """Whether the one who was called has said 2xx."""
    timestamp = int(time.time())
    headers = {"Content-Type": "application/json", "webhook-id": id_, "webhook-timestamp": str(timestamp),
               "webhook-signature": signature(key, id_, timestamp, body)}
    to = urlsplit(url)
    connect = http.client.HTTPSConnection if to.scheme == "https" else http.client.HTTPConnection
    connection = connect(to.hostname, to.port, timeout=ANSWER_SECONDS_MAX)
    try:
        connection.request("POST", to._replace(scheme="", netloc="", fragment="").geturl() or "/", body, headers)
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Callbacks:
    """A row for each event: `wanted` is how often it is to be delivered, `delivered` how often it has been."""

    def __init__(self, journal, key, timers):
        self.journal, self.key, self.timers = journal, key, timers
        self.lock = threading.Lock()
        for row in self.waiting():
            self.timers.after(0, self._deliver, row["id"], 0)

    def waiting(self):
        return [row for row in self.journal.all("callback") if row["delivered"] < row["wanted"]]

    def add(self, id_, payment_id, url, body, wanted, hold_seconds):
        row = {"id": id_, "paymentId": payment_id, "url": url, "body": body, "wanted": wanted, "delivered": 0,
               "attempts": 0}
        self.journal.put("callback", id_, row)
        if wanted:
            self.timers.after(hold_seconds, self._deliver, id_, 0)

    def again(self, row):
        """Delivers it once more, also if it was not to be delivered at all."""
        with self.lock:
            self.journal.put("callback", row["id"], row := row | {"wanted": row["wanted"] + 1})
            is_waiting = row["wanted"] - row["delivered"] > 1
        if not is_waiting:
            self.timers.after(0, self._deliver, row["id"], 0)

    def _deliver(self, id_, failures):
        row = self.journal.get("callback", id_)
        taken = is_taken(self.key, id_, row["url"], row["body"].encode())
        with self.lock:
            row = self.journal.get("callback", id_)
            row = row | {"attempts": row["attempts"] + 1, "delivered": row["delivered"] + taken}
            self.journal.put("callback", id_, row)
        if row["delivered"] < row["wanted"]:
            failures = 0 if taken else failures + 1
            pause = min(RETRY_SECONDS_MAX, RETRY_SECONDS_MIN * 2 ** min(failures, 10))
            self.timers.after(pause, self._deliver, id_, failures)
