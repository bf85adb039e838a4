"""Many people want the same thing at once."""

import random
from collections import Counter

import pytest

from shop import at_once

CLIENTS = 64


@pytest.fixture(scope="module")
def crowd(shop):
    return shop.buyers(CLIENTS)


def test_five_hundred_units_for_two_thousand_attempts(shop, stack, crowd):
    product = shop.product(quantity=500)

    def attempts(number, buyer):
        answers = [buyer.order([(product.sku, 1)]) for _ in range(number, 2_000, CLIENTS)]
        for answer in answers:
            if answer.status == 409:
                answer.problem(409, "OUT_OF_STOCK")
        return [answer.status for answer in answers]

    results = at_once(lambda n=n, b=b: attempts(n, b) for n, b in enumerate(crowd))
    assert Counter(status for statuses in results for status in statuses) == {201: 500, 409: 1_500}
    assert stack.on_hand(product.sku) == [0] and shop.available(product.id) == [0]
    assert stack.sql(f"SELECT count(*), sum(quantity) FROM order_lines WHERE sku_id = {product.sku}") == [["500",
                                                                                                           "500"]]
    stack.audit()


def test_baskets_in_opposite_orders_neither_deadlock_nor_split(shop, stack, crowd):
    one, two = shop.skus([400, 300])
    rounds = 8

    def attempts(number, buyer):
        basket = [(one, 1), (two, 1)][:: 1 if number % 2 else -1]
        return [buyer.order(basket) for _ in range(rounds)]

    answers = [answer for answers in at_once(lambda n=n, b=b: attempts(n, b) for n, b in enumerate(crowd))
               for answer in answers]
    statuses = Counter(answer.status for answer in answers)
    assert statuses == {201: 300, 409: CLIENTS * rounds - 300}, "a refused basket must not keep the other SKU"
    assert stack.on_hand(one, two) == [100, 0]
    lines = f"order_lines WHERE sku_id IN ({one}, {two})"
    assert stack.sql(f"SELECT order_id FROM {lines} GROUP BY order_id HAVING count(*) <> 2") == []
    stack.audit()


def test_orders_and_cancellations_together_keep_every_unit(shop, stack, crowd):
    skus = shop.skus([20, 20, 20])
    seed = random.SystemRandom().randrange(2**32)
    print("seed", seed)

    def customer(number, buyer):
        rng = random.Random(seed + number)
        kept = Counter()
        for _ in range(8):
            basket = {sku: rng.randint(1, 3) for sku in rng.sample(skus, rng.randint(1, 3))}
            answer = buyer.order(list(basket.items()))
            if answer.status == 409:
                answer.problem(409, "OUT_OF_STOCK")
                continue
            order = answer.ok(201)["orderId"]
            if rng.random() < 0.7:
                buyer.post(f"/orders/{order}/cancel").ok()
            else:
                kept.update(basket)
        return kept

    kept = sum(at_once(lambda n=n, b=b: customer(n, b) for n, b in enumerate(crowd)), Counter())
    assert stack.on_hand(*skus) == [20 - kept[sku] for sku in skus]
    stack.audit()
