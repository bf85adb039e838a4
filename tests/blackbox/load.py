"""Customers who order all the time and remember every answer; and the comparison of that with the books."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Callable

from shop import BROKEN

VERDICT_SECONDS_MAX = 60
REFUSED_FOR_NOW = {503, 504}


@dataclass
class Attempt:
    """One order that somebody wants, and what became of it."""
    key: str
    verdict: int
    order: str = ""
    cancelled: bool = False


@dataclass
class Load:
    """Customers who order, and sometimes cancel, until they are told to stop; each asks until it gets a verdict."""
    shop: object
    skus: list
    seed: int
    may_break: bool  # whether connections may
    urls: Callable = None  # where a customer may go who has no connection; default: where the shop is
    clients: int = 16
    attempts: list = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    failures: list = field(default_factory=list)
    orders: int = 0

    def __enter__(self):
        self.urls = self.urls or (lambda: [self.shop.url])
        self.changed = threading.Condition()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._customer, args=(buyer, Random(self.seed + n)))
                        for n, buyer in enumerate(self.shop.buyers(self.clients))]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(VERDICT_SECONDS_MAX * 2)
            assert not thread.is_alive(), "a customer waits for ever"

    def go_on_for(self, seconds):
        """Lets them order for a while; some of it has to get through."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.wait_for_orders(1)

    def wait_for_orders(self, count):
        """Waits until so many more were placed."""
        with self.changed:
            wanted = self.orders + count
            assert self.changed.wait_for(lambda: self.orders >= wanted or self.failures,
                                         VERDICT_SECONDS_MAX), "no order goes through"
            assert not self.failures, self.failures

    def _customer(self, buyer, rng):
        try:
            while not self.stopping.is_set():
                self._buy(buyer, rng)
        except BaseException as failure:
            with self.changed:
                self.failures.append(repr(failure))
                self.changed.notify_all()

    def _buy(self, buyer, rng):
        key = f"{self.seed}-{rng.getrandbits(64):016x}"
        basket = [(sku, rng.randint(1, 3)) for sku in rng.sample(self.skus, rng.randint(1, min(3, len(self.skus))))]
        # The address is the key, by which the order can be found in the database.
        answer = self._ask(buyer, rng, lambda: buyer.order(basket, key=key, address=key))
        attempt = Attempt(key, answer.status)
        if answer.status == 201:
            attempt.order = answer.json["orderId"]
            self._go_on(buyer, rng, attempt)
        else:
            answer.problem(409, "OUT_OF_STOCK")
        with self.changed:
            self.attempts.append(attempt)
            self.orders += attempt.verdict == 201
            self.changed.notify_all()

    def _go_on(self, buyer, rng, attempt):
        """What becomes of an order that was placed."""
        if rng.random() < 0.25:
            self._ask(buyer, rng, lambda: buyer.post(f"/orders/{attempt.order}/cancel")).ok()
            attempt.cancelled = True

    def _ask(self, buyer, rng, call):
        """Asks again until there is a verdict, with pauses that grow."""
        deadline = time.monotonic() + VERDICT_SECONDS_MAX
        pause = 0.01
        while time.monotonic() < deadline:
            if not buyer.is_connected():
                buyer.url = rng.choice(self.urls())
            try:
                answer = call()
            except BROKEN:
                if not self.may_break:
                    raise
                self._count("broken")
            else:
                self._count(answer.status)
                if answer.status not in REFUSED_FOR_NOW and not self._is_still_running(answer):
                    return answer
            time.sleep(rng.uniform(0, pause))
            pause = min(0.5, pause * 2)
        raise AssertionError(f"no verdict in {VERDICT_SECONDS_MAX} seconds")

    def _is_still_running(self, answer):
        return answer.status == 409 and answer.json["code"] == "IDEMPOTENCY_KEY_IN_USE"

    def _count(self, status):
        with self.changed:
            self.statuses[status] += 1


def check_books(stack, load):
    """What customers were told is what the database says, order by order."""
    assert not load.failures, load.failures
    rows = stack.sql("SELECT shipping_address, order_id, status FROM orders "
                     f"WHERE shipping_address LIKE '{load.seed}-%'")
    times = Counter(key for key, _, _ in rows)
    assert [key for key, count in times.items() if count > 1] == [], "ordered twice"
    stored = {key: (order, status) for key, order, status in rows}
    told = {attempt.key: (attempt.order, "CANCELLED" if attempt.cancelled else "ORDERED") for attempt in load.attempts
            if attempt.verdict == 201}
    assert stored == told
    stack.audit()
