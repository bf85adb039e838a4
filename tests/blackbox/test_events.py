"""GET /events: what happens to one's orders and to watched stock, as it happens, from whichever node."""

import re

import pytest

from cluster import Cluster, running_stack
from conftest import SETTINGS
from events import EventSource
from server import own_server
from shop import Client, Operator, at_once, eventually

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture(scope="session")
def stack():
    yield from running_stack(SETTINGS | {"BARO_EVENT_HEARTBEAT": "500"}, nodes=2)


@pytest.fixture(scope="session")
def cluster(stack):
    cluster = Cluster(stack)
    cluster.settle(2)
    return cluster


@pytest.fixture
def sku(shop):
    return shop.product(quantity=1000).sku


def at(url, client):
    return Client(url, client.cookie)


def placed(client, sku):
    return client.order([(sku, 1)]).ok(201)["orderId"]


def cancelled(client, sku):
    order = placed(client, sku)
    client.post(f"/orders/{order}/cancel").ok()
    return order


def test_each_step_of_ones_own_order_is_told(shop, buyer, sku):
    with EventSource(buyer) as source, EventSource(shop.buyer()) as stranger:
        assert source.status == 200
        order = cancelled(buyer, sku)
        first, second = source.wait_for_orders(2)
        assert first | {"at": None} == {"id": f"{order}-0", "type": "order.placed", "orderId": order, "sequence": 0,
                                        "at": None, "data": {"status": "ORDERED", "totalPrice": 12_900}}
        assert TIME.fullmatch(first["at"])
        assert second["id"] == f"{order}-1" and second["type"] == "order.cancelled"
        assert stranger.of("order") == []


def test_what_happens_through_another_node_is_told_as_well(cluster, buyer, sku):
    (one, _), (other, _) = cluster.nodes
    with EventSource(at(one, buyer)) as here, EventSource(at(other, buyer)) as there:
        order = placed(at(one, buyer), sku)
        for source in (here, there):
            assert [event["orderId"] for event in source.wait_for_orders(1)] == [order]
        order = placed(at(other, buyer), sku)
        for source in (here, there):
            assert source.wait_for_orders(2)[1]["orderId"] == order


def test_all_nodes_tell_of_all_events_in_one_order(cluster, shop, buyer, sku):
    with EventSource(at(cluster.nodes[0][0], buyer)) as here, EventSource(at(cluster.nodes[1][0], buyer)) as there:
        orders = at_once(lambda url=url: cancelled(at(url, buyer), sku)
                         for _ in range(10) for url, _ in cluster.nodes)
        events = here.wait_for_orders(2 * len(orders))
        assert there.wait_for_orders(2 * len(orders)) == events
        for order in orders:
            assert [event["sequence"] for event in events if event["orderId"] == order] == [0, 1]


def test_who_comes_back_gets_what_was_missed_and_nothing_twice(cluster, buyer, sku):
    (one, _), (other, _) = cluster.nodes
    with EventSource(at(one, buyer)) as source:
        orders = [placed(buyer, sku)]
        source.wait_for_orders(1)
        seen = source.last_id
    orders += [placed(buyer, sku), placed(buyer, sku)]
    with EventSource(at(other, buyer), after=seen) as source:
        source.wait_for_orders(2)
        orders.append(placed(buyer, sku))
        assert [event["orderId"] for event in source.wait_for_orders(3)] == orders[1:]
        assert source.of("gap") == []


def test_who_has_seen_nothing_yet_can_come_back_as_well(shop, buyer, sku):
    placed(shop.buyer(), sku)
    with EventSource(buyer) as source:
        seen = source.wait_for_id()
    order = placed(buyer, sku)
    with EventSource(buyer, after=seen) as source:
        assert source.wait_for_orders(1)[0]["orderId"] == order


def test_who_was_away_for_too_long_is_told_of_the_gap(stack, buyer, sku):
    with EventSource(buyer, after="1-0") as source:
        source.wait(lambda: any(event.name == "gap" for event in source.events))
        order = placed(buyer, sku)
        assert source.wait_for_orders(1)[0]["orderId"] == order


def test_watched_stock_is_told_at_first_and_when_it_changes(shop, buyer, sku):
    other = shop.product(quantity=3).sku
    with EventSource(buyer, f"?skus={sku},{other}") as source:
        source.wait(lambda: len(source.events) >= 2)
        levels = {event["skuId"]: event for event in source.of("stock")}
        assert levels == {sku: {"skuId": sku, "available": 1000, "stock": "IN_STOCK"},
                          other: {"skuId": other, "available": 3, "stock": "LOW"}}
        shop.move(other, -3).ok(201)
        source.wait(lambda: len(source.events) >= 3)
        assert source.of("stock")[2] == {"skuId": other, "available": 0, "stock": "SOLD_OUT"}


def test_a_stream_shows_that_it_lives(buyer):
    with EventSource(buyer) as source:
        source.wait(lambda: source.comments >= 2)


def test_a_stream_ends_with_its_session(buyer):
    with EventSource(buyer) as source:
        buyer.twin().post("/auth/logout").ok(204)
        source.wait(lambda: source.is_over)


def test_a_client_that_hangs_up_frees_its_place(stack, shop):
    with own_server(stack, BARO_SESSION_EVENT_STREAMS_MAX="2") as server:
        buyer = at(server.url, shop.buyer())
        sources = [EventSource(buyer) for _ in range(2)]
        assert buyer.get("/events").problem(429, "RATE_LIMITED")
        for source in sources:
            source.close()
        eventually(lambda: opens(buyer))


def test_a_node_has_so_many_streams(stack, shop):
    with own_server(stack, BARO_EVENT_STREAMS_MAX="1") as server:
        with EventSource(at(server.url, shop.buyer())) as source:
            assert source.status == 200
            refused = at(server.url, shop.buyer()).get("/events")
            refused.problem(503, "OVERLOADED")
            assert refused["Retry-After"]


def opens(client):
    with EventSource(client) as source:
        return source.status == 200


def is_cut(server):
    return b"baro_event_streams_cut_total 1" in Operator(server.ops).get("/metrics").body


def test_a_client_that_does_not_read_is_cut_and_nobody_else(stack, shop, buyer):
    sku = shop.product(quantity=1_000_000).sku
    # More than what 20 orders are told with: whoever reads is never behind by more.
    settings = {"BARO_EVENT_STREAM_BYTES_MAX": "16384", "BARO_WRITE_TIMEOUT": "600000"}
    with own_server(stack, **settings) as server:
        buyer = at(server.url, buyer)
        with EventSource(buyer) as fast, EventSource(buyer, receive_buffer=2048, reads=False) as slow:
            orders = 0
            while orders < 3_000 and not is_cut(server):
                at_once(lambda: placed(buyer.twin(), sku) for _ in range(20))
                orders += 20
                fast.wait_for_orders(orders)
            assert is_cut(server)
            slow.start()
            slow.wait(lambda: slow.is_over)
            assert not fast.is_over


def test_a_server_that_shuts_down_ends_its_streams(stack, shop):
    with own_server(stack) as server:
        source = EventSource(at(server.url, shop.buyer()))
        assert source.status == 200
        assert server.end() == 0
        source.wait(lambda: source.is_over)


def test_nonsense_is_refused(shop, buyer):
    buyer.get("/events?skus=1,x").problem(400, "INVALID_REQUEST")
    buyer.get("/events?skus=" + ",".join(map(str, range(1, 22)))).problem(400, "INVALID_REQUEST")
    buyer.get("/events", Last_Event_ID="yesterday").problem(400, "INVALID_REQUEST")
    shop.anonymous().get("/events").problem(401, "NOT_LOGGED_IN")


def test_while_redis_is_away_nothing_is_lost_and_the_order_is_kept(stack, shop, buyer, sku):
    with EventSource(buyer) as source:
        orders = [cancelled(buyer, sku)]
        source.wait_for_orders(2)
        stack.control("redis", "stop")
        orders += [cancelled(buyer, sku) for _ in range(10)]
        stack.control("redis", "start")
        source.wait(lambda: len({event.data["id"] for event in source.events if event.name == "order"})
                    == 2 * len(orders), seconds=60)
        for order in orders:
            steps = [event["sequence"] for event in source.of("order") if event["orderId"] == order]
            assert list(dict.fromkeys(steps)) == [0, 1], "each is there, the first of each in its order"
    assert stack.sql("SELECT count(*) FROM outbox WHERE NOT streamed") == [["0"]]
