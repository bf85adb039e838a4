"""A coupon that moves from node to node while everybody uses it: nobody gets a use that is not there."""

import re
import threading
import time

import pytest

from cluster import Cluster, running_stack
from conftest import SETTINGS
from coupons import new_coupon, order_with
from shop import BROKEN, eventually
from test_cluster_moves import SEIZE_SQL

USES = 200
BUYERS = 16
VERDICT_SECONDS_MAX = 60


@pytest.fixture(scope="session")
def stack():
    yield from running_stack(SETTINGS, nodes=2)


def verdict(buyer, coupon, sku, key):
    """Asks under one key until there is one."""
    deadline = time.monotonic() + VERDICT_SECONDS_MAX
    while time.monotonic() < deadline:
        try:
            answer = order_with(buyer, coupon["code"], [(sku, 1)], key=key)
        except BROKEN:
            continue
        if answer.status not in (503, 504) and answer.json.get("code") != "IDEMPOTENCY_KEY_IN_USE":
            return answer
    raise AssertionError("no verdict")


def test_as_many_get_it_as_there_are_uses_wherever_it_lives(stack, shop):
    cluster = Cluster(stack)
    cluster.settle(2)
    product = shop.product(quantity=10_000)
    coupon = new_coupon(shop, usesMax=USES, usesPerUser=100)
    shard = re.search(r"shard (\d+)", stack.ctl("where", f"coupon:{coupon['id']}"))[1]
    placed, failures = [], []

    def customer(number, buyer):
        try:
            buyer.close()
            buyer.url = cluster.nodes[number % 2][0]
            for attempt in range(100):
                answer = verdict(buyer, coupon, product.sku, f"{number}-{attempt}")
                if answer.status != 201:
                    answer.problem(409, "COUPON_USED_UP")
                    return
                placed.append(answer.json["orderId"])
        except BaseException as failure:
            failures.append(repr(failure))

    customers = [threading.Thread(target=customer, args=one) for one in enumerate(shop.buyers(BUYERS))]
    for one in customers:
        one.start()
    eventually(lambda: placed or failures)
    while any(one.is_alive() for one in customers):
        stack.sql(SEIZE_SQL.format(shard=shard))
        customers[0].join(0.1)
        if not customers[0].is_alive():
            break
    for one in customers:
        one.join(VERDICT_SECONDS_MAX * 2)
    assert failures == []
    verdict(shop.buyer(), coupon, product.sku, "late").problem(409, "COUPON_USED_UP")
    assert len(placed) == len(set(placed)) == USES
    assert stack.sql(f"SELECT used FROM coupons WHERE coupon_id = {coupon['id']}") == [[str(USES)]]
    assert stack.on_hand(product.sku) == [10_000 - USES]
    epoch = int(stack.sql(f"SELECT epoch FROM coupons WHERE coupon_id = {coupon['id']}")[0][0])
    assert epoch > 1, "it has not moved"
    stack.audit()
