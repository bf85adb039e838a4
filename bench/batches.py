"""The curve: orders per second over how many of them share a commit."""

from figures import Row
from orders import HOT, OUR_CONNECTIONS, ours
from programs import run, say
from stack import BUILD

SETTING = "BARO_STOCK_BATCH_MAX"


def measure(plan, shop):
    """Restarts the node for each size; PostgreSQL, Redis and the sessions stay."""
    if SETTING not in run(BUILD / "app" / "barod", "--help"):
        return [Row("curve", "orders/s over the size of a batch", verdict="not yet")]
    say("throughput over batch size")
    runs = {size: with_batches_of(plan, shop, size) for size in plan.batch_sizes}
    del shop.stack.env[SETTING]
    restart(shop)
    measured = "; ".join(f"{size:,}: {run['rate']:,.0f}/s" for size, run in runs.items())
    return [Row("curve", "orders/s over the largest allowed batch, one hot SKU", measured=measured,
                figures={str(size): run for size, run in runs.items()})]


def with_batches_of(plan, shop, size):
    shop.stack.env[SETTING] = str(size)
    restart(shop)
    ours(shop, HOT, 1)
    return ours(shop, HOT, plan.seconds, OUR_CONNECTIONS[-1])


def restart(shop):
    shop.stack.control("node", "stop")
    shop.stack.control("node", "start")
