"""S5: how long an order takes when the shop is busy, but not full."""

import json

from figures import Row, all_of, at_most, series
from orders import HOT, ours
from programs import fixed_rate, request, say

CONNECTIONS = 500
HALF = 0.5


def order_requests(shop, load):
    body = json.dumps({"shippingAddress": "Seoul, Teheran-ro 1",
                       "orderItems": [{"skuId": str(load.first), "quantity": 1}]})
    key = shop.new_run() + "-@number@"
    return shop.file("orders", "".join(request("POST", "/orders", body, Cookie=f"baro={cookie}", Idempotency_Key=key)
                                       for cookie in shop.cookies))


def at_fraction(plan, shop, saturating, fraction):
    rate = max(1, round(saturating * fraction))
    result = fixed_rate(shop.stack.url, CONNECTIONS, rate, plan.seconds * 2, order_requests(shop, HOT))
    return shop.count_confirmed(result) | {"asked_rate": rate, "fraction": fraction}


def measure(plan, shop, saturating):
    """Also at other fractions of the saturating rate, for the plot; these are one run each."""
    if saturating is None:
        ours(shop, HOT, plan.seconds)
        saturating = ours(shop, HOT, plan.seconds)["rate"]
    say(f"latency of orders, of a saturating {saturating:,.0f}/s")
    runs = [at_fraction(plan, shop, saturating, HALF) for _ in range(plan.rounds)]
    others = [at_fraction(plan, shop, saturating, fraction) for fraction in plan.fractions if fraction != HALF]
    p50, p99, p999 = (series(runs, name) for name in ("p50_ms", "p99_ms", "p999_ms"))
    failed = sum(run["refused"] + run["broken"] for run in runs)
    measured = (f"p50 {p50} ms, p99 {p99} ms, p99.9 {p999} ms at {series(runs, 'rate')}/s of {runs[0]['asked_rate']:,} "
                f"asked for; the client took {series(runs, 'client_cores').median:.2f} cores")
    verdict = all_of(p50=at_most(p50.median, 8), p99=at_most(p99.median, 25),
                     unanswered="met" if failed == 0 else f"{failed} requests")
    return [Row("S5", f"an order at {CONNECTIONS} connections, half the saturating rate",
                "p50 <= 8 ms, p99 <= 25 ms", measured, "", verdict,
                {"saturating": saturating, "runs": runs, "others": others})]
