"""Products that go on sale at a set time: who stands in line where, and who can buy when."""

import os
import random
import re
import time
from datetime import datetime, timedelta, timezone

import pytest

from cluster import Cluster, running_stack
from conftest import SETTINGS
from events import EventSource
from shop import BROKEN, Client, at_once, eventually, walk

ARRIVALS = int(os.environ.get("BARO_ARRIVALS", 2_000))
UNITS = 100
CONNECTIONS = 200
LONG, SHORT = 3_600, 5  # seconds that a turn lasts


@pytest.fixture(scope="session")
def stack():
    yield from running_stack(SETTINGS, nodes=2)


@pytest.fixture(scope="module")
def cluster(stack):
    cluster = Cluster(stack)
    cluster.settle(2)
    return cluster


def moment(seconds_from_now):
    at = datetime.now(timezone.utc) + timedelta(seconds=seconds_from_now)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def terms(starts_in=-1, per_customer=1, turn=LONG, admissions=1_000):
    return {"startsAt": moment(starts_in), "perCustomer": per_customer, "turnSeconds": turn,
            "admissionsPerSecond": admissions}


def drop(shop, quantity, **fields):
    product = shop.product(quantity=quantity)
    shop.owner.put(f"/products/{product.id}/drop", terms(**fields)).ok()
    return product


def join(buyer, product, **body):
    return buyer.post(f"/products/{product.id}/drop/line", body)


def place(buyer, product):
    return buyer.get(f"/products/{product.id}/drop/line").ok()


def leave(buyer, product):
    buyer.delete(f"/products/{product.id}/drop/line").ok(204)


def buy(buyer, product, quantity=1, **headers):
    return buyer.order([(product.sku, quantity)], **headers)


def has_turn(buyer, product):
    return place(buyer, product)["state"] == "TURN"


def wait_for_turn(buyer, product):
    eventually(lambda: has_turn(buyer, product), 60)


def crowd_of(shop, count):
    """Customers who are not connected: so many at once are more than may come from one address."""
    crowd = []
    while len(crowd) < count:
        some = shop.buyers(min(CONNECTIONS, count - len(crowd)))
        for buyer in some:
            buyer.close()
        crowd += some
    return crowd


def everybody(buyers, call):
    """What `call` makes of each of many customers, who come over a few hundred connections at once."""
    shares = [buyers[n::CONNECTIONS] for n in range(min(CONNECTIONS, len(buyers)))]

    def run(share):
        client = Client(share[0].url)
        answers = []
        for buyer in share:
            client.cookie = buyer.cookie
            answers.append((buyer, call(client)))
        client.close()
        return answers

    return [pair for pairs in at_once(lambda share=share: run(share) for share in shares) for pair in pairs]


def test_of_two_thousand_who_arrive_at_once_the_first_hundred_get_the_units_and_then_those_behind(
        stack, shop, cluster, seed):
    crowd = crowd_of(shop, ARRIVALS)
    random.Random(seed).shuffle(crowd)
    product = drop(shop, UNITS, starts_in=3)
    began = time.monotonic()
    joined = everybody(crowd, lambda client: join(client, product).ok())
    print("arrivals", len(joined), "in", round(time.monotonic() - began, 2), "s; commits",
          stack.sql(f"SELECT count(DISTINCT xmin::text) FROM drop_line WHERE product_id = {product.id}"))
    assert sorted(answer["position"] for _, answer in joined) == list(range(1, ARRIVALS + 1))
    line = [buyer for buyer, _ in sorted(joined, key=lambda pair: pair[1]["position"])]
    again = everybody(crowd[:200], lambda client: join(client, product).ok())
    positions = {buyer.cookie: answer["position"] for buyer, answer in joined}
    assert all(answer["position"] == positions[buyer.cookie] for buyer, answer in again), "who joins twice moves"

    wait_for_turn(line[UNITS - 1], product)
    next_one = place(line[UNITS], product)
    assert (next_one["state"], next_one["ahead"]) == ("WAITING", 0)
    assert place(line[-1], product)["ahead"] == ARRIVALS - UNITS - 1
    everybody(line[UNITS:UNITS + 200], lambda client: buy(client, product).problem(409, "NOT_YOUR_TURN"))
    gone = line[:UNITS:20]  # five do not want it after all
    bought = [buyer for buyer in line[:UNITS] if buyer not in gone]
    everybody(bought, lambda client: buy(client, product).ok(201))
    everybody(gone, lambda client: leave(client, product))
    for buyer in line[UNITS:UNITS + len(gone)]:
        wait_for_turn(buyer, product)
    everybody(line[UNITS:UNITS + len(gone)], lambda client: buy(client, product).ok(201))
    for buyer in line[UNITS:UNITS + len(gone)]:
        eventually(lambda: place(buyer, product)["state"] == "BOUGHT")
    everybody(line[:UNITS + 200], lambda client: buy(client, product).problem(409, "NOT_YOUR_TURN"))
    assert place(line[UNITS + len(gone)], product)["state"] == "WAITING"
    assert stack.on_hand(product.sku) == [0]

    rows = stack.sql(f"SELECT position, state FROM drop_line WHERE product_id = {product.id} ORDER BY position")
    assert [int(position) for position, _ in rows] == list(range(1, ARRIVALS + 1))
    assert [state for _, state in rows[:UNITS]] == ["LEFT" if buyer in gone else "BOUGHT" for buyer in line[:UNITS]]
    assert {state for _, state in rows[UNITS:UNITS + len(gone)]} == {"BOUGHT"}
    assert {state for _, state in rows[UNITS + len(gone):]} == {"WAITING"}
    stack.audit()


def test_before_it_starts_one_can_join_but_not_buy(shop, buyer):
    product = drop(shop, 5, starts_in=3_600)
    seen = shop.anonymous().get(f"/products/{product.id}/drop").ok()
    assert (seen["state"], seen["inLine"], seen["perCustomer"]) == ("UPCOMING", 0, 1)
    assert shop.anonymous().get(f"/products/{product.id}").ok()["drop"]["startsAt"] == seen["startsAt"]
    buy(buyer, product).problem(409, "DROP_NOT_STARTED")
    mine = join(buyer, product).ok()
    assert (mine["position"], mine["ahead"], mine["state"]) == (1, 0, "WAITING")
    assert 0 < mine["estimatedWaitSeconds"] <= 3_600
    buy(buyer, product).problem(409, "DROP_NOT_STARTED")
    assert shop.anonymous().get(f"/products/{product.id}/drop").ok()["inLine"] == 1


def test_who_does_not_order_in_their_turn_loses_it_to_the_next(shop, stack):
    product = drop(shop, 1, turn=SHORT)
    first, second = shop.buyers(2)
    join(first, product).ok()
    join(second, product).ok()
    eventually(lambda: place(first, product)["state"] == "LAPSED", 60)
    wait_for_turn(second, product)
    buy(first, product).problem(409, "NOT_YOUR_TURN")
    buy(second, product).ok(201)
    assert join(first, product).ok()["position"] == 3, "who lapsed may join again, at the end"
    stack.audit()


def test_orders_at_once_of_one_customer_do_not_exceed_the_limit(shop, stack, buyer):
    product = drop(shop, 50, per_customer=2)
    join(buyer, product, quantity=3).problem(409, "CUSTOMER_LIMIT")
    join(buyer, product, quantity=2).ok()
    wait_for_turn(buyer, product)
    buy(buyer, product, 3).problem(409, "CUSTOMER_LIMIT")
    answers = at_once(lambda twin=buyer.twin(): buy(twin, product, 2) for _ in range(16))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 15
    for answer in answers:
        if answer.status == 409:
            answer.problem(409, "NOT_YOUR_TURN")
    eventually(lambda: place(buyer, product)["state"] == "BOUGHT")
    join(buyer, product).problem(409, "CUSTOMER_LIMIT")
    assert stack.on_hand(product.sku) == [48]
    stack.audit()


def test_who_bought_less_than_the_limit_may_join_again(shop, buyer):
    product = drop(shop, 5, per_customer=2)
    for position in (1, 2):
        assert join(buyer, product).ok()["position"] == position
        wait_for_turn(buyer, product)
        buy(buyer, product).ok(201)
        eventually(lambda: place(buyer, product)["state"] == "BOUGHT")
    join(buyer, product).problem(409, "CUSTOMER_LIMIT")


def test_a_repeat_of_an_order_gets_its_first_answer_though_its_turn_is_spent(shop, buyer):
    product = drop(shop, 1)
    join(buyer, product).ok()
    wait_for_turn(buyer, product)
    first = buy(buyer, product, key="twice")
    again = buy(buyer, product, key="twice")
    assert again.ok(201) == first.ok(201) and again["Idempotency-Replayed"] == "true"


def test_a_stream_of_events_tells_how_one_s_place_changes(shop):
    product = drop(shop, 1)
    people = shop.buyers(3)
    for person in people:
        join(person, product).ok()
    wait_for_turn(people[0], product)
    with EventSource(people[2], f"?drops={product.id}") as events:
        first = events.wait(lambda: events.of("line"))[0]
        assert first["productId"] == product.id
        assert (first["place"]["position"], first["place"]["state"], first["place"]["ahead"]) == (3, "WAITING", 1)
        leave(people[0], product)
        events.wait(lambda: events.of("line")[-1]["place"]["ahead"] == 0)
        leave(people[1], product)
        events.wait(lambda: events.of("line")[-1]["place"]["state"] == "TURN")
        assert events.of("line")[-1]["place"]["turnUntil"]
    people[0].get("/events?drops=x").problem(400, "INVALID_REQUEST")


def test_more_units_are_for_the_next_in_line(shop):
    product = drop(shop, 0)
    first, second = shop.buyers(2)
    assert join(first, product).ok()["estimatedWaitSeconds"] is None
    join(second, product).ok()
    shop.move(product.sku, 1, "RECEIPT").ok(201)
    wait_for_turn(first, product)
    assert place(second, product)["state"] == "WAITING"


def test_what_a_cancelled_order_gives_back_goes_to_the_next_in_line_and_its_buyer_may_join_again(shop, stack):
    product = drop(shop, 1)
    first, second = shop.buyers(2)
    for buyer in (first, second):
        join(buyer, product).ok()
    wait_for_turn(first, product)
    order = buy(first, product).ok(201)["orderId"]
    assert place(second, product)["state"] == "WAITING"
    first.post(f"/orders/{order}/cancel").ok()
    wait_for_turn(second, product)
    assert place(first, product)["state"] == "RETURNED"
    assert join(first, product).ok()["position"] == 3
    buy(second, product).ok(201)
    stack.audit()


def test_an_order_of_a_drop_and_something_else_is_all_or_nothing(shop, stack, buyer):
    product, other = drop(shop, 1), shop.product(quantity=1)
    basket = [(product.sku, 1), (other.sku, 1)]
    buyer.order(basket).problem(409, "NOT_YOUR_TURN")
    assert stack.on_hand(product.sku, other.sku) == [1, 1]
    join(buyer, product).ok()
    wait_for_turn(buyer, product)
    buyer.order(basket).ok(201)
    assert stack.on_hand(product.sku, other.sku) == [0, 0]


def test_once_a_drop_has_ended_its_product_is_sold_like_any_other(shop, buyer):
    product = drop(shop, 5)
    for _ in range(2):
        shop.owner.delete(f"/products/{product.id}/drop").ok(204)
    assert shop.anonymous().get(f"/products/{product.id}/drop").ok()["state"] == "ENDED"
    assert shop.anonymous().get(f"/products/{product.id}").ok()["drop"] is None
    join(buyer, product).problem(409, "ILLEGAL_STATE")
    buy(buyer, product).ok(201)


def test_what_was_promised_to_those_in_line_is_kept(shop, buyer):
    product = drop(shop, 5, per_customer=2)
    path = f"/products/{product.id}/drop"
    join(buyer, product).ok()
    shop.owner.put(path, terms(per_customer=2, starts_in=60)).problem(409, "ILLEGAL_STATE")
    seen = shop.anonymous().get(path).ok()
    same = {name: seen[name] for name in ("startsAt", "perCustomer", "turnSeconds", "admissionsPerSecond")}
    shop.owner.put(path, same | {"perCustomer": 1}).problem(409, "ILLEGAL_STATE")
    assert shop.owner.put(path, same | {"perCustomer": 3}).ok()["perCustomer"] == 3


def test_only_the_owner_and_admins_make_a_drop_and_an_admins_is_in_the_log(shop, buyer):
    product = shop.product()
    path = f"/products/{product.id}/drop"
    shop.anonymous().put(path, terms()).problem(401, "NOT_LOGGED_IN")
    buyer.put(path, terms()).problem(403, "FORBIDDEN")
    stranger = shop.promoted("STORE_OWNER")
    stranger.put(path, terms()).problem(403, "FORBIDDEN")
    buyer.get(path).problem(404, "NOT_FOUND")
    join(buyer, product).problem(404, "NOT_FOUND")
    shop.admin.put(path, terms()).ok()
    stranger.delete(path).problem(403, "FORBIDDEN")
    [change] = walk(shop.admin, f"/admin/changes?targetKind=PRODUCT&targetId={product.id}", 100)
    assert "drop.perCustomer" in str(change)


def test_bad_terms_are_refused_by_the_name_of_their_field(shop):
    path = f"/products/{shop.product().id}/drop"
    for field, value in [("startsAt", "tomorrow"), ("startsAt", "2026-02-30T00:00:00Z"), ("startsAt", 5),
                         ("perCustomer", 0), ("perCustomer", 100), ("turnSeconds", 4),
                         ("admissionsPerSecond", 0), ("admissionsPerSecond", 1_001)]:
        problem = shop.owner.put(path, terms() | {field: value}).problem(400, "INVALID_REQUEST")
        assert [error["field"] for error in problem["fieldErrors"]] == [field], problem


def test_strangers_to_a_line_have_no_place_in_it(shop, buyer):
    product = drop(shop, 1)
    buyer.get(f"/products/{product.id}/drop/line").problem(404, "NOT_FOUND")
    buyer.delete(f"/products/{product.id}/drop/line").problem(404, "NOT_FOUND")
    shop.anonymous().post(f"/products/{product.id}/drop/line", {}).problem(401, "NOT_LOGGED_IN")
    shop.anonymous().get("/products/4/drop").problem(404, "NOT_FOUND")


def test_what_happens_in_lines_is_counted(stack):
    for name in ("baro_drop_joins_total", 'baro_drop_turns_total', "baro_drop_in_line"):
        stack.metric(name)


# The last one: a node that was killed may come back at another address.
def test_a_line_that_moves_or_whose_node_dies_keeps_its_order_and_its_turns(stack, shop, cluster, seed):
    rng = random.Random(seed)
    product = drop(shop, 3)
    people = shop.buyers(8)
    urls = [url for url, _ in cluster.nodes]

    def surely(call):
        """Asks here and there until there is an answer."""
        def attempt():
            try:
                answer = call(rng.choice(urls))
            except BROKEN:
                return None
            return answer if answer.status not in (503, 504) else None
        return eventually(attempt, 60)

    def ask(person, method, body=None):
        return surely(lambda url: Client(url, person.cookie).request(method, f"/products/{product.id}/drop/line", body))

    def seize():
        shard = re.search(r"shard (\d+)", stack.ctl("where", f"drop:{product.id}"))[1]
        stack.sql(f"""WITH seized AS (
            UPDATE shards SET owner = (SELECT incarnation FROM nodes WHERE incarnation <> shards.owner LIMIT 1),
                              next_owner = NULL, epoch = epoch + 1 WHERE shard = {shard} RETURNING 1)
          UPDATE cluster SET map_version = map_version + 1 WHERE EXISTS (SELECT FROM seized)""")

    for number, person in enumerate(people, 1):
        if number % 3 == 0:
            seize()
        assert ask(person, "POST", {}).ok()["position"] == number
    until = {}
    for person in people[:3]:
        eventually(lambda: ask(person, "GET").ok()["state"] == "TURN", 60)
        until[person] = ask(person, "GET").ok()["turnUntil"]
    owner = re.search(r"belongs to (node-\d+)", stack.ctl("where", f"drop:{product.id}"))[1]
    stack.control("node", "kill", owner)
    stack.control("node", "start", owner)
    cluster.look()
    urls[:] = [url for url, _ in cluster.nodes]
    cluster.settle(2)
    for number, person in enumerate(people, 1):
        mine = ask(person, "GET").ok()
        assert mine["position"] == number
        assert (mine["state"] == "TURN") == (number <= 3)
        assert mine["turnUntil"] == until.get(person)
    order = {"shippingAddress": "Seoul", "orderItems": [{"skuId": product.sku, "quantity": 1}]}
    for person in people[:2]:
        surely(lambda url: Client(url, person.cookie).post("/orders", order, key=person.cookie)).ok(201)
    ask(people[2], "DELETE").ok(204)
    eventually(lambda: ask(people[3], "GET").ok()["state"] == "TURN", 60)
    assert ask(people[4], "GET").ok()["state"] == "WAITING"
    stack.audit()
