"""Customers in several processes, who order without a pause for the drill, and keep a journal of each answer."""

import os
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "blackbox"))

import shop as people  # noqa: E402
from load import Load  # noqa: E402
from proxy import processes  # noqa: E402
from shop import BROKEN, Client  # noqa: E402

PATIENCE_SECONDS = 12  # of a client with one answer: longer than the server's request-deadline
JOIN_SECONDS_MAX = 90


@dataclass(frozen=True)
class Line:
    """An answer, or that there was none. Times are monotonic: the same clock in all processes."""
    at: float
    took: float
    status: object  # or "broken"

    @property
    def is_good(self):
        """Whether somebody got what they came for: a verdict, be it that others were faster."""
        return self.status in (200, 201, 409)


class Customers(Load):
    """They look around between two orders, and write down when they were told what."""
    thinking_seconds = 0.1

    def __enter__(self):
        self.journal = []
        return super().__enter__()

    def _buy(self, buyer, rng):
        self.stopping.wait(rng.uniform(0, 2 * self.thinking_seconds))
        super()._buy(buyer, rng)

    def _ask(self, buyer, rng, call):
        def noted():
            began = time.monotonic()
            status = "broken"
            try:
                answer = call()
                status = answer.status
                return answer
            finally:
                now = time.monotonic()
                self.journal.append(Line(now, now - began, status))
        return super()._ask(buyer, rng, noted)


class _Visitors:
    """Who signs up in a process of its own; stands in for the Shop."""

    def __init__(self, url, cookies):
        self.url, self.cookies = url, cookies

    def buyers(self, count):
        return [Client(self.url, cookie) for cookie in self.cookies[:count]]


class Crowd:
    """Runs Customers until the end of the with block; then `journal` and `attempts` are those of all of them."""

    def __init__(self, shop, skus, urls, crowd=2, clients=16):
        self.seeds = [random.SystemRandom().randrange(2**32) for _ in range(crowd)]
        self.stop, self.said = processes.Event(), processes.Queue()
        cookies = [buyer.cookie for buyer in shop.buyers(crowd * clients)]
        self.processes = [
            processes.Process(target=self._run, daemon=True,
                              args=(_Visitors(urls[0], cookies[i * clients:(i + 1) * clients]), skus, seed, urls, clients))
            for i, seed in enumerate(self.seeds)]
        self.journal, self.attempts, self.failures = [], [], []

    def __enter__(self):
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for _ in self.processes:
            journal, attempts, failures = self.said.get(timeout=JOIN_SECONDS_MAX)
            self.journal += journal
            self.attempts += attempts
            self.failures += failures
        for process in self.processes:
            process.join(JOIN_SECONDS_MAX)
        self.journal.sort(key=lambda line: line.at)

    def _run(self, shop, skus, seed, urls, clients):
        people.ANSWER_SECONDS_MAX = PATIENCE_SECONDS
        Client.note = lambda *_: None  # the contract is the black-box tests' concern
        load = Customers(shop, skus, seed, may_break=True, urls=lambda: urls, clients=clients)
        try:
            with load:
                self.stop.wait()
        except AssertionError as failure:
            load.failures.append(repr(failure))
        self.said.put((load.journal, load.attempts, load.failures))
        self.said.close()
        self.said.join_thread()
        os._exit(0)


@dataclass(frozen=True)
class Books:
    """What customers were told, against the database."""
    acknowledged: int
    lost: int
    doubled: int
    otherwise: int  # of another status than they were told
    oversold: int
    audit: str

    @property
    def is_balanced(self):
        return not (self.lost or self.doubled or self.otherwise or self.oversold) and self.audit == "balanced"


def books_of(stack, crowd):
    told = {attempt.key: (attempt.order, "CANCELLED" if attempt.cancelled else "ORDERED")
            for attempt in crowd.attempts if attempt.verdict == 201}
    stored, doubled = {}, 0
    for seed in crowd.seeds:
        for key, order, status in stack.sql("SELECT shipping_address, order_id, status FROM orders "
                                            f"WHERE shipping_address LIKE '{seed}-%'"):
            doubled += key in stored
            stored[key] = (order, status)
    [[oversold]] = stack.sql("""
        SELECT count(*) FROM (SELECT sku_id, sum(quantity) AS sold FROM order_lines JOIN orders USING (order_id)
                               WHERE status <> 'CANCELLED' GROUP BY sku_id) s
          JOIN (SELECT sku_id, sum(delta) AS received FROM stock_movements WHERE reason = 'RECEIPT' GROUP BY sku_id) r
            USING (sku_id) WHERE sold > received""")
    audit = stack.baro("ctl", "--data", stack.data, "audit", check=False)
    return Books(acknowledged=len(told), lost=len(told.keys() - stored.keys()), doubled=doubled,
                 otherwise=sum(stored[key] != told[key] for key in told.keys() & stored.keys()), oversold=int(oversold),
                 audit="balanced" if audit.returncode == 0 else audit.stdout.strip()[-500:])
