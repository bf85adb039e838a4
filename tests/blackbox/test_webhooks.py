"""Webhooks: events are delivered to whom admins say, at least once, in the order of each order, signed."""

import re
import time

import pytest

from conftest import SETTINGS
from event_receiver import EventReceiver
from shop import eventually, walk
from stack import Stack

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture(scope="session")
def stack():
    stack = Stack(SETTINGS | {"BARO_WEBHOOK_RETRY_PAUSE": "50", "BARO_WEBHOOK_RETRY_PAUSE_MAX": "400"})
    try:
        stack.up()
        yield stack
    finally:
        stack.down()


@pytest.fixture
def receiver(shop):
    """With a webhook of its own."""
    receiver = EventReceiver()
    created = shop.admin.post("/admin/webhooks", {"url": receiver.url}).ok(201)
    receiver.id, receiver.secret = created["id"], created["secret"]
    yield receiver
    shop.admin.delete(f"/admin/webhooks/{receiver.id}").ok(204)
    receiver.stop()


@pytest.fixture
def sku(shop):
    return shop.product(quantity=1000).sku


def placed(buyer, sku):
    return buyer.order([(sku, 1)]).ok(201)["orderId"]


def cancelled(buyer, sku):
    order = placed(buyer, sku)
    buyer.post(f"/orders/{order}/cancel").ok()
    return order


def log_of(shop, receiver):
    return walk(shop.admin, f"/admin/webhooks/{receiver.id}/deliveries", 100)


def is_complete(receiver, orders):
    return all(receiver.first_sequences(order) == [0, 1] for order in orders)


def test_events_are_delivered_signed(buyer, receiver, sku):
    order = cancelled(buyer, sku)
    eventually(lambda: is_complete(receiver, [order]))
    first, second = (one for one in receiver.taken if one.event["orderId"] == order)
    assert first.is_signed and second.is_signed
    assert first.id == first.event["id"] == f"{order}-0"
    assert first.event["type"] == "order.placed" and second.event["type"] == "order.cancelled"
    assert first.event["userId"] == buyer.get("/users/me").ok()["id"]
    assert first.event["data"] == {"status": "ORDERED", "totalPrice": 12_900}
    assert TIME.fullmatch(first.event["at"])


def test_a_webhook_gets_the_types_that_it_wants(shop, buyer, sku):
    receiver = EventReceiver()
    created = shop.admin.post("/admin/webhooks", {"url": receiver.url, "types": ["order.cancelled"]}).ok(201)
    order = cancelled(buyer, sku)
    eventually(lambda: receiver.sequences(order) == [1])
    [shown] = [one for one in shop.admin.get("/admin/webhooks").ok() if one["id"] == created["id"]]
    assert shown["types"] == ["order.cancelled"] and "secret" not in shown
    shop.admin.delete(f"/admin/webhooks/{created['id']}").ok(204)
    receiver.stop()


def test_whoever_was_away_gets_everything_in_order(stack, buyer, receiver, sku):
    orders = [cancelled(buyer, sku)]
    eventually(lambda: is_complete(receiver, orders))
    receiver.stop()
    orders += [cancelled(buyer, sku) for _ in range(20)]
    eventually(lambda: stack.sql("SELECT count(*) FROM webhook_deliveries WHERE last_error IS NOT NULL") != [["0"]])
    receiver.start()
    eventually(lambda: is_complete(receiver, orders))


def test_what_is_not_taken_is_delivered_again_and_holds_up_no_other_order(shop, buyer, receiver, sku):
    stuck = placed(buyer, sku)
    eventually(lambda: receiver.sequences(stuck) == [0])
    receiver.refuses = lambda event: 500 if event["orderId"] == stuck else None
    buyer.post(f"/orders/{stuck}/cancel").ok()
    other = cancelled(buyer, sku)
    eventually(lambda: is_complete(receiver, [other]))
    eventually(lambda: receiver.sequences(stuck, receiver.deliveries).count(1) >= 3)
    [entry] = [entry for entry in log_of(shop, receiver) if entry["eventId"] == f"{stuck}-1"]
    assert entry["lastStatus"] == 500 and entry["attempts"] >= 3
    assert "deliveredAt" not in entry and TIME.fullmatch(entry["nextTryAt"])
    receiver.refuses = lambda event: None
    eventually(lambda: is_complete(receiver, [stuck]))
    [entry] = eventually(lambda: [entry for entry in log_of(shop, receiver)
                                  if entry["eventId"] == f"{stuck}-1" and "deliveredAt" in entry])
    assert entry["lastStatus"] == 204 and entry["type"] == "order.cancelled" and "nextTryAt" not in entry


def test_nothing_is_lost_when_a_node_is_killed(stack, shop, receiver, sku):
    buyer = shop.buyer()
    receiver.refuses = lambda event: 503
    orders = [cancelled(buyer, sku) for _ in range(5)]
    eventually(lambda: receiver.deliveries)
    stack.control("node", "kill", "node-0")
    # Whatever the node had taken is its own until that runs out.
    stack.sql("UPDATE webhook_deliveries SET next_try_at = now() WHERE delivered_at IS NULL")
    receiver.refuses = lambda event: None
    stack.control("node", "start", "node-0")
    eventually(lambda: is_complete(receiver, orders), seconds=60)


def test_events_can_be_replayed(stack, shop, buyer, receiver, sku):
    order = cancelled(buyer, sku)
    eventually(lambda: is_complete(receiver, [order]))
    eventually(lambda: stack.sql(f"SELECT count(*) FROM webhook_deliveries WHERE webhook_id = {receiver.id} "
                                 "AND delivered_at IS NULL") == [["0"]])
    span = {"from": "2020-01-01T00:00:00Z", "to": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60))}
    assert shop.admin.post(f"/admin/webhooks/{receiver.id}/replay", span).ok()["events"] >= 2
    eventually(lambda: receiver.sequences(order) == [0, 1, 0, 1])
    eventually(lambda: stack.sql(f"SELECT count(*) FROM webhook_deliveries WHERE webhook_id = {receiver.id} "
                                 "AND delivered_at IS NULL") == [["0"]])
    said = stack.ctl("webhooks", "replay", "--webhook", receiver.id, "--from", span["from"], "--to", span["to"])
    assert "events are delivered once more" in said
    eventually(lambda: receiver.sequences(order) == [0, 1, 0, 1, 0, 1])


def test_only_admins_have_webhooks_and_what_they_do_is_written_down(shop, buyer, receiver):
    for client in (buyer, shop.owner):
        client.post("/admin/webhooks", {"url": receiver.url}).problem(403, "FORBIDDEN")
        client.get(f"/admin/webhooks/{receiver.id}/deliveries").problem(403, "FORBIDDEN")
    shop.admin.delete("/admin/webhooks/1").problem(404, "NOT_FOUND")
    shop.admin.get("/admin/webhooks/1/deliveries").problem(404, "NOT_FOUND")
    [entry] = walk(shop.admin, f"/admin/changes?targetKind=WEBHOOK&targetId={receiver.id}", 10)
    assert entry["action"] == "WEBHOOK_CREATED" and entry["after"]["url"] == receiver.url


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "nonsense"])
def test_nobody_is_called_in_the_clear_or_by_another_scheme(shop, url):
    problem = shop.admin.post("/admin/webhooks", {"url": url}).problem(400, "INVALID_REQUEST")
    assert problem["fieldErrors"][0]["field"] == "url"


def test_nonsense_is_refused(shop, receiver):
    shop.admin.post("/admin/webhooks", {"url": receiver.url, "types": ["order.eaten"]}).problem(400, "INVALID_REQUEST")
    shop.admin.post(f"/admin/webhooks/{receiver.id}/replay",
                    {"from": "yesterday", "to": "2026-13-01T00:00:00Z"}).problem(400, "INVALID_REQUEST")


def test_there_are_only_so_many_webhooks(shop):
    there = shop.admin.get("/admin/webhooks").ok()
    made = [shop.admin.post("/admin/webhooks", {"url": "https://erp.example/"}) for _ in range(21 - len(there))]
    made[-1].problem(409, "ILLEGAL_STATE")
    for one in made[:-1]:
        shop.admin.delete(f"/admin/webhooks/{one.ok(201)['id']}").ok(204)


def test_a_repeat_makes_no_second_webhook(shop):
    key = shop.unique("key")
    first = shop.admin.post("/admin/webhooks", {"url": "https://erp.example/"}, key=key).ok(201)
    again = shop.admin.post("/admin/webhooks", {"url": "https://erp.example/"}, key=key)
    assert again.ok(201) == first and again["Idempotency-Replayed"] == "true"
    shop.admin.delete(f"/admin/webhooks/{first['id']}").ok(204)
