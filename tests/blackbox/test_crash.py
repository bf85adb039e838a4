"""Nothing is lost and nothing happens twice, whatever is killed."""

import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from shop import BROKEN, eventually

CLIENTS = 16
CRASHES = int(os.environ.get("BARO_CRASHES", 10))  # more, for a long night
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
    attempts: list = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    failures: list = field(default_factory=list)
    orders: int = 0

    def __enter__(self):
        self.changed = threading.Condition()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._customer, args=(buyer, random.Random(self.seed + n)))
                        for n, buyer in enumerate(self.shop.buyers(CLIENTS))]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(VERDICT_SECONDS_MAX * 2)
            assert not thread.is_alive(), "a customer waits for ever"

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
        basket = [(sku, rng.randint(1, 3)) for sku in rng.sample(self.skus, rng.randint(1, 3))]
        # The address is the key, by which the order can be found in the database.
        answer = self._ask(rng, lambda: buyer.order(basket, key=key, address=key))
        attempt = Attempt(key, answer.status)
        if answer.status == 201:
            attempt.order = answer.json["orderId"]
            if rng.random() < 0.25:
                self._ask(rng, lambda: buyer.post(f"/orders/{attempt.order}/cancel")).ok()
                attempt.cancelled = True
        else:
            answer.problem(409, "OUT_OF_STOCK")
        with self.changed:
            self.attempts.append(attempt)
            self.orders += attempt.verdict == 201
            self.changed.notify_all()

    def _ask(self, rng, call):
        """Asks again until there is a verdict, with pauses that grow."""
        deadline = time.monotonic() + VERDICT_SECONDS_MAX
        pause = 0.01
        while time.monotonic() < deadline:
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


def wanted_skus(shop):
    """One that is soon sold out, so that refusals meet crashes, too; and plenty of the others."""
    return shop.skus([200] + [2_000 * CRASHES] * 6)


@pytest.fixture
def seed():
    seed = random.SystemRandom().randrange(2**32)
    print("seed", seed)
    return seed


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


def crash_under_load(stack, load, crash, seed):
    rng = random.Random(seed)
    for _ in range(CRASHES):
        load.wait_for_orders(rng.randint(1, 150))
        crash()
    load.wait_for_orders(50)


def test_a_killed_server_loses_no_order_that_was_confirmed(shop, stack, seed):
    def crash():
        stack.control("node", "kill")
        stack.control("node", "start")

    with Load(shop, wanted_skus(shop), seed, may_break=True) as load:
        crash_under_load(stack, load, crash, seed)
    print(load.statuses)
    assert load.statuses["broken"] > 0, "the crashes did not hit the load"
    assert set(load.statuses) <= {200, 201, 409, 503, 504, "broken"}
    check_books(stack, load)


def test_a_crashing_database_costs_only_patience(shop, stack, seed):
    def crash():
        stack.control("postgres", "kill")
        stack.control("postgres", "start")

    before = stack.pid()
    with Load(shop, wanted_skus(shop), seed, may_break=False) as load:
        crash_under_load(stack, load, crash, seed)
    print(load.statuses)
    assert set(load.statuses) <= {200, 201, 409, 503, 504}
    assert load.statuses[503] + load.statuses[504] > 0, "the crashes did not hit the load"
    check_books(stack, load)
    assert stack.pid() == before, "the server was restarted"
    eventually(lambda: shop.buyer().get("/cart").status == 200)
