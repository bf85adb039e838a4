#!/usr/bin/python3
"""Breaks a running shop on purpose while people order, and shows what that cost. tests/faults/README.md explains."""

import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))

from arguments import arguments  # noqa: E402
from crowd import Crowd, books_of  # noqa: E402
from drills import DRILLS, FROM_INJECTION  # noqa: E402
from places import Skipped  # noqa: E402
from result import FAILED, SKIPPED, Result  # noqa: E402
from timeline import Timeline  # noqa: E402

import report  # noqa: E402

BEFORE_SECONDS, AFTER_SECONDS = 6, 12
TOLERATED = {"200", "201", "409", "503", "504"}


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(drill, seconds):
    with drill.place() as place:
        # One that is soon sold out, a few that everybody wants, and plenty that hardly anybody does.
        skus = place.shop.skus([200] + [1_000_000] * 4) + place.shop.skus([1_000_000] * 60)
        began = time.monotonic()
        with Crowd(place.shop, skus, place.urls) as crowd:
            time.sleep(BEFORE_SECONDS)
            place.begins()
            drill.inject(place, seconds or drill.seconds)
            ended = time.monotonic()
            time.sleep(AFTER_SECONDS)
            finished = time.monotonic()
        books = books_of(place.stack, crowd)
    timeline = Timeline(crowd.journal, began, place.injected, ended, finished)
    since = place.injected if drill.counts_from == FROM_INJECTION else ended
    return Result(drill.name, drill.what, timeline, books, timeline.recovery_seconds(since), drill.counts_from,
                  complaints(drill, timeline, books, timeline.recovery_seconds(since), crowd.failures))


def complaints(drill, timeline, books, recovery, failures):
    """All that is wrong with it."""
    before, during, _ = timeline.phases()
    wrong = list(failures[:3])
    if not books.is_balanced:
        wrong.append(f"the books do not balance: {books}")
    if recovery is None or recovery > drill.recovery_seconds_max:
        wrong.append(f"it took longer than {drill.recovery_seconds_max:g} s to recover")
    statuses = sum((phase.statuses for phase in timeline.phases()), start=Counter())
    strange = set(statuses) - TOLERATED - ({"broken"} if drill.may_break else set())
    if strange:
        wrong.append(f"clients saw {', '.join(sorted(strange))}")
    if during.goodput < drill.goodput_min * before.goodput:
        wrong.append(f"goodput fell below {drill.goodput_min:.0%} while it lasted")
    return wrong


def attempt(drill, seconds):
    say(f"{drill.name}: {drill.what}")
    try:
        result = run(drill, seconds)
    except Skipped as reason:
        result = Result(drill.name, drill.what, verdict=SKIPPED, complaints=[str(reason)])
    except Exception as failure:  # the other drills are worth something all the same
        traceback.print_exc()
        result = Result(drill.name, drill.what, verdict=FAILED, complaints=[repr(failure)])
    say(f"  {result.verdict}" + "".join(f"\n  {complaint}" for complaint in result.complaints))
    return result


def main():
    args = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    results = []
    for drill in DRILLS:
        if drill.name in args.only:
            results.append(attempt(drill, args.seconds))
            report.write(args.out, results)
    if "overload" in args.only:
        import overload
        results.append(overload.attempt(args.seconds))
        report.write(args.out, results)
    if "soak" in args.only:
        import soak
        results.append(soak.attempt(args.minutes))
        report.write(args.out, results)
    say(f"written to {args.out / 'REPORT.md'}")
    return int(any(result.verdict == FAILED for result in results))


if __name__ == "__main__":
    sys.exit(main())
