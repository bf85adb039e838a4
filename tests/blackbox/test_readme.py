"""What the README tells a newcomer to type works as typed."""

import re
import subprocess

import pytest

from stack import ROOT, Stack


@pytest.fixture(scope="module")
def demo():
    stack = Stack({})
    try:
        stack.up("--port", "0")
        yield stack
    finally:
        stack.down()


def commands_of(section):
    text = (ROOT / "README.md").read_text()
    return re.search(rf"## {section}.*?```sh\n(.*?)```", text, re.DOTALL)[1]


def run_session(demo, *sections):
    commands = "".join(map(commands_of, ("Buy something", *sections))).replace("http://127.0.0.1:8080", demo.url)
    assert demo.url in commands
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_its_session_signs_up_fills_a_cart_and_orders(demo):
    signed_up, _, _, cart, order, orders = run_session(demo)
    assert '"email":"mina' in signed_up
    assert '"quantity":2' in cart
    order_id = re.search(r'"orderId":"(\d+)"', order)[1]
    assert f'"orderId":"{order_id}"' in orders


def test_it_can_be_typed_again(demo):
    assert '"orderId"' in run_session(demo)[4]
    demo.audit()


def test_its_second_session_swipes_and_searches(demo):
    explained, liked, found, devices = [line for line in run_session(demo, "Find your style") if line][-4:]
    assert '"why":{"score":' in explained
    assert '"content":[' in liked and '"productName"' in found and '"current":true' in devices


def test_its_order_is_paid_and_given_back(demo):
    started, confirmed, paid, cancelled = [line for line in run_session(demo, "Pay for it") if line][-4:]
    assert '"status":"PENDING"' in started and '"status":"CONFIRMED"' in confirmed
    assert '"orderStatus":"PAID"' in paid
    assert '"orderStatus":"CANCELLED"' in cancelled and '"refundedAmount":' in cancelled


def test_the_accounts_that_up_prints_can_log_in(demo):
    accounts = demo.status()["accounts"]
    assert {account["role"] for account in accounts} == {"BUYER", "STORE_OWNER", "ADMIN"}
    for account in accounts:
        body = '{"email":"%s","password":"%s"}' % (account["email"], account["password"])
        done = subprocess.run(["curl", "-sS", demo.url + "/auth/login", "-H", "Content-Type: application/json",
                               "-d", body], capture_output=True, text=True, timeout=30)
        assert done.stdout == '{"isNew":false}'
