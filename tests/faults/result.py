"""What came out of a drill."""

from dataclasses import dataclass, field

PASSED, FAILED, SKIPPED = "passed", "FAILED", "skipped"


@dataclass
class Result:
    name: str
    what: str
    timeline: object = None
    books: object = None
    recovery: object = None  # seconds; None: never
    counts_from: str = ""
    complaints: list = field(default_factory=list)
    verdict: str = ""
    text: str = ""      # of a drill that is reported in its own way
    plot: object = None  # the same: draws into axes

    def __post_init__(self):
        self.verdict = self.verdict or (FAILED if self.complaints else PASSED)
