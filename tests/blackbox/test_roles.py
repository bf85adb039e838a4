"""Who may call what: as /openapi.json says, for every call there is."""

import re

import pytest

from openapi import BROKEN_QUERIES

MAY = {
    "anyone": {"anonymous", "BUYER", "STORE_OWNER", "ADMIN"},
    # No session makes anybody the provider; which provider it is comes first.
    "payment_provider": {"anonymous", "BUYER", "STORE_OWNER", "ADMIN"},
    "viewer": {"anonymous", "BUYER", "STORE_OWNER", "ADMIN"},
    "logged_in": {"BUYER", "STORE_OWNER", "ADMIN"},
    "buyer": {"BUYER", "ADMIN"},
    "store_owner": {"STORE_OWNER", "ADMIN"},
    "admin": {"ADMIN"},
}

# The least that the contract asks for, whatever the table has become.
FOR_ADMINS = [("POST", "/categories"), ("GET", "/admin/users"), ("GET", "/admin/users/4"),
              ("PATCH", "/admin/users/4"), ("GET", "/admin/changes"), ("POST", "/admin/webhooks"),
              ("GET", "/admin/webhooks"), ("DELETE", "/admin/webhooks/4"), ("GET", "/admin/webhooks/4/deliveries"),
              ("POST", "/admin/webhooks/4/replay"), ("GET", "/admin/cluster"), ("GET", "/admin/cluster/events"),
              ("GET", "/admin/cluster/place"), ("POST", "/admin/nodes/4/drain")]
FOR_STORE_OWNERS = [("POST", "/stores"), ("PATCH", "/stores/4"), ("POST", "/products"),
                    ("POST", "/skus/4/movements"), ("GET", "/skus/4/ledger"),
                    ("PATCH", "/products/4"), ("DELETE", "/products/4"), ("GET", "/stores/mine"),
                    ("POST", "/admin/import/products"),
                    ("PUT", "/products/4/drop"), ("DELETE", "/products/4/drop"), ("POST", "/coupons"),
                    ("GET", "/coupons"), ("GET", "/coupons/4"), ("PATCH", "/coupons/4"), ("PUT", "/skus/4/preorder"),
                    ("DELETE", "/skus/4/preorder"), ("POST", "/orders/4/ship"), ("POST", "/orders/4/deliver"),
                    ("POST", "/orders/4/complete"), ("POST", "/orders/4/refund"), ("POST", "/orders/4/returns"),
                    ("GET", "/stores/4/orders")]
FOR_BUYERS = [("GET", "/cart"), ("POST", "/cart/items"), ("PATCH", "/cart/items/4"), ("DELETE", "/cart/items/4")]
FOR_THE_LOGGED_IN = [("GET", "/auth/sessions"), ("DELETE", "/auth/sessions/4"), ("DELETE", "/auth/sessions"),
                     ("POST", "/looks"), ("PATCH", "/looks/4"), ("DELETE", "/looks/4"), ("GET", "/looks/swipe"),
                     ("PUT", "/looks/4/swipe"), ("PUT", "/looks/4/reaction"), ("DELETE", "/looks/4/swipe"),
                     ("DELETE", "/looks/swipes"), ("GET", "/looks/liked"), ("GET", "/products/liked"),
                     ("GET", "/users/me"), ("PATCH", "/users/me"), ("PATCH", "/users/me/address"),
                     ("POST", "/orders"), ("GET", "/orders"), ("GET", "/orders/4"), ("POST", "/orders/4/cancel"),
                     ("POST", "/products/4/likes"), ("DELETE", "/products/4/likes"),
                     ("GET", "/events"),
                     ("POST", "/products/4/drop/line"), ("GET", "/products/4/drop/line"),
                     ("DELETE", "/products/4/drop/line")]


@pytest.fixture(scope="module")
def operations(shop):
    """Method, path and who may, of each operation. Nothing has the id 4."""
    paths = shop.anonymous().get("/openapi.json").ok()["paths"]
    return [(method.upper(), re.sub(r"\{[^}]+\}", "4", path), about["x-baro-access"])
            for path, methods in paths.items() for method, about in methods.items()]


@pytest.fixture(params=["anonymous", "BUYER", "STORE_OWNER", "ADMIN"])
def role(request):
    return request.param


@pytest.fixture
def caller(shop, role):
    """With one session for all calls, but for those that may end it."""
    clients = {"anonymous": shop.anonymous, "BUYER": shop.buyer}
    make = clients.get(role, lambda: shop.promoted(role))
    cookie = make().cookie

    def call(method, path):
        client = shop.anonymous()
        client.cookie = make().cookie if path.startswith("/auth/") else cookie
        # Broken, so that nothing is done, and what comes first shows.
        body = None if method == "GET" else b"{broken"
        return client.request(method, path + BROKEN_QUERIES.get(path, ""), body)
    return call


def refusal_of(answer):
    return answer.json["code"] if answer.status in (401, 403) else None


def test_each_call_is_open_to_those_whom_its_row_names_and_to_nobody_else(operations, caller, role):
    for method, path, access in operations:
        answer = caller(method, path)
        wanted = None
        if role not in MAY[access]:
            wanted = "NOT_LOGGED_IN" if role == "anonymous" else "FORBIDDEN"
        refused = refusal_of(answer)
        assert refused == wanted, f"{method} {path} ({access}) as {role}: {answer.status} {refused}"


@pytest.mark.parametrize("access,calls", [
    ("admin", FOR_ADMINS), ("store_owner", FOR_STORE_OWNERS), ("buyer", FOR_BUYERS), ("logged_in", FOR_THE_LOGGED_IN),
])
def test_what_the_contract_reserves_is_reserved(operations, access, calls):
    table = {(method, path): found for method, path, found in operations}
    assert {call: table.get(call) for call in calls} == dict.fromkeys(calls, access)
