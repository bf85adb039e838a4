import random
import signal

import pytest

from contract import contract
from shop import Shop
from stack import Stack

ALLOWED_ORIGIN = "https://front.example"

# Limits far above what the tests do: those that are about limits start a server with lower ones.
SETTINGS = {
    "BARO_SESSION_RATE": "100000",
    "BARO_ANONYMOUS_RATE": "100000",
    "BARO_LOGIN_RATE": "100000",
    "BARO_ALLOWED_ORIGINS": ALLOWED_ORIGIN,
}

# Whoever ends us ends our servers, too.
signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def stack():
    stack = Stack(SETTINGS)
    try:
        stack.up()
        yield stack
    finally:
        stack.down()


@pytest.fixture(scope="session")
def shop(stack):
    return Shop(stack)


@pytest.fixture
def buyer(shop):
    return shop.buyer()


@pytest.fixture
def anonymous(shop):
    return shop.anonymous()


def standin(stack, kind):
    standin = getattr(stack, kind)
    yield standin
    standin.heal()


@pytest.fixture
def payments(stack):
    """The payment provider of the stack; what a test tells it to do ends with the test."""
    yield from standin(stack, "payments")


@pytest.fixture
def storage(stack):
    yield from standin(stack, "storage")


@pytest.fixture
def generation(stack):
    yield from standin(stack, "generation")


@pytest.fixture
def seed():
    seed = random.SystemRandom().randrange(2**32)
    print("seed", seed)
    return seed


# Whatever the tests themselves look at: each answer that they got is one that /openapi.json declares.
BROKEN_CONTRACT = pytest.StashKey[str]()


def pytest_sessionfinish(session):
    session.config.stash[BROKEN_CONTRACT] = complaints = contract.complaints()
    if complaints:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if complaints := config.stash.get(BROKEN_CONTRACT, ""):
        terminalreporter.section("answers that /openapi.json does not declare", red=True)
        terminalreporter.write_line(complaints)
