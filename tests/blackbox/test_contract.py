"""That the comparison with /openapi.json would notice."""

import http.client
import json

import pytest

from contract import Contract
from shop import Answer

COMMON = {"X-Request-Id": "1"}
PRIVATE = COMMON | {"Content-Type": "application/json", "Cache-Control": "no-store"}
PROBLEM = COMMON | {"Content-Type": "application/problem+json", "Cache-Control": "no-store", "Content-Language": "ko"}
PROFILE = {"id": "7", "name": "A", "email": "a@shop.example", "phoneNumber": None, "address": None, "role": "BUYER"}


def problem(status, code, **members):
    return {"type": "/problems/x", "title": "X", "status": status, "detail": "X", "instance": "/x", "code": code,
            "message": "X", "requestId": "1"} | members


def without(members, name):
    return {key: value for key, value in members.items() if key != name}


@pytest.fixture
def complaints(stack):
    """What is said of an answer."""
    contract = Contract()
    contract.read(stack.url)

    def complain(method, path, status, headers, body):
        message = http.client.HTTPMessage()
        for name, value in headers.items():
            message[name] = value
        contract.note(method, path, Answer(status, message, b"" if body is None else json.dumps(body).encode()))
        return contract.complaints()
    return complain


@pytest.mark.parametrize("method,path,status,headers,body", [
    ("GET", "/users/me", 200, PRIVATE, PROFILE),
    ("PATCH", "/users/me", 204, COMMON, None),
    ("GET", "/users/me", 401, PROBLEM, problem(401, "NOT_LOGGED_IN")),
    ("GET", "/nowhere", 404, PROBLEM, problem(404, "NOT_FOUND")),
    ("PUT", "/users/me", 405, PROBLEM | {"Allow": "GET"}, problem(405, "METHOD_NOT_ALLOWED")),
    ("POST", "/auth/logout", 204, COMMON | {"Set-Cookie": "baro="}, None),
])
def test_what_is_declared_passes(complaints, method, path, status, headers, body):
    assert complaints(method, path, status, headers, body) == ""


@pytest.mark.parametrize("said,method,path,status,headers,body", [
    ("418", "GET", "/users/me", 418, PROBLEM, problem(418, "NOT_FOUND")),
    ("surprise", "GET", "/users/me", 200, PRIVATE, PROFILE | {"surprise": 1}),
    ("email", "GET", "/users/me", 200, PRIVATE, without(PROFILE, "email")),
    ("/role", "GET", "/users/me", 200, PRIVATE, PROFILE | {"role": "KING"}),
    ("/id", "GET", "/users/me", 200, PRIVATE, PROFILE | {"id": 7}),
    ("text/html", "GET", "/users/me", 200, PRIVATE | {"Content-Type": "text/html"}, PROFILE),
    ("has a body", "PATCH", "/users/me", 204, COMMON, PROFILE),
    ("X-Request-Id", "GET", "/users/me", 200, without(PRIVATE, "X-Request-Id"), PROFILE),
    ("Set-Cookie", "GET", "/users/me", 200, PRIVATE | {"Set-Cookie": "baro=1"}, PROFILE),
    ("Set-Cookie", "POST", "/auth/logout", 204, COMMON, None),
    ("/code", "GET", "/users/me", 401, PROBLEM, problem(401, "WRONG_CREDENTIALS")),
    ("/status", "GET", "/users/me", 401, PROBLEM, problem(403, "NOT_LOGGED_IN")),
    ("stack", "GET", "/users/me", 401, PROBLEM, problem(401, "NOT_LOGGED_IN", stack="at main()")),
    ("Retry-After", "GET", "/users/me", 503, PROBLEM, problem(503, "UNAVAILABLE")),
    ("should be refused", "GET", "/nowhere", 200, PRIVATE, PROFILE),
    ("problem document", "GET", "/nowhere", 404, PRIVATE, {"error": "not found"}),
    ("Allow", "PUT", "/users/me", 405, PROBLEM, problem(405, "METHOD_NOT_ALLOWED")),
])
def test_what_is_not_declared_is_named_with_its_call(complaints, said, method, path, status, headers, body):
    answer = complaints(method, path, status, headers, body)
    assert said in answer and path in answer, answer


def test_a_document_that_is_not_openapi_is_noticed():
    contract = Contract()
    contract.document = json.dumps({"openapi": "3.1.0", "paths": {}, "components": {"responses": {}}}).encode()
    assert "info" in contract.complaints()
