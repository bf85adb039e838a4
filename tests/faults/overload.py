"""Five times as much as can be done: who is let in is served as fast as ever, and all others are told so at once."""

import json
import threading
import time
import traceback
from dataclasses import dataclass, field

import places
from programs import fixed_rate, request, say
from proxy import processes
from result import FAILED, Result
from shops import SKUS_SQL

TIMES = 5
SECONDS = 120
PEAK_SECONDS = 8
PEAK_CONNECTIONS = 256
CONNECTIONS = 1_000
AS_FAST_AS_ANSWERED = 200_000  # asked for each second: whoever has an answer sends again
PATIENCE_MS = 10
SESSIONS = 64
SKUS = 1_010
BURN_SECONDS = 0.01
SLICE_SECONDS = 0.25

GOODPUT_MIN = 0.8
P99_MS_MAX = 100
RECOVERY_SECONDS_MAX = 2
GROWTH_MIB_MAX = 256


@dataclass
class Run:
    """One load: its peak, alone and beside what takes the generator's time, and what happened at five times that."""
    name: str
    peak: dict = field(default_factory=dict)
    handicapped: dict = field(default_factory=dict)
    over: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    memory: list = field(default_factory=list)

    @property
    def goodput(self):
        return self.over["accepted"] / self.over["seconds"]

    @property
    def share(self):
        return self.goodput / rate_of(self.handicapped)

    @property
    def recovery_seconds(self):
        """Until a quarter of a second is as it should be; None: never."""
        wanted = self.after["asked"] * SLICE_SECONDS * 0.9
        for place, part in enumerate(self.after["slices"]):
            if part["accepted"] >= wanted and part["p99_ms"] <= P99_MS_MAX:
                return place * SLICE_SECONDS
        return None

    def complaints(self):
        if self.share < GOODPUT_MIN:
            yield f"{self.name}: goodput is {self.share:.0%} of the peak, not {GOODPUT_MIN:.0%}"
        if self.over["accepted_p99_ms"] > P99_MS_MAX:
            yield f"{self.name}: p99 of what was accepted is {self.over['accepted_p99_ms']:.0f} ms, not {P99_MS_MAX}"
        strange = set(self.over["statuses"]) - {"200", "201", "503"}
        if strange or self.over["broken"]:
            yield f"{self.name}: clients saw {self.over['statuses']}, and {self.over['broken']} broken connections"
        if self.recovery_seconds is None or self.recovery_seconds > RECOVERY_SECONDS_MAX:
            yield f"{self.name}: not as before within {RECOVERY_SECONDS_MAX} s"
        if max(self.memory) - self.memory[0] > GROWTH_MIB_MAX:
            yield f"{self.name}: memory grew by {max(self.memory) - self.memory[0]:.0f} MiB"

    def text(self):
        over = self.over
        sent = over["answers"] / over["seconds"]
        statuses = ", ".join(f"{status}: {count:,}" for status, count in over["statuses"].items())
        recovery = "never" if self.recovery_seconds is None else f"{self.recovery_seconds:.2f} s"
        return (f"- **{self.name}**: peak {rate_of(self.peak):,.0f}/s at {PEAK_CONNECTIONS} connections, the generator taking "
                f"{self.peak['client_cores']:.2f} cores; {rate_of(self.handicapped):,.0f}/s while somebody burns as much as the "
                f"generator takes more in the rush. Asked for {over['asked']:,.0f}/s on {CONNECTIONS:,} connections: "
                f"{sent:,.0f}/s were sent, the rest was held, since a connection carries one request at a time. "
                f"Good: {self.goodput:,.0f}/s, **{self.share:.0%}** of the peak; "
                f"of these p50 {over['accepted_p50_ms']:.1f} ms, **p99 {over['accepted_p99_ms']:.1f} ms**. "
                f"Answers: {statuses}; p99 of the 503s {over['refused_p99_ms']:.1f} ms. "
                f"Generator: {over['client_cores']:.2f} cores. Memory: {self.memory[0]:.0f} MiB before, "
                f"{max(self.memory):.0f} at most. As before {recovery} after the rush.")


def rate_of(result):
    return result["accepted"] / result["seconds"]


def orders(cookies, run):
    """Half of them of ten SKUs, half of a thousand."""
    for number in range(1_000):
        sku = 1 + number % 10 if number % 2 else 11 + number
        body = json.dumps({"shippingAddress": "Seoul, Teheran-ro 1", "orderItems": [{"skuId": str(sku), "quantity": 1}]})
        yield request("POST", "/orders", body, Cookie=f"baro={cookies[number % len(cookies)]}",
                      Idempotency_Key=f"{run}-@number@")


def mixed(cookies, run):
    """Of ten: five products, two popular lists, a cart, two orders."""
    placing = orders(cookies, run)
    for number in range(1_000):
        cookie = f"baro={cookies[number % len(cookies)]}"
        kind = number * 7 % 10
        if kind < 5:
            yield request("GET", f"/products/{1 + number}", Cookie=cookie)
        elif kind < 7:
            yield request("GET", "/products/popular", Cookie=cookie)
        elif kind < 8:
            yield request("GET", "/cart", Cookie=cookie)
        else:
            yield next(placing)


class Bench:
    def __init__(self, place):
        self.place = place
        place.stack.sql(SKUS_SQL.format(first=1, last=SKUS, store=place.shop.store))
        place.stack.sql("VACUUM ANALYZE")
        self.cookies = [buyer.cookie for buyer in place.shop.buyers(SESSIONS)]
        self.runs = 0
        self.ordered = 0

    def ask(self, load, connections, rate, seconds):
        self.runs += 1
        file = self.place.stack.data / f"requests-{self.runs}"
        file.write_text("".join(load(self.cookies, f"run-{self.runs}")))
        return fixed_rate(self.place.urls[0], connections, rate, seconds, file, PATIENCE_MS) | {"asked": rate}

    def peak(self, load):
        return self.ask(load, PEAK_CONNECTIONS, AS_FAST_AS_ANSWERED, PEAK_SECONDS)

    def run(self, name, load, seconds):
        say(f"overload: {name}")
        run = Run(name)
        self.peak(load)  # wakes every actor, fills every cache
        run.peak = self.peak(load)
        rush = TIMES * rate_of(run.peak)
        with Memory(self.place.pids["node-0"], run.memory):
            run.over = self.ask(load, CONNECTIONS, rush, seconds)
            run.after = self.ask(load, PEAK_CONNECTIONS, rate_of(run.peak) / 3, 5)
        with burning(max(0, run.over["client_cores"] - run.peak["client_cores"])):
            run.handicapped = self.peak(load)
        say("  " + run.text())
        return run


class Memory:
    """Writes down how much a process has, four times a second."""

    def __init__(self, pid, values):
        self.pid, self.values = pid, values
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._sample)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join()

    def _sample(self):
        while True:
            self.values.append(places.resident_mib(self.pid))
            if self.stopping.wait(SLICE_SECONDS):
                return


class burning:
    """Takes so many cores."""

    def __init__(self, cores):
        count = int(cores) + 1
        self.processes = [processes.Process(target=burn, args=(cores / count,), daemon=True) for _ in range(count)]

    def __enter__(self):
        for process in self.processes:
            process.start()

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.join()


def burn(share):
    while True:
        began = time.process_time()
        while time.process_time() - began < BURN_SECONDS * share:
            pass
        time.sleep(BURN_SECONDS * (1 - share))


def attempt(seconds):
    what = "five times as much as can be done"
    try:
        with places.lone(BARO_SESSION_RATE="1000000", BARO_ANONYMOUS_RATE="1000000",
                         BARO_CONNECTIONS_PER_ADDRESS_MAX="0") as place:
            bench = Bench(place)
            runs = [bench.run(name, load, seconds or SECONDS) for name, load in (("orders", orders), ("mixed", mixed))]
            complaints = [complaint for run in runs for complaint in run.complaints()]
            stored = int(place.stack.sql("SELECT count(*) FROM orders")[0][0])
            placed = sum(result["statuses"].get("201", 0) for run in runs
                         for result in (run.peak, run.handicapped, run.over, run.after))
            if stored < placed:
                complaints.append(f"{placed} orders were acknowledged, {stored} are in the database")
            place.stack.audit()
    except Exception as failure:
        traceback.print_exc()
        return Result("overload", what, verdict=FAILED, complaints=[repr(failure)])
    return Result("overload", what, complaints=complaints, text="\n".join(run.text() for run in runs) + "\n\nAudit: balanced.",
                  plot=lambda axes: plot(axes, runs))


def plot(axes, runs):
    """The loads one after the other, on one time axis."""
    right = axes.twinx()
    start = 0
    for number, run in enumerate(runs):
        slices = run.over["slices"] + run.after["slices"]
        times = [start + place * SLICE_SECONDS for place in range(len(slices))]
        for name, color, label in (("accepted", "tab:blue", "good/s"), ("refused", "tab:red", "503/s")):
            axes.step(times, [part[name] / SLICE_SECONDS for part in slices], where="post", color=color,
                      label=label if number == 0 else None)
        axes.hlines(GOODPUT_MIN * rate_of(run.handicapped), start, times[-1], color="tab:blue", linestyle=":",
                    label="80 % of the peak" if number == 0 else None)
        axes.axvspan(start, start + len(run.over["slices"]) * SLICE_SECONDS, color="tab:red", alpha=0.08, lw=0)
        axes.text(start, 0, f" {run.name}", va="bottom")
        right.plot(times, [part["p99_ms"] for part in slices], color="tab:grey", lw=0.8,
                   label="p99 ms of the good (right)" if number == 0 else None)
        right.plot([start + place * SLICE_SECONDS for place in range(len(run.memory))][:len(times)],
                   run.memory[:len(times)], color="tab:green", label="memory MiB (right)" if number == 0 else None)
        start = times[-1] + 2
    axes.set(xlabel="s", ylabel="answers/s", xlim=0, ylim=0, title="Five times as much as can be done")
    right.set_ylim(0)
    right.set_ylabel("ms, MiB")
    lines = [*axes.get_legend_handles_labels()[0], *right.get_legend_handles_labels()[0]]
    axes.legend(lines, [line.get_label() for line in lines], loc="upper right", fontsize=7)
