"""Starts a shop with its demo stock, for browsers to look at."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "blackbox"))

from stack import ROOT, Stack  # noqa: E402

# Browsers on one machine are one address; and a session that has ended is to be noticed soon.
SETTINGS = {"BARO_EVENT_HEARTBEAT": "500", "BARO_SESSION_RATE": "100000", "BARO_ANONYMOUS_RATE": "100000", "BARO_LOGIN_RATE": "100000"}

# Whoever ends us ends our servers, too.
signal.signal(signal.SIGTERM, signal.default_int_handler)


def running(*options):
    stack = Stack(SETTINGS)
    try:
        stack.up("--port", "0", *options)
        yield stack
    finally:
        stack.down()


def env_of(stack):
    return stack.env | {"BARO": str(ROOT / "baro"), "BARO_DATA": str(stack.data), "BARO_SHOP_URL": stack.url,
                        "BARO_ACCOUNTS": json.dumps(stack.status()["accounts"])}


@pytest.fixture(scope="session")
def stack():
    yield from running()


@pytest.fixture(scope="session")
def browser_env(stack):
    return env_of(stack)


@pytest.fixture
def cluster_env():
    for stack in running("--nodes", "3"):
        yield env_of(stack)
