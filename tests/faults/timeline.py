"""What clients saw over time, and what that says of a drill."""

from collections import Counter
from dataclasses import dataclass, field

SLICE_SECONDS = 0.25
RECOVERED = 0.9      # of the goodput before
WINDOW_SECONDS = 1   # over which it has to be that
WARM_UP_SECONDS = 1


@dataclass
class Phase:
    name: str
    seconds: float
    statuses: Counter
    goodput: float
    p50_ms: float
    p99_ms: float


@dataclass
class Timeline:
    """Times are seconds since the crowd began."""
    journal: list
    began: float
    injected: float
    ended: float
    finished: float
    slices: list = field(default_factory=list)

    def __post_init__(self):
        count = int((self.finished - self.began) / SLICE_SECONDS)
        self.slices = [(0, 0)] * count
        for line in self.journal:
            place = int((line.at - self.began) / SLICE_SECONDS)
            if 0 <= place < count:
                good, bad = self.slices[place]
                self.slices[place] = (good + line.is_good, bad + (not line.is_good))

    def phases(self):
        return [self._phase("before", self.began + WARM_UP_SECONDS, self.injected),
                self._phase("during", self.injected, self.ended), self._phase("after", self.ended, self.finished)]

    def _phase(self, name, since, until):
        lines = [line for line in self.journal if since <= line.at < until]
        took = sorted(line.took * 1e3 for line in lines if line.is_good)
        seconds = max(until - since, 1e-3)
        return Phase(name, seconds, Counter(str(line.status) for line in lines), len(took) / seconds,
                     percentile(took, 0.5), percentile(took, 0.99))

    def recovery_seconds(self, since):
        """Until the goodput is what it was before; None: never."""
        goal = RECOVERED * self.phases()[0].goodput * WINDOW_SECONDS
        width = round(WINDOW_SECONDS / SLICE_SECONDS)
        first = max(0, int((since - self.began) / SLICE_SECONDS))
        for place in range(first, len(self.slices) - width + 1):
            if sum(good for good, _ in self.slices[place:place + width]) >= goal:
                return max(0, self.began + place * SLICE_SECONDS - since)
        return None


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")
