"""How long and how much: the two ways to run the bench."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    quick: bool
    rounds: int           # of turns between program and rival
    seconds: int          # of each measurement
    sessions: int         # that orders come from
    fractions: tuple      # of the saturating rate, at which latency is measured
    batch_sizes: tuple    # facts per commit, for the curve
    limit_batches: tuple  # orders per transaction of the database's limit
    list_rounds: int
    list_scale: int       # of the seed for the lists; 3,000 is 1.8 million products
    pages: int            # different pages of each list, at most
    actors: int           # SKUs that are woken
    million_ids: int


FULL = Plan(quick=False, rounds=3, seconds=5, sessions=300, fractions=(0.1, 0.25, 0.5, 0.75, 0.9),
            batch_sizes=(1, 4, 16, 64, 256, 512, 1024, 2048), limit_batches=(100, 500, 2_000), list_rounds=2, list_scale=3_000,
            pages=200_000, actors=1_000_000, million_ids=100)

QUICK = Plan(quick=True, rounds=2, seconds=1, sessions=60, fractions=(0.25, 0.5, 0.9),
             batch_sizes=(1, 16, 256, 2048), limit_batches=(100, 500, 2_000), list_rounds=1, list_scale=150,
             pages=50_000, actors=100_000, million_ids=20)
