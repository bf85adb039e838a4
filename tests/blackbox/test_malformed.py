"""Malformed requests get the right answer, and leave nothing behind."""

import socket
from urllib.parse import urlsplit

import pytest

from malformed import CASES, CHUNKED, get, post
from shop import eventually, raw

REPEATS = 20
RSS_GROWTH_KIB_MAX = 16 * 1024


@pytest.fixture(scope="module")
def people(shop):
    return {"anonymous": shop.anonymous(), "buyer": shop.buyer(), "owner": shop.owner, "admin": shop.admin}


def count_rows(stack):
    tables = ("users", "categories", "stores", "products", "stock_movements", "orders", "cart_lines",
              "idempotency_keys")
    return stack.sql("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))


@pytest.fixture(scope="module", autouse=True)
def rows_before(stack, people):
    return count_rows(stack)


def test_the_table_is_long_and_has_no_case_twice():
    assert len(CASES) >= 100
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_malformed_request_is_told_what_is_wrong(people, case):
    case.check(case.send(people))


@pytest.mark.parametrize("sent", [b"", b"{", b'{"email":"a@b.cd","password":"'], ids=["nothing", "a byte", "half"])
def test_a_body_that_never_arrives_does_no_harm(shop, anonymous, sent):
    address = urlsplit(shop.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(post(b"Content-Length: 100\r\n", sent))
        connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(4096), b""))
    assert received == b"" or received.startswith(b"HTTP/1.1 400 ")
    anonymous.get("/categories").ok()


def test_what_follows_a_broken_request_is_not_taken_for_another(shop):
    """Request smuggling: behind a request whose end is in doubt, nothing is read."""
    doubtful = post(b"Content-Length: 5\r\n" + CHUNKED, b"0\r\n\r\n")
    answer = raw(shop.url, doubtful + get(b"/users/me"))
    assert answer is None or (answer.status == 400 and answer["Connection"] == "close")


def test_the_server_is_as_before_after_all_of_it_many_times(stack, people):
    def repeat():
        for case in CASES:
            case.send(people)

    repeat()  # whatever is allocated once
    awake, resident = stack.metric("baro_entities_awake"), stack.rss_kib()
    for _ in range(REPEATS):
        repeat()
    assert stack.rss_kib() - resident < RSS_GROWTH_KIB_MAX
    eventually(lambda: stack.metric("baro_entities_awake") <= awake)
    people["buyer"].get("/cart").ok()


def test_nothing_malformed_changed_anything(stack, people, rows_before):
    profile = people["buyer"].get("/users/me").ok()
    assert (profile["name"], profile["phoneNumber"], profile["address"]) == ("김바로", None, None)
    assert count_rows(stack) == rows_before
    stack.audit()
