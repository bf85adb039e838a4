"""What comes out of measuring: series of figures, verdicts, and the rows of the report."""

from dataclasses import dataclass, field
from statistics import median

NOT_YET = "not yet"
FAILED = "failed"


class NoResult(Exception):
    """The books do not balance: nothing that this run has measured counts."""


@dataclass(frozen=True)
class Series:
    """The same thing, measured several times."""
    values: tuple

    @property
    def median(self):
        return median(self.values)

    def __str__(self):
        digits = 0 if self.median >= 100 else 1
        text = f"{self.median:,.{digits}f}"
        if len(self.values) == 1:
            return text
        return f"{text} ({min(self.values):,.{digits}f}..{max(self.values):,.{digits}f})"


def series(runs, name):
    return Series(tuple(run[name] for run in runs))


@dataclass
class Row:
    """One line of the report. `figures` is everything that was measured for it, as it goes into the JSON."""
    id: str
    what: str
    goal: str = ""
    measured: str = ""
    ratio: str = ""
    verdict: str = ""
    figures: dict = field(default_factory=dict)


def at_least(value, goal):
    return "met" if value >= goal else f"missed by {1 - value / goal:.0%}"


def at_most(value, goal):
    return "met" if value <= goal else f"missed by {value / goal - 1:.0%}"


def all_of(**verdicts):
    """Met if each is; else which are not."""
    missed = [f"{name.replace('_', ' ')} {verdict}" for name, verdict in verdicts.items() if verdict != "met"]
    return ", ".join(missed) or "met"


def in_turns(rounds, contestants):
    """Runs all of them once per round, so that a machine whose speed drifts drifts for all. Results by name."""
    results = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, measure in contestants.items():
            results[name].append(measure())
    return results
