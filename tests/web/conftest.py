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


@pytest.fixture(scope="session")
def stack():
    stack = Stack(SETTINGS)
    try:
        stack.up("--port", "0")
        yield stack
    finally:
        stack.down()


@pytest.fixture(scope="session")
def browser_env(stack):
    return os.environ | {"BARO": str(ROOT / "baro"), "BARO_DATA": str(stack.data), "BARO_SHOP_URL": stack.url,
                         "BARO_ACCOUNTS": json.dumps(stack.status()["accounts"])}
