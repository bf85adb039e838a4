"""Measures BARO against what it has to beat, and writes the report. bench/README.md says what the lines mean."""

import signal
import sys
import traceback
from datetime import datetime
from pathlib import Path

import actors
import batches
import cpu
import ids
import latency
import machine
import orders
import plots
import reads
import report
import swipes
import tastes
from arguments import ALL, arguments
from figures import FAILED, NoResult, Row
from plan import FULL, QUICK
from programs import HERE, say
from shops import ListShop, OrderShop, SwipeShop

class Bench:
    def __init__(self, plan, wanted):
        self.plan = plan
        self.wanted = wanted
        self.rows = []
        self.audits = []
        self.machine = machine.host()

    def wants(self, *some):
        return [id for id in some if id in self.wanted]

    def attempt(self, names, measure):
        """One failure does not lose the results of the others. Returns what `measure` does, or nothing."""
        try:
            result = measure()
            self.rows += result[0] if isinstance(result, tuple) else result
            return result
        except NoResult:
            raise
        except Exception as failure:
            traceback.print_exc()
            self.rows += [Row(name, str(failure).splitlines()[0][:200], verdict=FAILED) for name in names]
            return None

    def run(self):
        if self.wants("S11"):
            self.attempt(["S11"], lambda: ids.measure(self.plan))
        if self.wants("S1", "S2", "S3", "S4", "S5", "S10", "S12", "curve"):
            with OrderShop(self.plan.sessions) as shop:
                self.machine |= machine.servers(shop.stack)
                self.order(shop)
                self.audits.append(shop.audit())
        if self.wants("S6", "S7"):
            with ListShop(self.plan.list_scale) as shop:
                self.machine |= machine.servers(shop.stack)
                self.look_around(shop)
                self.audits.append(shop.audit())
        if self.wants("S8", "S9"):
            with SwipeShop(self.plan.sessions) as shop:
                self.machine |= machine.servers(shop.stack)
                self.swipe(shop)
                self.audits.append(shop.audit())
        if self.wants("taste"):
            self.attempt(["taste"], tastes.measure)
        self.rows.sort(key=lambda row: ALL.index(row.id if row.id in ALL else "S1"))

    def order(self, shop):
        saturating = None
        if duels := self.wants("S1", "S2", "S3", "S4"):
            if done := self.attempt(duels, lambda: orders.measure(self.plan, shop, duels)):
                saturating = done[1]
        if self.wants("S5"):
            self.attempt(["S5"], lambda: latency.measure(self.plan, shop, saturating))
        if self.wants("S12"):
            self.attempt(["S12"], lambda: cpu.measure(self.plan, shop))
        if self.wants("curve"):
            self.attempt(["curve"], lambda: batches.measure(self.plan, shop))
        if self.wants("S10"):  # stops the node
            self.attempt(["S10"], lambda: actors.measure(self.plan, shop))

    def look_around(self, shop):
        if self.wants("S6"):
            self.attempt(["S6"], lambda: reads.looks(self.plan, shop))
        if self.wants("S7"):
            self.attempt(["S7"], lambda: reads.lists(self.plan, shop))

    def swipe(self, shop):
        if self.wants("S8"):
            self.attempt(["S8"], lambda: swipes.decks(self.plan, shop))
        if self.wants("S9"):
            self.attempt(["S9"], lambda: swipes.swiping(self.plan, shop))

    def write(self):
        results = HERE / "results"
        results.mkdir(exist_ok=True)
        prefix = results / (datetime.now().strftime("%Y-%m-%d-%H%M") + ("-quick" if self.plan.quick else ""))
        drawn = [Path(name) for name in plots.draw(self.rows, prefix)]
        text = report.markdown(self.plan, self.machine, self.rows, self.audits, drawn)
        Path(f"{prefix}.md").write_text(text)
        Path(f"{prefix}.json").write_text(report.as_json(self.plan, self.machine, self.rows, self.audits))
        print(text)
        say(f"written to {prefix}.md, .json and {len(drawn)} plots")


def main():
    args = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Bench(QUICK if args.quick else FULL, args.only)
    try:
        bench.run()
    except KeyboardInterrupt:
        say("stopped; everything that was started is gone")
        return 130
    except NoResult as reason:
        say(f"NO RESULT: {reason}")
        return 1
    bench.write()
    return int(any(row.verdict == FAILED for row in bench.rows))


if __name__ == "__main__":
    sys.exit(main())
