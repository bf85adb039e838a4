"""Nothing is lost and nothing happens twice, whatever is killed."""

import os
import random

import pytest

from load import Load, check_books
from shop import eventually

CRASHES = int(os.environ.get("BARO_CRASHES", 10))  # more, for a long night


def wanted_skus(shop):
    """One that is soon sold out, so that refusals meet crashes, too; and plenty of the others."""
    return shop.skus([200] + [2_000 * CRASHES] * 6)


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
