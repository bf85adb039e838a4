"""S1 to S4: how many orders a second, against the same done by row locks; and what PostgreSQL's limit is."""

from dataclasses import dataclass

from figures import Row, Series, all_of, at_least, in_turns, series
from programs import CONNECTIONS, pgbench, say, wrk

OUR_CONNECTIONS = (CONNECTIONS, 2 * CONNECTIONS)
RIVAL_CLIENTS = (8, 32, 128)


@dataclass(frozen=True)
class Load:
    """Orders of so many lines, line i from the i-th part of the range of SKUs."""
    name: str
    first: int
    last: int
    lines: int
    rival: str


HOT = Load("one hot SKU", 1, 1, 1, "rival_order.sql")
SPREAD = Load("10,000 SKUs", 2, 10_001, 1, "rival_order.sql")
BULK_HOT = Load("10 lines, everybody the same ten SKUs", 2, 11, 10, "rival_bulk.sql")
BULK_SPREAD = Load("10 lines out of 10,000 SKUs", 2, 10_001, 10, "rival_bulk.sql")
LOADS_OF = {"S1": (HOT,), "S2": (SPREAD,), "S3": (HOT, SPREAD), "S4": (BULK_HOT, BULK_SPREAD)}


def ours(shop, load, seconds, connections=CONNECTIONS):
    return shop.count_confirmed(wrk("order.lua", shop.stack.url, connections, seconds, shop.cookie_file,
                                    shop.new_run(), load.first, load.last, load.lines))


def rivals(shop, load, seconds, clients):
    return pgbench(load.rival, shop.rival, clients, seconds, first=load.first, last=load.last)


def best(results):
    """The contestant with the best median, and its runs."""
    return max(results.items(), key=lambda item: series(item[1], "rate").median)


def deadlocks(shop):
    rows = shop.stack.sql("SELECT datname, deadlocks FROM pg_stat_database WHERE datname IN ('rival', current_database())")
    return {"rival" if name == "rival" else "ours": int(count) for name, count in rows}


class Duel:
    """Ours against the rival under one load: each at its best number of connections."""

    def __init__(self, load, results):
        self.load = load
        self.results = results
        self.ours_at, self.ours = best({name: runs for name, runs in results.items() if name[0] == "ours"})
        self.rival_at, self.rival = best({name: runs for name, runs in results.items() if name[0] == "rival"})

    @property
    def rate(self):
        return series(self.ours, "rate")

    @property
    def ratio(self):
        return self.rate.median / series(self.rival, "rate").median

    def measured(self):
        text = (f"{self.rate}/s at {self.ours_at[1]} connections, "
                f"rival {series(self.rival, 'rate')}/s at {self.rival_at[1]} clients")
        return text + (f"; {self.unanswered()} requests refused or broken" if self.unanswered() else "")

    def unanswered(self):
        """Answers that were not 201, and connections that broke: neither counts as an order."""
        return sum(run["refused"] + run["broken"] for name, runs in self.results.items() if name[0] == "ours"
                   for run in runs)

    def figures(self):
        return {"runs": {f"{who} {count}": runs for (who, count), runs in self.results.items()},
                "ratio": self.ratio, "unanswered": self.unanswered()}

    def row(self, id, goal):
        verdict = at_least(self.ratio, goal)
        return Row(id, f"orders/s, {self.load.name}", f">= {goal:g} x", self.measured(), f"{self.ratio:.2f} x", verdict,
                   self.figures())


def duel(plan, shop, loads):
    """All loads in the same rounds, so that they can be compared with each other, too."""
    for load in loads:  # wakes every actor and fills every cache
        ours(shop, load, max(1, plan.seconds // 2))
    contestants = {}
    for load in loads:
        turns = [(load, "ours", connections) for connections in OUR_CONNECTIONS]
        turns[1:1] = [(load, "rival", RIVAL_CLIENTS[0])]
        turns += [(load, "rival", clients) for clients in RIVAL_CLIENTS[1:]]
        for turn in turns:
            _, who, count = turn
            measure = ours if who == "ours" else rivals
            contestants[turn] = lambda load=load, count=count, measure=measure: measure(shop, load, plan.seconds, count)
    results = in_turns(plan.rounds, contestants)
    return {load: Duel(load, {name[1:]: runs for name, runs in results.items() if name[0] is load}) for load in loads}


def measure(plan, shop, wanted):
    """Rows of those of S1 to S4 that are wanted, and the best rate on one hot SKU, if that was measured."""
    loads = [load for load in (HOT, SPREAD, BULK_HOT, BULK_SPREAD)
             if any(load in LOADS_OF[id] for id in wanted if id in LOADS_OF)]
    say(f"orders: {', '.join(load.name for load in loads)}")
    before = deadlocks(shop)
    duels = duel(plan, shop, loads)
    deadlocked = {name: count - before[name] for name, count in deadlocks(shop).items()}
    rows = []
    if "S1" in wanted:
        rows += [duels[HOT].row("S1", 12), limit(plan, shop, duels[HOT].rate.median)]
    if "S2" in wanted:
        rows.append(duels[SPREAD].row("S2", 2.5))
    if "S3" in wanted:
        rows.append(hot_to_spread(duels))
    if "S4" in wanted:
        rows += bulk(duels, deadlocked)
    return rows, duels[HOT].rate.median if HOT in duels else None


def hot_to_spread(duels):
    hot, spread = duels[HOT].rate, duels[SPREAD].rate
    ratio = hot.median / spread.median
    return Row("S3", "rate on one hot SKU / rate on 10,000", ">= 0.95", f"{hot}/s, {spread}/s", f"{ratio:.2f}",
               at_least(ratio, 0.95), {"ratio": ratio})


def bulk(duels, deadlocked):
    hot, spread = duels[BULK_HOT].row("S4", 8), duels[BULK_SPREAD].row("S4", 8)
    hot.goal += ", no deadlocks"
    hot.measured += f"; deadlocks: ours {deadlocked['ours']}, rival {deadlocked['rival']}"
    hot.verdict = all_of(rate=hot.verdict, deadlocks="met" if deadlocked["ours"] == 0 else "there were")
    hot.figures["deadlocks"] = deadlocked
    spread.goal, spread.verdict = "", ""
    return [hot, spread]


def limit(plan, shop, our_rate):
    """Not a rival: nobody could order there. It is as far as batching can get in this database."""
    runs = in_turns(plan.rounds, {n: lambda n=n: pgbench("limit.sql", shop.rival, 1, plan.seconds, n=n)
                                  for n in plan.limit_batches})
    rates = {n: Series(tuple(run["rate"] * n for run in runs[n])) for n in plan.limit_batches}
    most = max(rate.median for rate in rates.values())
    return Row("limit", "what PostgreSQL takes from one connection, one hot row, in batches",
               measured="; ".join(f"{rate}/s in batches of {n:,}" for n, rate in rates.items()),
               ratio=f"S1 is {our_rate / most:.0%} of it", figures={str(n): rate.values for n, rate in rates.items()})
