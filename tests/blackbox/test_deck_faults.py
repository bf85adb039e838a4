"""Nodes that die while many people swipe: every answered swipe is there, and every count is right."""

import random
import threading
import time

import pytest

from cluster import Cluster, running_stack
from conftest import SETTINGS
from shop import BROKEN, Client, eventually

USERS, LOOKS, THREADS = 500, 80, 16
SECONDS_MAX = 600


@pytest.fixture(scope="session")
def stack():
    yield from running_stack(SETTINGS, nodes=2)


class Swipers:
    """People who each swipe all looks in an order of their own, and try again until they get an answer."""

    def __init__(self, people, looks, seed, urls):
        self.urls, self.answered, self.broken = urls, 0, 0
        self.lock, self.deadline = threading.Lock(), time.monotonic() + SECONDS_MAX
        chance = random.Random(seed)
        self.wishes = {}  # (user, look): the last word
        self.shares = [[] for _ in range(THREADS)]
        for number, (user, cookie) in enumerate(people):
            for look in chance.sample(looks, len(looks)):
                self.shares[number % THREADS].append((cookie, user, look, chance.choice(["LIKE", "LIKE", "DISLIKE", None])))
        self.threads = [threading.Thread(target=self._swipe, args=(share,)) for share in self.shares]
        self.failures = []

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        for thread in self.threads:
            thread.join()

    def _swipe(self, share):
        clients = {}
        try:
            for cookie, user, look, reaction in share:
                # Who takes a swipe back has swiped before.
                for word in ([reaction] if reaction else ["LIKE", None]):
                    self._until_answered(clients, cookie, look, word)
                with self.lock:
                    self.answered += 1
                    self.wishes[user, look] = reaction
        except BaseException as failure:
            self.failures.append(failure)
            raise

    def _until_answered(self, clients, cookie, look, reaction):
        while time.monotonic() < self.deadline:
            url = random.choice(self.urls())
            client = clients.setdefault(url, Client(url))
            client.cookie = cookie
            try:
                answer = client.swipe(look, reaction) if reaction else client.delete(f"/looks/{look}/swipe")
            except BROKEN:
                with self.lock:
                    self.broken += 1
                time.sleep(0.05)
                continue
            if answer.status == 204:
                return
            assert answer.status in (503, 504), answer
            time.sleep(0.05)
        raise AssertionError("no answer in time")

    def wait_for(self, count):
        def are_there():
            assert not self.failures, self.failures
            return self.answered >= count

        eventually(are_there, SECONDS_MAX)


def test_no_swipe_is_lost_and_every_count_is_right_though_nodes_are_killed(stack, shop, seed):
    cluster = Cluster(stack)
    cluster.settle(2)
    product = shop.product().id
    looks = [shop.look(products=[product]) for _ in range(LOOKS)]
    people = [(buyer.get("/users/me").ok()["id"], buyer.cookie) for buyer in shop.buyers(USERS)]
    urls = [url for url, _ in cluster.nodes]
    with Swipers(people, looks, seed, lambda: urls) as swipers:
        for part, name in ((USERS * LOOKS // 4, "node-1"), (USERS * LOOKS // 2, "node-0")):
            swipers.wait_for(part)
            stack.control("node", "kill", name)
            swipers.wait_for(part + USERS)
            stack.control("node", "start", name)
            cluster.look()
            urls[:] = [url for url, _ in cluster.nodes]
            cluster.settle(2)
    assert swipers.answered == USERS * LOOKS
    assert swipers.broken > 0, "the crashes did not hit the swipes"
    there = {(user, look): reaction for user, look, reaction in stack.sql("SELECT user_id, look_id, reaction FROM swipes")}
    assert there == {swipe: reaction for swipe, reaction in swipers.wishes.items() if reaction}
    assert stack.sql("""SELECT look_id FROM looks l WHERE likes_count <>
        (SELECT count(*) FROM swipes s WHERE s.look_id = l.look_id AND reaction = 'LIKE')""") == []
    stack.audit()
