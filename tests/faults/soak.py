"""Ordinary life for a long time: nothing may grow that does not shrink again."""

import os
import random
import threading
import time
import traceback
from collections import Counter
from pathlib import Path

import crowd
import places
from result import FAILED, Result
from shop import BROKEN, PASSWORD, Client

SAMPLE_SECONDS = 5
CUSTOMERS = 12
THINKING_SECONDS = 0.15
IDLE_SECONDS_MAX = 300 + 30  # entity-idle-max, and until the next look
WARM_UP = 0.4  # of the whole: it takes longer than that to fill up
# From the end of the warm-up to the end, by straight lines through the samples.
# How many entities are awake follows from how fast customers are. Whoever has not been woken lately is one of the few in use.
BOUNDS = {"memory MiB": 16, "open files": 30, "threads": 1, "entities not woken lately": 50}
PLOTTED = [*BOUNDS, "entities awake"]


class Customer:
    """Does what people do, in an order that nobody can foretell."""

    def __init__(self, place, number, skus, looks, statuses):
        self.place, self.skus, self.looks, self.statuses = place, skus, looks, statuses
        self.rng = random.Random(number)
        self.email = place.shop.email()
        self.client = place.shop.buyer(self.email)
        self.orders = []

    def live(self, stopping):
        steps = [(self.browse, 8), (self.swipe, 4), (self.fill_cart, 3), (self.order, 3), (self.cancel, 1), (self.log_in_again, 0.1),
                 (self.listen, 0.2)]
        actions, weights = zip(*steps)
        while not stopping.wait(self.rng.uniform(0, 2 * THINKING_SECONDS)):
            try:
                self.rng.choices(actions, weights)[0]()
            except BROKEN as failure:
                self.statuses[type(failure).__name__] += 1

    def note(self, answer):
        self.statuses[answer.status] += 1
        return answer

    def browse(self):
        self.note(self.client.get(self.rng.choice(["/products/popular", "/products/newest", "/cart", "/orders",
                                                   f"/looks/{self.rng.choice(self.looks)}"])))

    def swipe(self):
        self.note(self.client.get("/looks/swipe?size=3"))
        self.note(self.client.swipe(self.rng.choice(self.looks), self.rng.choice(["LIKE", "DISLIKE"])))

    def fill_cart(self):
        self.note(self.client.add_to_cart(self.rng.choice(self.skus[:5])))

    def order(self):
        answer = self.note(self.client.order([(self.rng.choice(self.skus), 1)], key=f"{self.rng.getrandbits(64):016x}"))
        if answer.status == 201:
            self.orders = [*self.orders[-9:], answer.json["orderId"]]

    def cancel(self):
        if self.orders:
            self.note(self.client.post(f"/orders/{self.orders.pop()}/cancel"))

    def log_in_again(self):
        self.note(self.client.post("/auth/logout"))
        self.note(self.client.log_in(self.email, PASSWORD))

    def listen(self):
        """Opens a stream of events, reads its beginning, and goes."""
        stream = Client(self.client.url, self.client.cookie)
        try:
            stream.connection = crowd.people.http.client.HTTPConnection(stream.url.split("//")[1], timeout=10)
            stream.connection.request("GET", "/events", headers={"Cookie": f"baro={stream.cookie}"})
            self.statuses[stream.connection.getresponse().status] += 1
        finally:
            stream.close()


def sample(place):
    process = Path(f"/proc/{place.pids['node-0']}")
    return {"memory MiB": places.resident_mib(process.name), "open files": len(os.listdir(process / "fd")),
            "threads": len(os.listdir(process / "task")), "entities awake": place.stack.metric("baro_entities_awake"),
            "entities woken": place.stack.metric("baro_entities_woken_total")}


def live_for(place, seconds):
    skus = place.shop.skus([1_000_000] * 40)
    looks = [place.shop.look() for _ in range(20)]
    statuses, samples, stopping = Counter(), [], threading.Event()
    customers = [Customer(place, number, skus, looks, statuses) for number in range(CUSTOMERS)]
    threads = [threading.Thread(target=customer.live, args=(stopping,), daemon=True) for customer in customers]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    while (now := time.monotonic() - began) < seconds:
        samples.append((now, sample(place)))
        time.sleep(SAMPLE_SECONDS)
    stopping.set()
    for thread in threads:
        thread.join(60)
    tell_idle_ones(samples)
    return statuses, samples


def tell_idle_ones(samples):
    """How many are awake that were woken longer ago than an idle entity stays."""
    for now, values in samples:
        before = next(woken["entities woken"] for at, woken in samples if at >= now - IDLE_SECONDS_MAX)
        values["entities not woken lately"] = max(0, values["entities awake"] - (values["entities woken"] - before))


def growth(samples, name):
    """After the warm-up, by the line of least squares."""
    end = samples[-1][0]
    points = [(at, values[name]) for at, values in samples if at >= WARM_UP * end]
    mean_x, mean_y = (sum(point[i] for point in points) / len(points) for i in (0, 1))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return slope * end * (1 - WARM_UP)


def attempt(minutes):
    what = f"ordinary life for {minutes:g} minutes"
    try:
        with places.lone() as place:
            statuses, samples = live_for(place, minutes * 60)
            place.stack.audit()
    except Exception as failure:
        traceback.print_exc()
        return Result("soak", what, verdict=FAILED, complaints=[repr(failure)])
    complaints = [f"{name} grew by {growth(samples, name):.1f} after the warm-up, more than {most}"
                  for name, most in BOUNDS.items() if growth(samples, name) > most]
    strange = set(statuses) - {200, 201, 204, 409}
    if strange:
        complaints.append(f"clients saw {', '.join(map(str, strange))}")
    rows = "\n".join(f"| {name} | {samples[0][1][name]:.0f} | {max(values[name] for _, values in samples):.0f} | "
                     f"{samples[-1][1][name]:.0f} | {growth(samples, name):+.1f} | {BOUNDS.get(name, '')} |" for name in PLOTTED)
    seen = ", ".join(f"{status}: {count:,}" for status, count in statuses.items())
    rate = sum(statuses.values()) / samples[-1][0]
    text = (f"{CUSTOMERS} customers browse, swipe, fill carts, order, cancel, log out and in, and listen to events: "
            f"{rate:,.0f} requests/s. Answers: {seen}. The warm-up is the first {WARM_UP:.0%}. Audit: balanced.\n\n"
            "| | at first | most | at last | growth after the warm-up | allowed |\n|---|---|---|---|---|---|\n" + rows)
    return Result("soak", what, complaints=complaints, text=text, plot=lambda axes: plot(axes, samples))


def plot(axes, samples):
    """Each as a share of the most that it was."""
    for name in PLOTTED:
        values = [sampled[name] for _, sampled in samples]
        axes.plot([at / 60 for at, _ in samples], [value / (max(values) or 1) for value in values], label=f"{name}, at most {max(values):,.0f}")
    axes.axvline(samples[-1][0] / 60 * WARM_UP, linestyle=":", color="grey")
    axes.set(xlabel="minutes", ylabel="share of the most", xlim=0, ylim=(0, 1.1), title="Ordinary life: what one node holds")
    axes.legend(loc="lower right")
