"""Redis, a receiver of webhooks or the payment provider is away for a while, and people go on ordering, paying and
cancelling: nothing is lost, and everybody hears of everything afterwards. BARO_OUTAGE_SECONDS says for how long."""

import json
import os
import subprocess
import time
from collections import defaultdict
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from cluster import running_stack
from conftest import SETTINGS
from load import Load
from receiver import receiving
from shop import PASSWORD, Shop, eventually

OUTAGE_SECONDS = float(os.environ.get("BARO_OUTAGE_SECONDS", 20))
CATCHING_UP_SECONDS_MAX = 120 + OUTAGE_SECONDS
THINKING_SECONDS_MAX = 0.4

# Pauses that suit a short outage. Most payments come before the window closes, some while it does.
DRILL_SETTINGS = SETTINGS | {
    "BARO_PAYMENT_WINDOW": "3000", "BARO_PAYMENT_CHECK_PAUSE": "1000", "BARO_WEBHOOK_RETRY_PAUSE": "200",
    "BARO_WEBHOOK_RETRY_PAUSE_MAX": "5000"}


@pytest.fixture(scope="module")
def stack():
    yield from running_stack(DRILL_SETTINGS, nodes=2)


@pytest.fixture(scope="module")
def shop(stack):
    return Shop(stack)


@pytest.fixture(scope="module")
def receiver(shop):
    with receiving() as receiver:
        receiver.secret = shop.admin.post("/admin/webhooks", {"url": receiver.url}).ok(201)["secret"]
        yield receiver


class Customers(Load):
    """They pay, cancel, do both in either order, or leave the order to its time-out."""

    def _go_on(self, buyer, rng, attempt):
        steps = rng.choice([(), (self._pay,), (self._pay,), (self._cancel,), (self._pay, self._cancel),
                            (self._cancel, self._pay)])
        for step in steps:
            time.sleep(rng.uniform(0, THINKING_SECONDS_MAX))
            step(buyer, rng, attempt)
        time.sleep(rng.uniform(0, THINKING_SECONDS_MAX))

    def _pay(self, buyer, _rng, attempt):
        # Whoever cannot pay goes away; what they began may be paid for all that.
        status = buyer.post(f"/orders/{attempt.order}/payments", key=attempt.key + "-pay").status
        assert status in (201, 409, 503, 504), status
        self._count(("pay", status))

    def _cancel(self, buyer, rng, attempt):
        answer = self._ask(buyer, rng, lambda: buyer.post(f"/orders/{attempt.order}/cancel"))
        answer.ok()
        attempt.cancelled = True


@contextmanager
def without_redis(stack, _receiver):
    stack.control("redis", "kill")
    try:
        yield
    finally:
        stack.control("redis", "start")


@contextmanager
def without_receiver(_stack, receiver):
    with receiver.away():
        yield


@contextmanager
def without_provider(stack, _receiver):
    stack.control("standin", "payments", "kill")
    try:
        yield
    finally:
        stack.control("standin", "payments", "start")


@pytest.mark.parametrize("outage", [without_redis, without_receiver, without_provider])
def test_nothing_is_lost_while_one_of_them_is_away(stack, shop, receiver, payments, seed, outage):
    eventually(lambda: people_get_in(shop))
    payments.behave(mode="webhook", delayMs=300, callback="twice", failRate=0.02)
    skus = shop.skus([1_000_000] * 4 + [40] * 4)
    with Customers(shop, skus, seed, may_break=False, clients=12) as load:
        load.wait_for_orders(20)
        with outage(stack, receiver):
            load.go_on_for(OUTAGE_SECONDS)
        load.wait_for_orders(20)
    print(load.statuses)
    assert not load.failures, load.failures
    assert load.statuses["pay", 201] > 0

    payments.behave(failRate=0)
    eventually(lambda: is_settled(stack, payments), CATCHING_UP_SECONDS_MAX)
    check_orders(stack, load)
    check_money(stack, payments)
    stack.audit()

    happened = events_of(stack, load)
    eventually(lambda: happened.keys() <= {id_ for id_, _ in list(receiver.taken)}, CATCHING_UP_SECONDS_MAX)
    check_told(happened, receiver.taken)
    eventually(lambda: happened.keys() <= {id_ for id_, _ in streamed(stack)}, CATCHING_UP_SECONDS_MAX)
    check_told(happened, streamed(stack))


def people_get_in(shop):
    """On all nodes, of which each finds Redis again by itself."""
    body = {"password": PASSWORD, "name": "A"}
    return all(shop.anonymous().post("/auth/signup", body | {"email": shop.email()}).status == 201 for _ in range(20))


def is_settled(stack, payments):
    """Nobody is to be asked, told or paid any more."""
    [waiting] = stack.sql("""
        SELECT (SELECT count(*) FROM orders WHERE status = 'ORDERED'),
               (SELECT count(*) FROM payments WHERE status = 'PENDING'),
               (SELECT count(*) FROM refunds WHERE status = 'DUE')""")
    return waiting == ["0", "0", "0"] and payments.ledger()["callbacksWaiting"] == 0


def check_orders(stack, load):
    """What customers were told of their orders is so."""
    stored = {key: (order, status) for key, order, status in stack.sql(
        f"SELECT shipping_address, order_id, status FROM orders WHERE shipping_address LIKE '{load.seed}-%'")}
    placed = [attempt for attempt in load.attempts if attempt.verdict == 201]
    assert {attempt.key: attempt.order for attempt in placed} == {key: order for key, (order, _) in stored.items()}
    for attempt in placed:
        _, status = stored[attempt.key]
        assert status == "CANCELLED" if attempt.cancelled else status in ("PAID", "CANCELLED"), attempt


def check_money(stack, payments):
    """The provider's ledger is ours."""
    ledger = payments.ledger()
    charged = {(row["reference"], row["orderId"], row["amount"]) for row in ledger["payments"]
               if row["status"] == "CONFIRMED"}
    refunded = {(row["reference"], row["paymentReference"], row["amount"]) for row in ledger["refunds"]}
    ours = stack.sql("SELECT payment_id, order_id, amount_krw FROM payments WHERE status = 'CONFIRMED'")
    assert {(payment, order, int(amount)) for payment, order, amount in ours} == charged
    ours = stack.sql("SELECT refund_id, payment_id, amount_krw FROM refunds")
    assert {(refund, payment, int(amount)) for refund, payment, amount in ours} == refunded
    kept = stack.sql("""
        SELECT coalesce(sum(amount_krw), 0)
               - (SELECT coalesce(sum(amount_krw), 0) FROM refunds) AS kept,
               (SELECT coalesce(sum(total_price_krw), 0) FROM orders WHERE status = 'PAID') AS owed
          FROM payments WHERE status = 'CONFIRMED'""")
    assert kept == [[str(ledger["charged"] - ledger["refunded"])] * 2]


def events_of(stack, load):
    """All that has happened to the customers' orders, by its id: the order, and its place among the order's events."""
    rows = stack.sql(f"""
        SELECT order_id, sequence FROM order_events JOIN orders USING (order_id)
         WHERE shipping_address LIKE '{load.seed}-%'""")
    happened = {f"{order}-{sequence}": (order, int(sequence)) for order, sequence in rows}
    first = {order for order, sequence in happened.values() if sequence == 0}
    assert first == {attempt.order for attempt in load.attempts if attempt.verdict == 201}, "an order has no event"
    return happened


def streamed(stack):
    """What is in the stream, in its order."""
    url = urlsplit(stack.status()["redis"]["url"])
    done = subprocess.run(["redis-cli", "-p", str(url.port), "--json", "XRANGE", "baro:events", "-", "+"], check=True,
                          capture_output=True, text=True, timeout=60, env=os.environ | {"REDISCLI_AUTH": url.password})
    events = [json.loads(fields[fields.index("event") + 1]) for _, fields in json.loads(done.stdout)]
    return [(event["id"], event) for event in events]


def check_told(happened, told):
    """Each event came, always as the same, and the first time after all earlier ones of its order."""
    bodies, sequences = {}, defaultdict(list)
    for id_, event in told:
        if id_ in happened:
            assert event["id"] == id_ and bodies.setdefault(id_, event) == event, "one id for two events"
            order, sequence = happened[id_]
            sequences[order].append(sequence)
    for order, came in sequences.items():
        first = list(dict.fromkeys(came))
        assert first == sorted(first), f"order {order}: {came}"
    assert bodies.keys() == happened.keys()
