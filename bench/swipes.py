"""S8 and S9: the deck of looks, and swiping."""

from figures import Row, all_of, at_least, at_most, in_turns, series
from programs import CONNECTIONS, fixed_rate, request, say, wrk

DECK_RATE = 500  # pages a second: ten times what 500 people take who look at each look for ten seconds
SWIPE_GOAL, DECK_P99_GOAL_MS = 10_000, 20


def decks(plan, shop):
    """Users who have seen 10,000 looks and take a page, by taste and newest first."""
    say(f"decks of users who have seen {shop.seen:,} looks")
    files = {order: shop.file(f"deck-{order}", "".join(request("GET", f"/looks/swipe?order={order}", Cookie=f"baro={cookie}")
                                                       for cookie in shop.cookies)) for order in ("taste", "newest")}
    for file in files.values():  # wakes the decks, which reads what each has seen
        fixed_rate(shop.stack.url, CONNECTIONS, 100, len(shop.cookies) // 100 + 1, file)
    runs = in_turns(plan.rounds, {order: lambda file=file: fixed_rate(shop.stack.url, CONNECTIONS, DECK_RATE, plan.seconds, file)
                                  for order, file in files.items()})
    p99 = {order: series(runs[order], "p99_ms") for order in files}
    failed = sum(run["refused"] + run["broken"] for order in files for run in runs[order])
    measured = "; ".join(f"{order}: p50 {series(runs[order], 'p50_ms')} ms, p99 {p99[order]} ms" for order in files)
    verdict = all_of(taste=at_most(p99["taste"].median, DECK_P99_GOAL_MS), newest=at_most(p99["newest"].median, DECK_P99_GOAL_MS),
                     unanswered="met" if failed == 0 else f"{failed} requests")
    return [Row("S8", f"GET /looks/swipe for users with {shop.seen:,} seen looks, {DECK_RATE}/s", f"p99 <= {DECK_P99_GOAL_MS} ms",
                measured, "", verdict, runs)]


def swiping(plan, shop):
    """Each swipe is of a look that its user has not seen."""
    say("swipes")
    runs = [shop.count_confirmed(wrk("swipe.lua", shop.stack.url, CONNECTIONS, plan.seconds, shop.cookie_file, shop.first_unseen,
                                     shop.last_look, shop.confirmed))
            for _ in range(plan.rounds)]
    rate, p99 = series(runs, "rate"), series(runs, "p99_ms")
    failed = sum(run["refused"] + run["broken"] for run in runs)
    verdict = all_of(rate=at_least(rate.median, SWIPE_GOAL), unanswered="met" if failed == 0 else f"{failed} requests")
    return [Row("S9", f"PUT /looks/{{id}}/swipe at {CONNECTIONS} connections", f">= {SWIPE_GOAL:,}/s durable",
                f"{rate}/s, p99 {p99} ms at saturation", "", verdict, {"runs": runs})]
